from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from goodstanding.cases.rules.choosing import Choice, DeviationError, PlanWithoutStepsError, choose
from goodstanding.cases.rules.lengths import MeasureLengthError
from goodstanding.rulebook.ladder import Recommendation, decide_rung
from goodstanding.rulebook.ladder_history import Finding, History
from goodstanding.rulebook.parse import read_pack
from goodstanding.rulebook.phrases import Between, Duration
from goodstanding.values.clauses import ClauseRef
from goodstanding.values.errors import InvalidValueError

PACK = read_pack((Path(__file__).parents[3] / "packs" / "default.yaml").read_text(encoding="utf-8"))


def recommend(severity: str) -> Recommendation:
    assert PACK.ladder is not None
    finding = Finding(
        finding_id="F",
        clause=ClauseRef("partner-code", "bids"),
        severity=severity,
        event_at=datetime(2026, 9, 1, tzinfo=UTC),
        event_on=date(2026, 9, 1),
    )
    history = History(since_on=date(2026, 8, 1))
    return decide_rung(PACK.ladder, [finding], as_of=date(2026, 9, 10), history=history)


@pytest.mark.parametrize(
    ("severity", "rung", "measures", "approvals"),
    [
        ("minor", "warning", ["warning"], 1),
        ("serious", "training", ["warning", "further-training"], 1),
        ("severe", "suspension", ["remediation-plan", "suspension"], 2),
    ],
)
def test_what_is_recommended_needs_what_its_rung_needs(severity, rung, measures, approvals) -> None:
    chosen = choose(PACK, recommend(severity), Choice(rung=rung, has_steps=True))

    assert [one.declared.name for one in chosen.measures] == measures
    assert chosen.approvals == approvals


def test_something_else_needs_a_reason() -> None:
    with pytest.raises(DeviationError, match="recommends warning"):
        choose(PACK, recommend("minor"), Choice(rung="training", deviation_reason="  "))


def test_something_else_needs_two_who_agree() -> None:
    choice = Choice(rung="education", deviation_reason="They told us first.")

    assert choose(PACK, recommend("minor"), choice).approvals == 2


def test_money_is_taken_back_beside_any_rung() -> None:
    chosen = choose(PACK, recommend("minor"), Choice(rung="warning", takes_back=True))

    assert [one.declared.name for one in chosen.measures] == ["warning", "clawback"]
    assert chosen.approvals == 1


def test_a_rule_book_that_takes_nothing_back_says_so() -> None:
    assert PACK.ladder is not None
    pack = replace(PACK, ladder=replace(PACK.ladder, beside=()))

    with pytest.raises(InvalidValueError, match="takes no money back"):
        choose(pack, recommend("minor"), Choice(rung="warning", takes_back=True))


def test_a_rung_of_another_ladder_is_none_of_this_one() -> None:
    with pytest.raises(InvalidValueError, match="no rung of this ladder"):
        choose(PACK, recommend("minor"), Choice(rung="strike-three"))


def test_what_goes_beside_and_takes_nothing_back_is_passed_by() -> None:
    assert PACK.ladder is not None
    pack = replace(PACK, ladder=replace(PACK.ladder, beside=("warning", "clawback")))

    chosen = choose(
        pack, recommend("minor"), Choice(rung="education", deviation_reason="So.", takes_back=True)
    )

    assert [one.declared.name for one in chosen.measures] == ["education-notice", "clawback"]


def test_a_rung_that_brings_a_plan_needs_its_steps() -> None:
    with pytest.raises(PlanWithoutStepsError, match="one step a line"):
        choose(PACK, recommend("severe"), Choice(rung="suspension"))


def test_each_measure_of_a_rung_has_the_length_that_is_chosen_for_it() -> None:
    by_hand = Between(least=Duration(months=6), most=Duration(months=24))
    assert PACK.ladder is not None
    measures = tuple(
        replace(one, lasts=by_hand) if one.name == "warning" else one for one in PACK.measures
    )
    pack = replace(PACK, measures=measures, ladder=replace(PACK.ladder, measures=measures))
    choice = Choice(
        rung="training", lengths={"warning": Duration(months=9), "pause": Duration(days=1)}
    )

    chosen = choose(pack, recommend("serious"), choice)

    assert [(one.declared.name, one.lasting.duration) for one in chosen.measures] == [
        ("warning", Duration(months=9)),
        ("further-training", None),
    ]
    with pytest.raises(MeasureLengthError, match="how long “warning” lasts"):
        choose(pack, recommend("serious"), replace(choice, lengths={}))


def test_every_rung_of_the_pack_of_sanctions_can_be_decided() -> None:
    file = Path(__file__).parents[3] / "packs" / "sanctions.yaml"
    pack = read_pack(file.read_text(encoding="utf-8"))
    assert pack.ladder is not None
    finding = Finding(
        finding_id="F",
        clause=ClauseRef("guidelines", "fraud"),
        severity="sanctionable",
        event_at=datetime(2026, 9, 1, tzinfo=UTC),
        event_on=date(2026, 9, 1),
    )
    history = History(since_on=date(2026, 8, 1))
    recommended = decide_rung(pack.ladder, [finding], as_of=date(2026, 9, 10), history=history)
    lengths = {
        "conditional-non-debarment": Duration(months=18),
        "debarment": Duration(months=120),
    }

    chosen = {
        rung.name: choose(
            pack,
            recommended,
            Choice(rung=rung.name, deviation_reason="We think so.", lengths=lengths),
        )
        for rung in pack.ladder.rungs
    }

    assert {name: one.measures[0].lasting.duration for name, one in chosen.items()} == {
        "reprimand": Duration(months=12),
        "non-debarment": Duration(months=18),
        "debarment-with-release": None,
        "debarment": Duration(months=120),
        "permanent-debarment": None,
    }
