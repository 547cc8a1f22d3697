"""Two people press the button at once: one of them waits, and nothing is done twice."""

from __future__ import annotations

from functools import partial

import pytest

from goodstanding.accounts.models import Role
from goodstanding.cases.models import (
    AppealOutcome,
    Approval,
    CarriedOut,
    DecisionFate,
    Measure,
    Outcome,
    PlanFailure,
)
from goodstanding.cases.rules.states import NotNowError
from goodstanding.cases.services.deciding import Wanted, approve, decide
from goodstanding.cases.services.finding import find
from goodstanding.cases.services.plans import fail_plan
from goodstanding.notices.models import Notice
from goodstanding.standing.models import StandingReason
from goodstanding.standing.selectors import standing_at, standing_now
from goodstanding.values import clock
from goodstanding.values.errors import ConflictError
from tests.builders_cases import (
    day,
    make_accused,
    make_answered,
    make_appeal,
    make_court,
    make_decided,
    make_earnings,
    make_found,
    make_outcome,
    make_staff,
)
from tests.builders_incentives import balances
from tests.builders_training import take
from tests.threads import together

pytestmark = pytest.mark.usefixtures("committed")


def test_two_approvers_at_once_carry_a_decision_out_once() -> None:
    court = make_court()
    accused = make_accused(court)
    finding = make_found(accused, "bribery", "severe", event_at=day(20), at=day(30))
    third = make_staff(court.program, Role.DECIDER, "Ines Costa")
    decision = decide(
        finding.case_id,
        Wanted(rung="suspension", milestones=("Write it down.",), reasons="Grave."),
        no_tie=True,
        actor=court.actor(court.decider),
        at=day(31),
    )

    wrong = together(
        *(
            partial(
                approve,
                finding.case_id,
                decision.pk,
                no_tie=True,
                actor=court.actor(person),
                at=day(32),
            )
            for person in (court.second, third)
        )
    )

    assert [type(error) for error in wrong] == [NotNowError]
    assert CarriedOut.objects.count() == 1
    assert Approval.objects.count() == 2
    assert Measure.objects.count() == 2
    assert Notice.objects.filter(text__cause_id=decision.pk).count() == 1


def test_two_who_decide_the_same_appeal_at_once_undo_once() -> None:
    court = make_court()
    accused = make_accused(court)
    earnings = make_earnings(accused, at=day(60))
    finding = make_found(accused, "gifts", "serious", event_at=day(40), at=day(61))
    make_decided(
        finding, court, "training", at=day(62), take_back=earnings, served=accused.signatory
    )
    appeal = make_appeal(accused, finding.case_id, at=day(65))

    wrong = together(
        lambda: make_outcome(appeal, court, Outcome.FULL, at=day(70)),
        lambda: make_outcome(appeal, court, Outcome.REFUSED, at=day(70)),
    )

    assert [type(error) for error in wrong] == [ConflictError]
    assert AppealOutcome.objects.count() == 1
    upheld = AppealOutcome.objects.get().outcome == Outcome.FULL
    assert [balances(one).recovery_due for one in earnings] == (
        [0, 0] if upheld else [124_000, 90_000]
    )


def test_appeals_in_two_cases_of_one_partner_wait_for_each_other() -> None:
    court = make_court()
    accused = make_accused(court)
    first = make_found(accused, "bids", "serious", event_at=day(40), at=day(61))
    make_decided(first, court, "training", at=day(62), served=accused.signatory)
    second = make_found(accused, "resale", "serious", event_at=day(64), at=day(70))
    make_decided(second, court, "pause", at=day(71), served=accused.signatory)
    appeals = [make_appeal(accused, one.case_id, at=day(75)) for one in (first, second)]

    wrong = together(
        lambda: make_outcome(appeals[0], court, at=day(80)),
        lambda: make_outcome(appeals[1], court, at=day(80)),
    )

    assert wrong == []
    assert AppealOutcome.objects.filter(outcome=Outcome.FULL).count() == 2
    assert set(DecisionFate.objects.values_list("fate", flat=True)) <= {"ends", "stayed"}
    assert not Measure.objects.filter(superseded_at=None, valid_until=None).exists()


def test_two_who_find_a_plan_not_kept_at_once_reopen_the_case_once() -> None:
    court = make_court()
    accused = make_accused(court)
    finding = make_found(accused, "bribery", "severe", event_at=day(40), at=day(50))
    decision = make_decided(finding, court, "suspension", at=day(51), served=accused.signatory)

    wrong = together(
        *(
            partial(
                fail_plan,
                decision.pk,
                reasons="Nothing was done.",
                missing=(1,),
                no_tie=True,
                actor=court.actor(person),
                at=day(160),
            )
            for person in (court.decider, court.second)
        )
    )

    assert [type(error) for error in wrong] == [ConflictError]
    assert PlanFailure.objects.count() == 1
    assert Notice.objects.filter(text__cause_id=PlanFailure.objects.get().pk).count() == 1


def test_a_completion_and_a_finding_at_once_both_count() -> None:
    court = make_court()
    accused = make_accused(court)
    first = make_found(accused, "bids", "serious", event_at=day(40), at=day(61))
    make_decided(first, court, "training", at=day(62), served=accused.signatory)
    case = make_answered(accused, "resale", "serious", event_at=day(64), at=day(70))

    wrong = together(
        lambda: take(accused.seller, court.course, at=day(80)),
        lambda: make_decided(
            find(case.pk, reasons="So.", no_tie=True, actor=court.actor(court.decider), at=day(80)),
            court,
            "pause",
            at=day(80),
        ),
    )

    assert wrong == []
    stored = standing_now(accused.key, at=clock.now())
    asked = standing_at(accused.key, as_of=clock.now())
    assert stored is not None
    assert asked is not None
    assert stored.reasons == asked.reasons
    assert set(StandingReason.objects.filter(kind="measure").values_list("source", flat=True)) == {
        "remediation-plan"
    }  # the course is passed; warning and pause are over by today
