"""A warning ends before its year is over when the course was passed and nothing came again."""

from __future__ import annotations

from datetime import datetime

import pytest

from goodstanding.cases.jobs import SWEEP
from goodstanding.cases.services.ending_early import end_early, over_early
from goodstanding.evidence.models import Event
from goodstanding.partners.models import Affiliation
from goodstanding.partners.services.taking_part import end_affiliation
from goodstanding.standing.selectors import standing_at, standing_now
from tests.builders import make_affiliate
from tests.builders_cases import Accused, day, make_accused, make_court, make_decided, make_found
from tests.builders_training import take

pytestmark = pytest.mark.django_db

PASSED = 80
OVER = PASSED + 90  # the rule book waits 90 days after the course


def make_warned(*, passed: bool = True) -> Accused:
    """Return a partner that was warned and sent to the course."""
    court = make_court()
    a = make_accused(court)
    finding = make_found(a, "bids", "serious", event_at=day(40), at=day(70))
    make_decided(finding, court, "training", at=day(71), served=a.signatory)
    if passed:
        take(a.seller, court.course, at=day(PASSED))
    return a


def measures_at(a: Accused, at: datetime) -> set[str]:
    standing = standing_at(a.key, as_of=at)
    assert standing is not None
    return {row.source for row in standing.reasons if row.kind == "measure"}


def test_a_warning_ends_90_days_after_the_course() -> None:
    a = make_warned()
    before = over_early(at=day(OVER - 1))

    (warning,) = over_early(at=day(OVER))
    first = end_early(warning.fact_id, actor=SWEEP, at=day(OVER))
    again = end_early(warning.fact_id, actor=SWEEP, at=day(OVER))

    assert (before, first, again) == ([], True, False)
    assert measures_at(a, day(OVER - 1)) == {"warning"}
    assert measures_at(a, day(OVER)) == set()
    assert Event.objects.filter(name="measure.ended", actor="system:cases").count() == 1
    assert over_early(at=day(OVER + 1)) == []


def test_without_the_course_a_warning_lasts_its_year() -> None:
    a = make_warned(passed=False)

    assert over_early(at=day(OVER + 100)) == []
    assert "warning" in measures_at(a, day(OVER + 100))


def test_the_course_counts_as_passed_once_the_last_who_had_not_leaves() -> None:
    a = make_warned(passed=False)
    other = make_affiliate(a.partner, role="sales", at=day(72))
    take(a.seller, a.court.course, at=day(75))
    held = Affiliation.objects.get(person=other)

    end_affiliation(held.fact_id, actor=SWEEP, at=day(PASSED))
    stored = standing_now(a.key, at=day(PASSED))

    assert stored is not None
    assert {row.source for row in stored.reasons if row.kind == "measure"} == {"warning"}
    assert measures_at(a, day(PASSED - 1)) == {"warning", "further-training"}
    assert over_early(at=day(OVER - 1)) == []
    assert [measure.name for measure in over_early(at=day(OVER))] == ["warning"]


@pytest.mark.parametrize(
    ("clause", "ends"),
    [
        ("resale", False),  # of the same family
        ("gifts", True),
    ],
)
def test_a_repeat_of_the_family_keeps_the_warning(clause, ends) -> None:
    a = make_warned()
    make_found(a, clause, "minor", event_at=day(100), at=day(110))

    names = {measure.name for measure in over_early(at=day(OVER))}

    assert names == ({"warning"} if ends else set())


def test_a_warning_that_came_again_is_refused_to_end_whoever_asks() -> None:
    a = make_warned()
    (warning,) = over_early(at=day(OVER))
    make_found(a, "resale", "minor", event_at=day(100), at=day(110))

    ended = end_early(warning.fact_id, actor=SWEEP, at=day(OVER))

    assert ended is False
    assert "warning" in measures_at(a, day(OVER))
