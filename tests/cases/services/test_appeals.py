"""Appeals in part and refused, and what waits while they run."""

from __future__ import annotations

import pytest

from goodstanding.cases.models import Appeal, Decision, Measure, Outcome, Stay
from goodstanding.cases.rules.states import CaseState
from goodstanding.cases.services.appealing import decide_appeal
from goodstanding.cases.services.deciding import Wanted, approve, decide
from goodstanding.evidence.models import Event
from goodstanding.incentives.models import Earning
from goodstanding.notices.models import Notice
from goodstanding.values.errors import ConflictError
from tests.builders_cases import (
    Accused,
    Court,
    day,
    make_accused,
    make_appeal,
    make_court,
    make_decided,
    make_earnings,
    make_found,
    make_outcome,
)
from tests.builders_incentives import balances
from tests.cases.services.test_partner_a import make_story

pytestmark = pytest.mark.django_db


def make_appealed(
    *, take_back: bool = True
) -> tuple[Court, Accused, tuple[Earning, Earning], Decision, Appeal]:
    """Return an appeal against further training, with money taken back beside it."""
    court = make_court()
    accused = make_accused(court)
    earnings = make_earnings(accused, at=day(60))
    finding = make_found(accused, "gifts", "serious", event_at=day(40), at=day(61))
    decision = make_decided(
        finding,
        court,
        "training",
        at=day(62),
        take_back=earnings if take_back else (),
        served=accused.signatory,
    )
    return court, accused, earnings, decision, make_appeal(accused, finding.case_id, at=day(65))


def test_an_appeal_lets_money_wait_and_nothing_else() -> None:
    _, _, _, decision, appeal = make_appealed()

    assert list(Stay.objects.values_list("decision_id", "measure", "reason", "appeal_id")) == [
        (decision.pk, "clawback", "appeal", appeal.pk)
    ]
    assert set(
        Measure.objects.filter(superseded_at=None, valid_until__gt=day(60)).values_list(
            "name", flat=True
        )
    ) == {"warning"}


def test_in_part_undoes_what_is_named_and_the_finding_stands() -> None:
    court, _, earnings, decision, appeal = make_appealed()

    decide_appeal(
        appeal.pk,
        outcome=Outcome.PART,
        measures=["clawback"],
        reasons="The money came from elsewhere.",
        no_tie=True,
        actor=court.actor(court.reviewer),
        at=day(70),
    )

    assert [balances(one).recovery_due for one in earnings] == [0, 0]
    assert [balances(one).partner_paid for one in earnings] == [124_000, 90_000]
    assert not hasattr(decision.case.finding, "overturning")
    assert Measure.objects.filter(name="warning", superseded_at=None).exists()
    assert not Stay.objects.filter(superseded_at=None, valid_until=None).exists()
    decision.case.refresh_from_db()
    assert decision.case.stage is CaseState.DECIDED


def test_refused_it_stands_and_what_waited_goes_on() -> None:
    court, _, earnings, decision, appeal = make_appealed()

    outcome = make_outcome(appeal, court, Outcome.REFUSED, at=day(70))

    assert outcome.notice.text.kind == "decision"
    assert [balances(one).recovery_due for one in earnings] == [124_000, 90_000]
    assert not Stay.objects.filter(superseded_at=None, valid_until=None).exists()
    assert (outcome.count_before, outcome.count_after) == (1, 1)
    decision.case.refresh_from_db()
    assert decision.case.stage is CaseState.DECIDED


def test_who_appeals_has_the_decision() -> None:
    court = make_court()
    accused = make_accused(court)
    finding = make_found(accused, "gifts", "serious", event_at=day(40), at=day(50))
    decision = make_decided(finding, court, "training", at=day(51))

    make_appeal(accused, finding.case_id, at=day(60))

    notice = Notice.objects.get(text__cause_id=decision.pk)
    assert notice.proofs.get().how == "act"


def test_appealing_twice_appeals_once() -> None:
    _, accused, _, decision, appeal = make_appealed(take_back=False)
    events = Event.objects.count()

    again = make_appeal(accused, decision.case_id, at=day(66))

    assert again == appeal
    assert Event.objects.count() == events


def test_a_decision_under_appeal_that_is_no_longer_reached_is_decided_again_afterwards() -> None:
    story = make_story()
    third = make_appeal(story.a, story.findings[2].case_id, at=day(139))
    second = make_appeal(story.a, story.findings[1].case_id, at=day(140))
    make_outcome(second, story.court, at=day(150))
    case = story.findings[2].case
    case.refresh_from_db()
    while_under_appeal = case.stage

    make_outcome(third, story.court, Outcome.REFUSED, at=day(155))

    case.refresh_from_db()
    assert while_under_appeal is CaseState.APPEALED
    assert case.stage is CaseState.REOPENED
    assert case.decide_again_by is not None
    assert not Measure.objects.filter(
        decision=story.decisions[2], superseded_at=None, valid_until=None
    ).exists()


def test_an_appeal_after_a_stay_still_takes_the_finding_away() -> None:
    story = make_story()
    third = make_appeal(story.a, story.findings[2].case_id, at=day(139))
    second = make_appeal(story.a, story.findings[1].case_id, at=day(140))
    make_outcome(second, story.court, at=day(150))

    outcome = make_outcome(third, story.court, at=day(155))

    case = story.findings[2].case
    case.refresh_from_db()
    assert case.stage is CaseState.UNDONE
    assert (outcome.count_before, outcome.count_after) == (2, 1)
    assert not Stay.objects.filter(superseded_at=None, valid_until=None).exists()


def test_what_rests_on_a_finding_that_fell_meanwhile_is_not_approved() -> None:
    story = make_story()
    court = story.court
    fourth = make_found(story.a, "privacy", "serious", event_at=day(130), at=day(141))
    proposed = decide(
        fourth.case_id,
        Wanted(
            rung="suspension",
            milestones=("Write it down.",),
            reasons="Again.",
            deviation_reason="It never ends.",
        ),
        no_tie=True,
        actor=court.actor(court.decider),
        at=day(142),
    )
    appeal = make_appeal(story.a, story.findings[1].case_id, at=day(143))
    make_outcome(appeal, court, at=day(150))

    with pytest.raises(ConflictError, match="has fallen since"):
        approve(
            fourth.case_id,
            proposed.pk,
            no_tie=True,
            actor=court.actor(court.second),
            at=day(151),
        )

    assert not hasattr(proposed, "carried_out")
