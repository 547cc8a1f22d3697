"""Integrity, severe: suspension, deauthorization of a program, removal that is announced."""

from __future__ import annotations

import pytest

from goodstanding.cases.models import CarriedOut, ChosenMeasure, Decision, Measure, Outcome
from goodstanding.cases.rules.people import SameHandsError
from goodstanding.cases.rules.states import CaseState
from goodstanding.cases.services.deciding import Wanted, approve, decide, return_decision
from goodstanding.cases.services.taking_effect import announced, let_take_effect
from goodstanding.incentives.models import Pause
from goodstanding.notices.models import Notice
from goodstanding.standing.selectors import standing_at
from goodstanding.values.errors import InvalidValueError
from tests.builders import SYSTEM
from tests.builders_cases import (
    Accused,
    Court,
    day,
    make_accused,
    make_appeal,
    make_court,
    make_decided,
    make_found,
    make_outcome,
    serve,
)

pytestmark = pytest.mark.django_db


def level_at(accused: Accused, number: int) -> str:
    """Return the level at noon of a day."""
    standing = standing_at(accused.key, as_of=day(number))
    assert standing is not None
    return standing.level.name


def make_suspended() -> tuple[Court, Accused, Decision]:
    court = make_court()
    b = make_accused(court)
    finding = make_found(b, "bribery", "severe", event_at=day(20), at=day(30))
    return court, b, make_decided(finding, court, "suspension", at=day(31), served=b.signatory)


def make_removal_announced() -> tuple[Court, Accused, Decision]:
    court, b, _ = make_suspended()
    second = make_found(b, "gifts", "minor", event_at=day(40), at=day(45))
    make_decided(second, court, "deauthorization", at=day(46), served=b.signatory)
    third = make_found(b, "records", "severe", event_at=day(50), at=day(55))
    removal = make_decided(third, court, "removal", at=day(56), release_months=24)
    return court, b, removal


def test_a_severe_finding_needs_two_approvers_before_anything_reaches_the_partner() -> None:
    court = make_court()
    b = make_accused(court)
    finding = make_found(b, "bribery", "severe", event_at=day(20), at=day(30))

    decision = decide(
        finding.case_id,
        Wanted(rung="suspension", milestones=("Write it down.",), reasons="Grave."),
        no_tie=True,
        actor=court.actor(court.decider),
        at=day(31),
    )

    assert (decision.recommended, decision.approvals_needed) == ("suspension", 2)
    assert not Notice.objects.filter(text__cause_id=decision.pk).exists()
    assert not Measure.objects.exists()

    approve(finding.case_id, decision.pk, no_tie=True, actor=court.actor(court.second), at=day(32))

    finding.case.refresh_from_db()
    assert finding.case.stage is CaseState.DECIDED
    assert Notice.objects.filter(text__cause_id=decision.pk).count() == 1
    assert level_at(b, 33) == "suspended"
    assert Pause.objects.filter(partner=b.partner, superseded_at=None).count() == 1


def test_who_proposed_a_decision_does_not_approve_it() -> None:
    court = make_court()
    b = make_accused(court)
    finding = make_found(b, "bribery", "severe", event_at=day(20), at=day(30))
    decision = decide(
        finding.case_id,
        Wanted(rung="suspension", milestones=("Write it down.",), reasons="Grave."),
        no_tie=True,
        actor=court.actor(court.decider),
        at=day(31),
    )

    with pytest.raises(SameHandsError):
        approve(
            finding.case_id,
            decision.pk,
            no_tie=True,
            actor=court.actor(court.decider),
            at=day(32),
        )

    assert not CarriedOut.objects.exists()


def test_a_returned_decision_reaches_nobody_and_is_decided_anew() -> None:
    court = make_court()
    b = make_accused(court)
    finding = make_found(b, "bribery", "severe", event_at=day(20), at=day(30))
    wanted = Wanted(rung="suspension", milestones=("Write it down.",), reasons="Grave.")
    decision = decide(
        finding.case_id, wanted, no_tie=True, actor=court.actor(court.decider), at=day(31)
    )

    return_decision(
        finding.case_id,
        decision.pk,
        reason="Say what speaks for them.",
        no_tie=True,
        actor=court.actor(court.second),
        at=day(32),
    )
    again = decide(
        finding.case_id, wanted, no_tie=True, actor=court.actor(court.decider), at=day(33)
    )

    assert (decision.number, again.number) == (1, 2)
    assert not CarriedOut.objects.exists()


def test_an_event_after_the_notice_of_a_suspension_leads_to_deauthorization() -> None:
    court, b, _ = make_suspended()
    finding = make_found(b, "gifts", "minor", event_at=day(40), at=day(45))

    decision = make_decided(finding, court, "deauthorization", at=day(46), served=b.signatory)

    assert (decision.recommended, decision.approvals_needed) == ("deauthorization", 2)
    assert level_at(b, 47) == "revoked"


def test_a_second_severe_finding_announces_removal_with_thirty_days_from_service() -> None:
    court, b, removal = make_removal_announced()
    chosen = ChosenMeasure.objects.get(decision=removal)

    assert removal.recommended == "removal"
    assert chosen.release_months == 24
    assert level_at(b, 57) == "revoked"
    assert announced(at=day(120)) == []  # nobody has read it: no time runs

    serve(removal, b.signatory, at=day(60))

    assert announced(at=day(90)) == []
    assert [one.pk for one in announced(at=day(91))] == [chosen.pk]
    let_take_effect(chosen.pk, actor=SYSTEM, at=day(91))
    assert let_take_effect(chosen.pk, actor=SYSTEM, at=day(92)) is None
    assert level_at(b, 90) == "revoked"
    assert level_at(b, 91) == "removed"
    assert court.program == removal.case.program


def test_an_appeal_stays_a_removal_and_its_refusal_lets_it_go_on() -> None:
    court, b, removal = make_removal_announced()
    serve(removal, b.signatory, at=day(60))
    appeal = make_appeal(b, removal.case_id, at=day(80))

    assert announced(at=day(95)) == []

    make_outcome(appeal, court, Outcome.REFUSED, at=day(100))

    chosen = ChosenMeasure.objects.get(decision=removal)
    assert [one.pk for one in announced(at=day(100))] == [chosen.pk]
    removal.case.refresh_from_db()
    assert removal.case.stage is CaseState.DECIDED


def test_an_appeal_stays_a_removal_in_force_and_its_refusal_starts_it_again() -> None:
    court, b, removal = make_removal_announced()
    serve(removal, b.signatory, at=day(60))
    let_take_effect(ChosenMeasure.objects.get(decision=removal).pk, actor=SYSTEM, at=day(91))

    appeal = make_appeal(b, removal.case_id, at=day(100))

    assert level_at(b, 101) == "revoked"

    make_outcome(appeal, court, Outcome.REFUSED, at=day(110))

    assert level_at(b, 111) == "removed"


def test_a_length_the_decider_chooses_is_asked_for() -> None:
    court, b, _ = make_suspended()
    finding = make_found(b, "records", "severe", event_at=day(50), at=day(55))

    with pytest.raises(InvalidValueError, match="12 to 36"):
        make_decided(finding, court, "removal", at=day(56))

    assert Decision.objects.filter(case_id=finding.case_id).count() == 0
