"""A case that ends without a finding, and what an event before the rules leaves."""

from __future__ import annotations

import pytest

from goodstanding.cases.models import Finding, Measure
from goodstanding.cases.rules.states import CaseState
from goodstanding.cases.selectors.record import advice_for, counting
from goodstanding.cases.services.finding import find_nothing
from goodstanding.cases.services.opening import drop
from goodstanding.notices.models import Notice
from goodstanding.standing.selectors import standing_at
from tests.builders_cases import (
    day,
    make_accused,
    make_answered,
    make_case,
    make_court,
    make_decided,
    make_found,
)

pytestmark = pytest.mark.django_db


def test_a_case_without_a_finding_leaves_no_mark() -> None:
    court = make_court()
    c = make_accused(court)
    before = standing_at(c.key, as_of=day(61))
    case = make_answered(c, "gifts", "serious", event_at=day(40), at=day(50))

    ending = find_nothing(
        case.pk,
        reasons="The gift was declined.",
        no_tie=True,
        actor=court.actor(court.decider),
        at=day(60),
    )

    after = standing_at(c.key, as_of=day(61))
    assert before is not None
    assert after is not None
    assert after.reasons == before.reasons
    assert after.whole == before.whole
    assert counting(c.key, at=day(61)) == 0
    assert not Finding.objects.exists()
    assert not Measure.objects.exists()
    assert ending.notice is not None
    assert ending.notice.text.kind == "receipt"
    case.refresh_from_db()
    assert case.stage is CaseState.UNFOUNDED


def test_a_case_dropped_before_it_is_put_to_the_partner_tells_nobody() -> None:
    court = make_court()
    c = make_accused(court)
    case = make_case(c, at=day(50))
    letters = Notice.objects.count()

    drop(case.pk, reasons="A mistake.", actor=court.actor(court.officer), at=day(51))

    case.refresh_from_db()
    assert case.stage is CaseState.UNFOUNDED
    assert Notice.objects.count() == letters


def test_an_event_before_the_first_acceptance_teaches_and_counts_nowhere() -> None:
    court = make_court()
    c = make_accused(court, accepts=False)
    finding = make_found(c, "gifts", "severe", event_at=day(40), at=day(50))

    advice = advice_for(finding, at=day(51))
    decision = make_decided(finding, court, "education", at=day(51))

    assert advice.recommended.count == 0
    assert decision.recommended == "education"
    assert [measure.name for measure in decision.measures.all()] == ["education-notice"]
    assert not Measure.objects.exists()
    assert counting(c.key, at=day(52)) == 0
