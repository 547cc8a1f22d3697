"""The sweep is a convenience: it makes lists fresh, and no answer depends on it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from goodstanding.programs.models import PackVersion
from goodstanding.standing import engine
from goodstanding.standing.jobs import sweep_each_minute
from goodstanding.standing.models import PartnerStanding, StandingChange
from goodstanding.standing.selectors import level_counts, standing_at, standing_now
from goodstanding.standing.services import cover_everybody, epoch_of, raise_epoch, sweep
from goodstanding.values import clock
from goodstanding.values.keys import PartnerKey
from tests.builders import make_entity, make_location, make_partner, make_program
from tests.builders_standing import make_agreement, make_rules, make_version

pytestmark = pytest.mark.django_db

LATER = datetime(2027, 3, 1, tzinfo=UTC)
AT_RISK = datetime(2026, 10, 15, tzinfo=UTC)  #: A while after the due day.


def _world(partners: int = 1) -> list[PartnerKey]:
    program = make_program()
    make_version(make_agreement(program))
    make_rules(program)
    keys = []
    for number in range(partners):
        partner = make_partner(program, name=f"Fabrikam {number}")
        make_location(make_entity(partner))
        keys.append(PartnerKey(program.pk, partner.pk))
    return keys


def test_recomputes_whose_instant_has_come_and_then_nobody() -> None:
    _world(3)

    first, again = sweep(at=LATER), sweep(at=LATER)

    assert (first, again) == (3, 0)
    assert set(PartnerStanding.objects.values_list("level", flat=True)) == {"restricted"}
    assert StandingChange.objects.filter(level="restricted").count() == 3


def test_a_wide_change_makes_stored_answers_stale_and_readers_do_not_wait_for_the_sweep() -> None:
    (key,) = _world()
    now = AT_RISK
    PartnerStanding.objects.update(level="good", rank=0, computed_at=now)

    raise_epoch(key.program_id)

    answered = standing_now(key, at=now)
    assert answered is not None
    assert answered.level.name == "at-risk"
    assert PartnerStanding.objects.get().level == "good"
    counts = level_counts(key.program_id, at=now)
    assert counts is not None
    assert counts.behind == 1
    assert sweep(at=now) == 1
    assert PartnerStanding.objects.get().epoch == epoch_of(key.program_id)


def test_who_was_never_worked_out_stands_at_no_level() -> None:
    (key,) = _world()
    PartnerStanding.objects.all().delete()

    cover_everybody(key.program_id)

    counts = level_counts(key.program_id, at=clock.now())
    assert counts is not None
    assert {count for _, count in counts.levels} == {0}
    assert counts.behind == 1


def test_partners_of_a_program_without_rules_are_swept_once() -> None:
    program = make_program()
    make_partner(program)
    PartnerStanding.objects.all().delete()
    cover_everybody(program.pk)

    assert (sweep(at=LATER), sweep(at=LATER)) == (1, 0)


def test_each_minute_covers_partners_that_no_sweep_has_seen() -> None:
    (key,) = _world()
    PartnerStanding.objects.all().delete()

    sweep_each_minute(timestamp=0)

    covered, so = PartnerStanding.objects.get(), standing_at(key, as_of=clock.now())
    assert so is not None
    assert (covered.partner_id, covered.level) == (key.partner_id, so.level.name)
    assert so.level.name != "good"


def test_one_partner_is_answered_without_scanning_a_table_of_facts() -> None:
    (key,) = _world()
    version = PackVersion.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN " + engine.text_for_some(version.pk),
            {
                "program_id": key.program_id,
                "partner_ids": [key.partner_id],
                "as_of": LATER,
                "known_at": LATER + timedelta(days=1),
            },
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())

    scanned = {line.strip() for line in plan.splitlines() if "Seq Scan on" in line}
    assert {line for line in scanned if "partners_" in line or "acceptance" in line} == set()
