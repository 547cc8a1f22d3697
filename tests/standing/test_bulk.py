"""Everybody is worked out in the background, and shown all at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from goodstanding.agreements.models import AgreementVersion
from goodstanding.evidence.payloads import Code
from goodstanding.evidence.services import change
from goodstanding.partners.events import ListDeclared
from goodstanding.partners.models import EntityProfile
from goodstanding.programs.models import PackVersion, Program
from goodstanding.standing import bulk
from goodstanding.standing.bulk import progress_of, version_shown, work_out_everybody
from goodstanding.standing.jobs import sweep_each_minute, sweep_everybody
from goodstanding.standing.models import (
    BulkRun,
    PartnerStanding,
    StagedAnswer,
    StandingChange,
    StandingReason,
)
from goodstanding.standing.selectors import level_counts, standing_at, standing_now
from goodstanding.standing.services import epoch_of, raise_epoch, sweep
from goodstanding.values import clock
from goodstanding.values.keys import PartnerKey
from tests.builders import (
    NOON,
    SYSTEM,
    make_entity,
    make_location,
    make_partner,
    make_person,
    make_program,
)
from tests.builders_standing import (
    make_acceptance,
    make_agreement,
    make_rules,
    make_version,
    pack_text,
)
from tests.threads import at_once

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "CHUNK", 2)
    monkeypatch.setattr(bulk, "BULK_FROM", 1)


def _world(partners: int = 5) -> tuple[Program, list[PartnerKey]]:
    program = make_program()
    make_version(make_agreement(program))
    make_rules(program, text=_text(program))
    keys = []
    for number in range(partners):
        partner = make_partner(program, name=f"Fabrikam {number}")
        make_location(make_entity(partner))
        keys.append(PartnerKey(program.pk, partner.pk))
    return program, sorted(keys)


def _text(program: Program, **said: Any) -> str:
    """Return rules under which everybody here is at risk, however late it is."""
    return pack_text(program, **said).replace("60 days after", "900 days after")


def _levels(program: Program) -> list[str]:
    rows = PartnerStanding.objects.filter(program=program).order_by("partner_id")
    return list(rows.values_list("level", flat=True))


def _forget(program: Program) -> None:
    """Let every stored answer say what it would not say if it were worked out."""
    PartnerStanding.objects.filter(program=program).update(level="attention", rank=1)
    StandingReason.objects.filter(program=program).update(status="waived")
    StandingChange.objects.all().delete()


def _accept(key: PartnerKey) -> None:
    """Let a partner do what is asked of it."""
    profile = EntityProfile.objects.get(partner_id=key.partner_id)
    with change(actor=SYSTEM, at=clock.now()) as done:
        acceptance = make_acceptance(
            AgreementVersion.objects.get(),
            partner=profile.partner,
            entity=profile.entity,
            signer=make_person(),
            at=clock.now(),
        )
        declared = ListDeclared(
            list_id=acceptance.pk, partner_id=key.partner_id, name=Code("people"), valid_from=NOON
        )
        done.record(declared, partners=[key])


def _opened(program: Program) -> BulkRun:
    assert bulk.open_a_run_where_needed(program.pk, at=clock.now())
    return BulkRun.objects.get(finished_at=None)


def test_everybody_is_shown_at_once_when_all_are_worked_out() -> None:
    program, keys = _world()
    _forget(program)
    raise_epoch(program.pk)
    run = _opened(program)

    bulk.work_out_a_chunk(run.pk)
    bulk.work_out_a_chunk(run.pk)
    sweep(at=clock.now())
    before = _levels(program)
    done = work_out_everybody(program.pk, at=clock.now())

    assert before == ["attention"] * 5
    assert done
    assert _levels(program) == ["at-risk"] * 5
    assert set(StandingReason.objects.values_list("status", flat=True)) == {"overdue"}
    assert set(PartnerStanding.objects.values_list("epoch", flat=True)) == {epoch_of(program.pk)}
    assert StandingChange.objects.filter(previous_level="attention").count() == 5
    assert StagedAnswer.objects.count() == 0
    for key in keys:
        stored, asked = standing_now(key, at=clock.now()), standing_at(key, as_of=clock.now())
        assert stored is not None
        assert asked is not None
        assert stored.reasons == asked.reasons
        assert stored.level == asked.level


def test_who_was_killed_is_gone_on_from_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    program, _ = _world()
    _forget(program)
    raise_epoch(program.pk)
    run = _opened(program)
    bulk.work_out_a_chunk(run.pk)
    worked_out: list[list[UUID]] = []
    keep = bulk._keep_aside

    def killed(run: BulkRun, partner_ids: list[UUID]) -> None:
        keep(run, partner_ids)
        raise KeyboardInterrupt

    def watched(run: BulkRun, partner_ids: list[UUID]) -> None:
        worked_out.append(partner_ids)
        keep(run, partner_ids)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(bulk, "_keep_aside", killed)
        work_out_everybody(program.pk, at=clock.now())
    progress = progress_of(program.pk)
    monkeypatch.setattr(bulk, "_keep_aside", watched)
    done = work_out_everybody(program.pk, at=clock.now())

    assert progress is not None
    assert (progress.partners, progress.done, progress.remaining) == (5, 2, 3)
    assert progress.minutes == 1
    assert done
    assert [len(chunk) for chunk in worked_out] == [2, 1]
    assert _levels(program) == ["at-risk"] * 5
    assert progress_of(program.pk) is None


def test_who_is_touched_meanwhile_keeps_the_newer_answer() -> None:
    program, keys = _world()
    _forget(program)
    raise_epoch(program.pk)
    run = _opened(program)
    bulk.work_out_a_chunk(run.pk)

    _accept(keys[0])
    work_out_everybody(program.pk, at=clock.now())

    assert _levels(program) == ["good", *["at-risk"] * 4]


def test_who_was_being_touched_when_the_run_began_is_not_overwritten() -> None:
    """It read the epoch of before, and what was kept aside does not know what it wrote."""
    program, keys = _world()
    _forget(program)
    raise_epoch(program.pk)
    run = _opened(program)
    bulk.work_out_a_chunk(run.pk)
    _accept(keys[0])
    PartnerStanding.objects.filter(partner_id=keys[0].partner_id).update(epoch=1)

    work_out_everybody(program.pk, at=clock.now())

    assert _levels(program) == ["good", *["at-risk"] * 4]
    assert sweep(at=clock.now()) == 1


def test_another_wide_change_starts_from_the_beginning() -> None:
    program, _ = _world()
    _forget(program)
    raise_epoch(program.pk)
    first = _opened(program)
    bulk.work_out_a_chunk(first.pk)

    raise_epoch(program.pk)
    step = bulk.work_out_a_chunk(first.pk)
    done = work_out_everybody(program.pk, at=clock.now())

    assert step is bulk._Step.WORTHLESS
    assert done
    assert _levels(program) == ["at-risk"] * 5
    assert not BulkRun.objects.filter(pk=first.pk).exists()
    assert StagedAnswer.objects.count() == 0


def test_a_version_that_takes_effect_meanwhile_is_the_one_that_is_shown() -> None:
    program, _ = _world()
    old = PackVersion.objects.get()
    soon = (clock.now() + timedelta(days=40)).date()
    text = _text(program, version=2, effective=soon.isoformat())
    make_rules(
        program,
        text=text.replace("name: at-risk", "name: late").replace("due: at-risk", "due: late"),
        at=clock.now(),
    )
    work_out_everybody(program.pk, at=clock.now())
    at = datetime(soon.year, soon.month, soon.day, 12, tzinfo=UTC)

    run = bulk._current_run(program.pk, at=at)
    bulk.work_out_a_chunk(run.pk)
    shown, levels = version_shown(program.pk, at=at), _levels(program)
    counts = level_counts(program.pk, at=at)
    work_out_everybody(program.pk, at=at)

    assert shown == old
    assert levels == ["at-risk"] * 5
    assert counts is not None
    assert [(level.name, number) for level, number in counts.levels if number] == [("at-risk", 5)]
    assert (counts.behind, counts.minutes) == (5, 1)
    assert version_shown(program.pk, at=at) == PackVersion.objects.get(number=2)
    assert _levels(program) == ["late"] * 5


def test_two_workers_do_the_work_once() -> None:
    program, _ = _world(9)
    _forget(program)
    raise_epoch(program.pk)

    given = at_once(*[lambda: work_out_everybody(program.pk, at=clock.now())] * 2)

    assert set(given) <= {True, False}
    assert work_out_everybody(program.pk, at=clock.now()) is (True not in given)
    assert _levels(program) == ["at-risk"] * 9
    assert BulkRun.objects.filter(finished_at=None).count() == 0
    assert StagedAnswer.objects.count() == 0


def test_a_writer_who_waits_for_the_switch_works_with_what_it_left() -> None:
    program, keys = _world()
    _forget(program)
    raise_epoch(program.pk)
    run = _opened(program)
    while bulk.work_out_a_chunk(run.pk) is bulk._Step.MORE:
        pass

    given = at_once(
        lambda: work_out_everybody(program.pk, at=clock.now()),
        lambda: _accept(keys[0]),
    )

    assert given == [True, None]
    assert _levels(program) == ["good", *["at-risk"] * 4]


def test_each_minute_leaves_to_the_run_what_is_too_much_for_a_sweep() -> None:
    program, _ = _world()
    _forget(program)
    raise_epoch(program.pk)

    sweep_each_minute(timestamp=0)

    assert _levels(program) == ["attention"] * 5
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name LIKE '%everybody'")
        assert cursor.fetchone() >= (1,)
    sweep_everybody()
    assert _levels(program) == ["at-risk"] * 5


def test_a_program_without_rules_needs_no_run() -> None:
    program = make_program()
    for number in range(3):
        make_partner(program, name=f"Fabrikam {number}")
    raise_epoch(program.pk)

    assert not bulk.open_a_run_where_needed(program.pk, at=clock.now())
    assert not work_out_everybody(program.pk, at=clock.now())


def test_few_partners_are_worked_out_in_one_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    program, _ = _world()
    monkeypatch.setattr(bulk, "BULK_FROM", 5)
    _forget(program)
    raise_epoch(program.pk)

    sweep_everybody()

    assert BulkRun.objects.count() == 0
    assert _levels(program) == ["at-risk"] * 5
