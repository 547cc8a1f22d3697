"""Which part of a partner a row binds, and how a reason names it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from goodstanding.decisions.rules.deciding import Ground, Place, decide
from goodstanding.decisions.rules.questions import Question
from goodstanding.decisions.rules.reasons import Unit, UnitKind
from goodstanding.rulebook.compile import Kind
from goodstanding.rulebook.compile_effects import Answer
from goodstanding.rulebook.compile_tables import Status
from goodstanding.rulebook.parse import read_pack
from tests.rulebook.strategies_texts import pack_text

TRANSACT = Question.MAY_TRANSACT
DUE_PAPER = "due: 3 days after assignment, countdown: talk"
PACKS = Path(__file__).parents[3] / "packs"


def duty(source: str, *, rank: int, unit: str) -> Ground:
    """Return an overdue duty of a unit."""
    return Ground(
        kind=Kind.OBLIGATION,
        source=source,
        unit=unit,
        status=Status.OVERDUE,
        rank=rank,
        have=0,
        need=1,
        due_at=datetime(2026, 9, 2, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("per", "unit", "bound"),
    [
        ("[entity, region]", "e1:emea", "emea, all"),
        ("[entity, region]", "e2:emea", "all"),
        ("[entity, region]", "e1:", "nowhere, all"),
        ("region", ":emea", "emea, all"),
    ],
)
def test_a_duty_of_a_region_binds_what_lies_there(per: str, unit: str, bound: str) -> None:
    text = (PACKS / "default.yaml").read_text(encoding="utf-8")
    in_regions = read_pack(text.replace("per: [entity, region]}", f"per: {per}}}"))
    ground = duty("code-accepted", rank=3, unit=unit)
    places = {
        "emea": Place(location="l1", entity="e1", region="emea"),
        "amer": Place(location="l2", entity="e1", region="amer"),
        "nowhere": Place(location="l3", entity="e1"),
        "all": None,
    }

    decisions = {
        name: decide(TRANSACT, [ground], pack=in_regions, enrolled=True, place=place)
        for name, place in places.items()
    }

    stopped = [name for name, decision in decisions.items() if decision.answer is Answer.NO]
    assert ", ".join(stopped) == bound


def test_a_reason_says_which_part_of_an_entity_it_is_about() -> None:
    text = (PACKS / "default.yaml").read_text(encoding="utf-8")
    in_regions = read_pack(text)
    ground = duty("code-accepted", rank=3, unit="e1:emea")

    decision = decide(TRANSACT, [ground], pack=in_regions, enrolled=True)

    assert decision.reasons[0].unit == Unit(kind=UnitKind.ENTITY, identifier="e1", region="emea")


@pytest.mark.parametrize(
    ("asks", "kind", "code", "category"),
    [
        ("attest: {statement: s, per: entity}", "entity", "statement_missing", "agreement"),
        ("show: {document: d, per: location}", "location", "document_missing", "other"),
        ("any: [piece]", "entity", "too_few_met", "other"),
    ],
)
def test_what_is_missing_is_of_its_unit(asks: str, kind: str, code: str, category: str) -> None:
    piece = "piece: {title: P, show: {document: d, per: entity}, part: true}, "
    piece = piece if "piece" in asks else ""
    papers = read_pack(
        pack_text(
            effects="[new-orders]",
            levels="[{name: good, title: G}, {name: late, title: L, stops: [new-orders]}]",
            countdowns="{talk: {due: late}}",
            obligations=f"{{{piece}paper: {{title: P, {asks}, {DUE_PAPER}}}}}",
        )
    )

    ground, place = duty("paper", rank=1, unit="x"), Place(location="x", entity="x")
    decision = decide(TRANSACT, [ground], pack=papers, enrolled=True, place=place)

    reason = decision.reasons[0]
    assert reason.unit is not None
    assert (reason.code.value, reason.category.value) == (code, category)
    assert (reason.unit.kind.value, reason.unit.identifier) == (kind, "x")
