"""The answer to the order system changes as measures come and go."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from goodstanding.cases.models import ChosenMeasure, Outcome
from goodstanding.cases.services.plans import complete_plan
from goodstanding.cases.services.taking_effect import let_take_effect
from tests.builders import SYSTEM
from tests.builders_api import System, clock_at, make_system
from tests.builders_cases import (
    START,
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


def asked_on(number: int, system: System, accused: Accused, question: str) -> str:
    """Return what is answered to a call at noon of a day, in real time."""
    with clock_at(day(number)):
        return str(system.ask(accused.partner.pk, question)["answer"])


def make_known() -> tuple[Court, Accused, System]:
    """Return a partner of whom everything is known and nothing is due, and the order system."""
    court = make_court()
    accused = make_accused(court)
    with clock_at(START):
        system = make_system(court.program)
    return court, accused, system


def test_optional_money_stops_when_a_pause_begins_and_flows_when_it_ends() -> None:
    court, accused, system = make_known()
    first = make_found(accused, "bids", "serious", event_at=day(10), at=day(15))
    make_decided(first, court, "training", at=day(16), served=accused.signatory)
    second = make_found(accused, "resale", "serious", event_at=day(18), at=day(19))

    before = asked_on(19, system, accused, "may_earn")
    with clock_at(day(20)):
        make_decided(second, court, "pause", at=day(20), served=accused.signatory)
    with clock_at(day(21)):
        during = system.ask(accused.partner.pk, "may_earn")
    reasons = [reason for reason in during["reasons"] if reason["weight"] == "stops"]
    after = datetime.fromisoformat(reasons[0]["until"])
    with clock_at(after):
        ended = system.ask(accused.partner.pk, "may_earn")

    assert before == "yes"
    assert (during["answer"], during["held"]) == ("no", ["payouts"])
    assert [(r["code"], r["source"], r["remedy"]["code"]) for r in reasons] == [
        ("measure_in_force", "pause", "wait")
    ]
    assert datetime.fromisoformat(reasons[0]["since"]) == day(20)
    assert during["pack"]["version"] == 1
    assert after == datetime(2025, 2, 25, 23, 0, tzinfo=UTC)  # 30 days in Berlin
    assert datetime.fromisoformat(during["next_change_at"]) <= after
    assert (ended["answer"], ended["held"]) == ("yes", ["payouts"])  # the plan goes on


def test_orders_stop_with_a_suspension_and_go_on_when_its_plan_is_completed() -> None:
    court, accused, system = make_known()
    finding = make_found(accused, "bribery", "severe", event_at=day(20), at=day(30))
    before = [asked_on(30, system, accused, q) for q in ("may_earn", "may_use_badge")]
    with clock_at(day(31)):
        decision = make_decided(finding, court, "suspension", at=day(31), served=accused.signatory)
    with clock_at(day(32)):
        during = system.ask(accused.partner.pk)
        also = [system.ask(accused.partner.pk, q)["answer"] for q in ("may_earn", "may_use_badge")]
    with clock_at(day(40)):
        complete_plan(decision.pk, no_tie=True, actor=court.actor(court.officer), at=day(40))
    after = asked_on(41, system, accused, "may_earn")

    assert before[0] == "yes"
    assert during["answer"] == "no"
    stopping = [r for r in during["reasons"] if r["weight"] == "stops"]
    assert [(r["source"], r["remedy"]["code"]) for r in stopping] == [
        ("suspension", "complete_plan")
    ]
    assert also == ["no", "no"]
    assert after == "yes"


def test_a_deauthorization_says_no_without_an_end() -> None:
    court, accused, system = make_known()
    first = make_found(accused, "bribery", "severe", event_at=day(20), at=day(30))
    make_decided(first, court, "suspension", at=day(31), served=accused.signatory)
    second = make_found(accused, "gifts", "minor", event_at=day(40), at=day(45))
    with clock_at(day(46)):
        make_decided(second, court, "deauthorization", at=day(46), served=accused.signatory)

    with clock_at(day(47)):
        answer = system.ask(accused.partner.pk)

    assert answer["answer"] == "no"
    worst = answer["reasons"][0]
    assert (worst["source"], worst["until"]) == ("deauthorization", None)
    assert worst["remedy"]["code"] == "appeal"


def make_removed() -> tuple[Court, Accused, System, ChosenMeasure]:
    """Return a partner with a removal that was announced and served, straight from two findings."""
    court, accused, system = make_known()
    for clause, at in (("bribery", 20), ("records", 25)):
        finding = make_found(accused, clause, "severe", event_at=day(at), at=day(at + 1))
    with clock_at(day(30)):
        decision = make_decided(finding, court, "removal", at=day(30), release_months=24)
        serve(decision, accused.signatory, at=day(30))
    return court, accused, system, ChosenMeasure.objects.get(decision=decision, name="removal")


def test_a_removal_says_no_from_its_effect_on_and_not_before() -> None:
    _, accused, system, removal = make_removed()

    announced = asked_on(59, system, accused, "may_earn")
    with clock_at(day(61)):
        let_take_effect(removal.pk, actor=SYSTEM, at=day(61))
        answer = system.ask(accused.partner.pk, "may_earn")

    assert announced == "yes"
    assert answer["answer"] == "no"
    assert answer["reasons"][0]["source"] == "removal"


def test_an_appeal_lets_a_removal_wait_and_its_refusal_brings_the_no_back() -> None:
    court, accused, system, removal = make_removed()
    with clock_at(day(61)):
        let_take_effect(removal.pk, actor=SYSTEM, at=day(61))
    with clock_at(day(70)):
        appeal = make_appeal(accused, removal.decision.case_id, at=day(70))
    stayed = asked_on(71, system, accused, "may_earn")
    with clock_at(day(80)):
        make_outcome(appeal, court, Outcome.REFUSED, at=day(80))

    assert stayed == "yes"
    assert asked_on(81, system, accused, "may_earn") == "no"


def test_an_appeal_that_wins_leaves_no_reason() -> None:
    court, accused, system = make_known()
    finding = make_found(accused, "bribery", "severe", event_at=day(20), at=day(30))
    make_decided(finding, court, "suspension", at=day(31), served=accused.signatory)
    appeal = make_appeal(accused, finding.case_id, at=day(40))
    before = asked_on(41, system, accused, "may_earn")
    with clock_at(day(50)):
        make_outcome(appeal, court, at=day(50))

    with clock_at(day(51)):
        after = system.ask(accused.partner.pk, "may_earn")

    assert before == "no"
    assert (after["answer"], after["reasons"]) == ("yes", [])
