"""What a case page knows of its measures."""

from __future__ import annotations

import pytest

from goodstanding.cases.selectors.file import MeasureNow, file_of
from goodstanding.cases.views.pages import shown_measures
from tests.builders_cases import Accused, day, make_accused, make_court, make_decided, make_found
from tests.builders_training import take

pytestmark = pytest.mark.django_db


def make_asked() -> Accused:
    """Return a partner that is asked for further training from day 71 on."""
    court = make_court()
    a = make_accused(court)
    finding = make_found(a, "bids", "serious", event_at=day(40), at=day(70))
    make_decided(finding, court, "training", at=day(71), served=a.signatory)
    return a


def measures_on(accused: Accused, number: int) -> dict[str, MeasureNow]:
    """Return the measures of the partner's one case, as known at noon of a day."""
    file = file_of(accused.partner.cases.get(), at=day(number))
    assert file.current is not None
    return {one.chosen.name: one for one in file.current.measures}


def test_further_training_is_over_when_everybody_asked_has_passed() -> None:
    a = make_asked()
    before = measures_on(a, 72)["further-training"].in_force

    take(a.seller, a.court.course, at=day(80))

    after = measures_on(a, 81)["further-training"].in_force
    assert before is not None
    assert after is not None
    assert (before.valid_until, after.valid_until) == (None, day(80))


def test_a_page_says_that_passed_training_is_over_and_the_warning_is_not() -> None:
    a = make_asked()
    take(a.seller, a.court.course, at=day(80))
    file = file_of(a.partner.cases.get(), at=day(81))
    assert file.current is not None

    shown = shown_measures(file.current, at=day(81), own=True)

    assert {one.title: str(one.badge.word) for one in shown} == {
        "Warning": "In force",
        "Further training": "Over",
    }
