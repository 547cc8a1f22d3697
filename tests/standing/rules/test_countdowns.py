"""What a countdown owes and comes to, from the pack and the day of the test."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from goodstanding.rulebook.pack import Authorization, Countdown, CountdownStep, Pack, StepNotice
from goodstanding.standing.rules.countdowns import (
    acts_from,
    dated_steps,
    final_step,
    warnings_owed,
)
from tests.rulebook.worlds_packs import code_accepted, make_pack, reseller

#: The day of the test is 10 March 2026 in Vancouver, where clocks went forward on the 8th.
DUE_AT = datetime(2026, 3, 11, 7, tzinfo=UTC)


def _pack(*, countdown: Countdown | None = None) -> Pack:
    authorization: Authorization = reseller("code-accepted")
    pack = make_pack(code_accepted(), authorizations=(authorization,))
    if countdown is None:
        return pack
    other = replace(authorization, countdown=countdown.name)
    return replace(pack, countdowns=(*pack.countdowns, countdown), authorizations=(other,))


def test_warnings_are_owed_and_reminders_are_not() -> None:
    countdown = Countdown(
        name="three",
        steps=(
            CountdownStep(days=-90, notice=StepNotice.WARN),
            CountdownStep(days=-45, notice=StepNotice.REMIND),
            CountdownStep(days=-30, notice=StepNotice.WARN),
            CountdownStep(days=0, level="restricted"),
        ),
    )

    assert warnings_owed(_pack(countdown=countdown), "reseller") == (90, 30)


def test_steps_are_set_when_local_days_are_over() -> None:
    steps = list(dated_steps(_pack(), "reseller", due_at=DUE_AT, zone="America/Vancouver"))

    assert [(step.level.name, step.at) for step in steps] == [
        ("restricted", DUE_AT),
        ("suspended", datetime(2026, 4, 10, 7, tzinfo=UTC)),
        ("revoked", datetime(2026, 5, 10, 7, tzinfo=UTC)),
    ]


def test_the_first_final_level_is_the_end() -> None:
    step = final_step(_pack(), "reseller", due_at=DUE_AT, zone="America/Vancouver")

    assert step is not None
    assert (step.level.name, step.at) == ("revoked", datetime(2026, 5, 10, 7, tzinfo=UTC))


def test_a_countdown_without_a_final_level_has_no_end() -> None:
    countdown = Countdown(name="mild", steps=(CountdownStep(days=0, level="restricted"),))

    pack = _pack(countdown=countdown)

    assert final_step(pack, "reseller", due_at=DUE_AT, zone="UTC") is None


def test_the_last_warning_leaves_whole_local_days_however_late_it_was() -> None:
    served_at = datetime(2026, 3, 1, 20, tzinfo=UTC)  # noon in Vancouver, before clocks change

    assert acts_from(served_at, (90, 60, 30), "America/Vancouver") == datetime(
        2026, 4, 1, 7, tzinfo=UTC
    )


def test_where_no_warning_is_owed_nothing_is_waited_for() -> None:
    assert acts_from(DUE_AT, (), "America/Vancouver") == DUE_AT
