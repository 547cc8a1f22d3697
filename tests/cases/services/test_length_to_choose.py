"""A rule book may leave the length of a measure to the decider, within bounds."""

from __future__ import annotations

import pytest

from goodstanding.cases.models import ChosenMeasure, Decision, Measure
from goodstanding.cases.rules.lengths import MeasureLengthError
from goodstanding.evidence.models import Event
from goodstanding.rulebook.phrases import Duration
from goodstanding.values.errors import ConflictError
from goodstanding.web.timeline import content_of
from tests.builders_cases import (
    Court,
    day,
    make_accused,
    make_court,
    make_decided,
    make_found,
    serve,
)

pytestmark = pytest.mark.django_db

BOUNDS = ("lasts: 12 months", "lasts: between 6 months and 24 months")


@pytest.fixture
def court() -> Court:
    return make_court(change=BOUNDS)


def test_the_measure_ends_after_the_length_that_was_chosen(court: Court) -> None:
    accused = make_accused(court)
    finding = make_found(accused, "gifts", "minor", event_at=day(40), at=day(50))

    decision = make_decided(
        finding, court, "warning", at=day(51), lengths={"warning": Duration(months=9)}
    )
    serve(decision, accused.signatory, at=day(52))

    chosen = ChosenMeasure.objects.get()
    assert (chosen.months, chosen.days) == (9, 0)
    proposed = content_of(Event.objects.get(name="decision.proposed"))
    assert (proposed["measures"], proposed["lengths"]) == (["warning"], ["P9M"])
    assert proposed["release_months"] == [None]
    ends_at = Measure.objects.get().valid_until
    assert ends_at is not None
    # Decided on 26 February, in Berlin: until the end of 26 November.
    assert ends_at.isoformat() == "2025-11-26T23:00:00+00:00"


@pytest.mark.parametrize(
    "lengths", [{}, {"pause": Duration(months=9)}, {"warning": Duration(months=25)}]
)
def test_a_length_that_is_missing_or_out_of_bounds_is_refused_and_nothing_is_written(
    court: Court, lengths: dict[str, Duration]
) -> None:
    finding = make_found(make_accused(court), "gifts", "minor", event_at=day(40), at=day(50))
    events = Event.objects.count()

    with pytest.raises(MeasureLengthError, match="between 6 months and 24 months"):
        make_decided(finding, court, "warning", at=day(51), lengths=lengths)

    assert not Decision.objects.exists()
    assert Event.objects.count() == events


def test_asking_again_with_another_length_is_another_decision_and_refused(court: Court) -> None:
    finding = make_found(make_accused(court), "gifts", "minor", event_at=day(40), at=day(50))
    nine = {"warning": Duration(months=9)}
    first = make_decided(finding, court, "warning", at=day(51), lengths=nine)

    again = make_decided(finding, court, "warning", at=day(51), lengths=nine)
    with pytest.raises(ConflictError):
        make_decided(finding, court, "warning", at=day(51), lengths={"warning": Duration(months=7)})

    assert again == first
    assert Decision.objects.count() == 1
