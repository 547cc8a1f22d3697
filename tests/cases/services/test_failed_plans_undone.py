"""What an appeal takes away with a plan that was not kept."""

from __future__ import annotations

import pytest

from goodstanding.cases.models import (
    DecisionFate,
)
from goodstanding.cases.rules.states import CaseState
from goodstanding.cases.selectors.record import failures_of
from goodstanding.cases.selectors.undone import undone_by
from goodstanding.cases.services.deciding import Wanted, approve, decide
from goodstanding.values.errors import ConflictError
from tests.builders_cases import (
    day,
    make_appeal,
    make_decided,
    make_found,
    make_outcome,
)
from tests.cases.plans import (
    make_planned,
    recommended,
    refused,
    sources_at,
    trace,
)

pytestmark = pytest.mark.django_db


def test_an_upheld_appeal_takes_the_failure_and_what_answered_it_away() -> None:
    planned = make_planned()
    finding = planned.findings[1]
    planned.fail()
    make_decided(finding, planned.court, "pause", at=day(167), served=planned.a.signatory)
    appeal = make_appeal(planned.a, finding.case_id, at=day(170))

    outcome = make_outcome(appeal, planned.court, at=day(175))
    before = trace()
    again = make_outcome(appeal, planned.court, at=day(176))

    assert again == outcome
    assert trace() == before
    assert not failures_of(planned.a.key).exists()
    assert sources_at(planned.a, day(176)) == {"warning"}
    undone = undone_by(outcome)
    assert undone.left == 0
    assert [
        (one.before, one.now, one.ended_at) for one in undone.effects if "in time" in one.what
    ] == [("Counted", "Set aside. Counts nowhere", day(175))]
    letters = [one for one in undone.effects if one.room == "notices"]
    assert len(letters) == 3  # two decisions, and that the plan was not done in time


def test_a_failure_falls_with_a_decision_that_is_stayed_and_stays_what_rested_on_it() -> None:
    planned = make_planned()
    planned.fail()
    make_decided(
        planned.findings[1], planned.court, "pause", at=day(167), served=planned.a.signatory
    )
    third = make_found(planned.a, "privacy", "minor", event_at=day(170), at=day(175))
    make_decided(third, planned.court, "restriction", at=day(176), served=planned.a.signatory)
    appeal = make_appeal(planned.a, planned.findings[0].case_id, at=day(100))

    outcome = make_outcome(appeal, planned.court, at=day(180))

    fates = DecisionFate.objects.order_by("decision__case__number", "decision__number")
    assert list(fates.values_list("fate", "reached")) == [
        ("ends", ""),
        ("stayed", "warning"),
        ("stayed", "warning"),
        ("stayed", "training"),
    ]
    assert planned.state() is CaseState.REOPENED
    assert not failures_of(planned.a.key).exists()
    assert sources_at(planned.a, day(181)) == set()
    assert recommended(planned.findings[1], day(181)) == ("training", set())
    assert undone_by(outcome).left == 0


def test_a_decision_on_a_failure_that_fell_meanwhile_is_not_approved() -> None:
    planned = make_planned()
    planned.fail()
    waiting = decide(
        planned.plan.case_id,
        Wanted(
            rung="restriction",
            milestones=("Write it down.",),
            reasons="Grave.",
            deviation_reason="They laughed.",
        ),
        no_tie=True,
        actor=planned.court.actor(planned.court.decider),
        at=day(166),
    )
    appeal = make_appeal(planned.a, planned.findings[0].case_id, at=day(100))
    make_outcome(appeal, planned.court, at=day(170))

    refused(
        ConflictError,
        "has fallen since",
        lambda: approve(
            waiting.case_id,
            waiting.pk,
            no_tie=True,
            actor=planned.court.actor(planned.court.second),
            at=day(171),
        ),
    )
    assert planned.state() is CaseState.PROPOSED
