"""What the countdown of an authorization comes to: its warnings, its steps, and its end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from goodstanding.rulebook.pack import Level, Pack, StepNotice
from goodstanding.values.days import ends_at, local_day

_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedStep:
    """A level and the instant from which on it is set."""

    level: Level
    at: datetime


def warnings_owed(pack: Pack, authorization: str) -> tuple[int, ...]:
    """Return how many days before the day of its test is over warnings are owed, most first."""
    countdown = pack.countdown(pack.authorization(authorization).countdown)
    return tuple(-step.days for step in countdown.notices if step.notice is StepNotice.WARN)


def days_to_act(owed: Sequence[int]) -> int:
    """Return how many days there are to act on the last warning: the shortest lead owed."""
    return min(owed, default=0)


def acts_from(served_at: datetime, owed: Sequence[int], zone: str) -> datetime:
    """Return from when an end for good may be, where the last warning was served at an instant.

    Whole local days are left, however late the warning was. Where none is owed it waits for none.
    """
    if not owed:
        return served_at
    return ends_at(local_day(served_at, zone) + timedelta(days=days_to_act(owed)), zone)


def dated_steps(
    pack: Pack, authorization: str, *, due_at: datetime, zone: str
) -> Iterator[DatedStep]:
    """Yield what the countdown sets after a test that failed, first first.

    ``due_at`` is the instant at which the day of the test is over, in ``zone``.
    """
    tested_on = local_day(due_at - _MOMENT, zone)
    for step in pack.countdown(pack.authorization(authorization).countdown).levels:
        assert step.level is not None  # ``levels`` are the steps that set one
        at = ends_at(tested_on + timedelta(days=step.days), zone)
        yield DatedStep(level=pack.level(step.level), at=at)


def final_step(pack: Pack, authorization: str, *, due_at: datetime, zone: str) -> DatedStep | None:
    """Return the first step that sets a final level, if the countdown has one."""
    steps = dated_steps(pack, authorization, due_at=due_at, zone=zone)
    return next((step for step in steps if step.level.final), None)
