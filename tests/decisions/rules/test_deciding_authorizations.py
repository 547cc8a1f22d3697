"""Amounts and authorizations among the reasons of a decision."""

from __future__ import annotations

from dataclasses import replace

import pytest

from goodstanding.decisions.rules.deciding import Decision, Ground, Place, decide
from goodstanding.decisions.rules.going_between import for_go_between
from goodstanding.decisions.rules.questions import Question
from goodstanding.decisions.rules.reasons import Category
from goodstanding.rulebook.compile import Kind
from goodstanding.rulebook.compile_tables import Note, Status
from tests.rulebook.worlds_packs import make_pack, reseller, yearly_revenue

PACK = make_pack(yearly_revenue(), authorizations=(reseller("yearly-revenue"),))
HERE, ELSEWHERE = Place(location="here", entity="both"), Place(location="there", entity="both")
LOST = Ground(
    kind=Kind.AUTHORIZATION,
    source="reseller",
    unit="here",
    status=Status.OVERDUE,
    rank=3,
    have=0,
    need=1,
)
REVENUE = replace(LOST, kind=Kind.OBLIGATION, source="yearly-revenue", have=90_000, need=100_000)


def decided(ground: Ground, place: Place | None = HERE) -> Decision:
    return decide(Question.MAY_TRANSACT, [ground], pack=PACK, enrolled=True, place=place)


@pytest.mark.parametrize(
    ("ground", "code", "category", "remedy"),
    [
        (LOST, "authorization_not_kept", "authorization", "meet_needs"),
        (replace(LOST, note=Note.FINAL), "authorization_ended", "authorization", "ask_the_vendor"),
        (
            replace(LOST, status=Status.UNKNOWN, rank=0),
            "fact_missing",
            "authorization",
            "meet_needs",
        ),
        (REVENUE, "amount_not_reached", "other", "reach_amount"),
        (
            replace(REVENUE, status=Status.UNKNOWN, rank=0, note=Note.AMOUNTS_MISSING),
            "amounts_not_known",
            "other",
            "record_amounts",
        ),
        (
            replace(REVENUE, status=Status.UNKNOWN, rank=0, note=Note.OTHER_CURRENCY),
            "amounts_not_known",
            "other",
            "record_amounts",
        ),
    ],
)
def test_amounts_and_authorizations_have_their_code_category_and_remedy(
    ground: Ground, code: str, category: str, remedy: str
) -> None:
    (reason,) = decided(ground).reasons

    assert (reason.code, reason.category, reason.remedy.code) == (code, category, remedy)
    assert reason.unit is not None
    assert (reason.unit.kind, reason.unit.identifier) == ("location", "here")


def test_a_lost_authorization_stops_orders_at_its_location_and_nowhere_else() -> None:
    answers = [str(decided(LOST, place).answer) for place in (HERE, ELSEWHERE, None)]

    assert answers == ["no", "yes", "yes"]


def test_the_remedy_names_what_the_authorization_needs() -> None:
    (reason,) = decided(LOST).reasons

    assert reason.title == "Resell subscriptions"
    assert reason.remedy.sentence == (
        "The partner meets what “Resell subscriptions” needs: “Each location sold for USD 1,000 or "
        "more in the year before its anniversary.”"
    )


def test_a_go_between_learns_that_an_authorization_is_lost_and_no_amount() -> None:
    (lost,) = for_go_between(decided(LOST)).reasons
    (other,) = for_go_between(decided(REVENUE)).reasons

    assert (lost.category, lost.have, lost.need) == (Category.AUTHORIZATION, None, None)
    assert (other.category, other.source, other.have) == (Category.OTHER, None, None)
