"""What the rule book reads of cases: at an instant, as known at an instant."""

from __future__ import annotations

import pytest
from django.db import connection

from goodstanding.cases.models import Finding, Measure
from tests.builders_cases import (
    Accused,
    day,
    make_accused,
    make_appeal,
    make_court,
    make_decided,
    make_found,
    make_outcome,
    serve,
)
from tests.builders_training import take

pytestmark = pytest.mark.django_db


def rows(relation: str, *columns: str) -> list[tuple[object, ...]]:
    """Return some columns of a relation of facts, in the order in which they were known."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(columns)} FROM facts.{relation} ORDER BY known_from, known_until"
        )
        return list(cursor.fetchall())


def make_served_finding() -> tuple[Accused, Finding]:
    court = make_court()
    accused = make_accused(court)
    finding = make_found(accused, "gifts", "serious", event_at=day(40), at=day(50))
    decision = make_decided(finding, court, "training", at=day(51))
    serve(decision, accused.signatory, at=day(53))
    return accused, finding


def test_a_finding_is_known_first_then_told_then_set_aside() -> None:
    accused, finding = make_served_finding()
    make_outcome(make_appeal(accused, finding.case_id, at=day(60)), accused.court, at=day(70))

    found = rows("findings", "finding_id", "decided_at", "notice_at", "overturned_at")

    assert found == [
        (finding.pk, day(50), None, None),
        (finding.pk, day(50), day(53), None),
        (finding.pk, day(50), day(53), day(70)),
    ]


def test_what_was_known_of_a_finding_has_no_gap() -> None:
    accused, finding = make_served_finding()
    make_outcome(make_appeal(accused, finding.case_id, at=day(60)), accused.court, at=day(70))

    known = rows("findings", "known_from", "known_until")

    assert [until for _, until in known][:-1] == [start for start, _ in known][1:]
    assert known[-1][1] is None


def test_a_course_that_is_passed_ends_the_measure_as_known_since() -> None:
    accused, _ = make_served_finding()
    take(accused.seller, accused.court.course, at=day(60))
    measure = Measure.objects.get(name="further-training")

    found = [
        row[1:]
        for row in rows("measures", "measure", "measure_id", "from_at", "until_at", "known_until")
        if row[0] == "further-training"
    ]

    assert [row[:3] for row in found] == [
        (measure.fact_id, day(51), None),
        (measure.fact_id, day(51), day(60)),
    ]
    assert found[0][3] is not None
    assert found[1][3] is None


def test_a_measure_that_was_set_aside_is_known_no_more() -> None:
    accused, finding = make_served_finding()
    make_outcome(make_appeal(accused, finding.case_id, at=day(60)), accused.court, at=day(70))

    assert [row for row in rows("measures", "measure", "known_until") if row[1] is None] == []
