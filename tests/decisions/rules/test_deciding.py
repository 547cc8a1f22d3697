"""From the rows of a standing to yes, no or unknown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.decisions.rules.deciding import Decision, Ground, Place, decide, without_rules
from goodstanding.decisions.rules.going_between import for_go_between
from goodstanding.decisions.rules.questions import Question
from goodstanding.decisions.rules.reasons import (
    Category,
    ReasonCode,
    RemedyCode,
    Weight,
)
from goodstanding.rulebook.compile import Kind
from goodstanding.rulebook.compile_effects import Answer
from goodstanding.rulebook.compile_tables import Note, Status
from goodstanding.rulebook.pack import Pack
from goodstanding.rulebook.parse import read_pack

TRANSACT, EARN, BADGE = Question.MAY_TRANSACT, Question.MAY_EARN, Question.MAY_USE_BADGE
UNTIL = datetime(2026, 10, 1, tzinfo=UTC)
DUE = datetime(2026, 9, 2, tzinfo=UTC)
PACKS = Path(__file__).parents[3] / "packs"


@cache
def pack(name: str = "default") -> Pack:
    return read_pack((PACKS / f"{name}.yaml").read_text(encoding="utf-8"))


def duty(
    source: str,
    status: Status = Status.OVERDUE,
    *,
    rank: int = 2,
    unit: str | None = None,
    note: str | None = None,
) -> Ground:
    return Ground(
        kind=Kind.OBLIGATION,
        source=source,
        unit=unit,
        status=status,
        rank=rank,
        have=1,
        need=3,
        due_at=DUE,
        note=note,
    )


def measure(
    source: str, *, unit: str | None = None, until: datetime | None = None, note: str | None = None
) -> Ground:
    known = {m.name: m for m in pack().measures}
    level = known[source].level if source in known else None
    return Ground(
        kind=Kind.MEASURE,
        source=source,
        unit=unit,
        status=Status.IN_FORCE,
        rank=pack().level(level).rank if level else 0,
        until=until,
        note=note,
    )


def decided(question: Question, *grounds: Ground, place: Place | None = None) -> Decision:
    return decide(question, grounds, pack=pack(), enrolled=True, place=place)


FULFILLED = duty("trained", Status.FULFILLED, rank=0)
LATE = duty("trained", rank=2)
VERY_LATE = duty("trained", rank=3)
NO_LIST = duty("trained", Status.UNKNOWN, rank=0, note=Note.LIST_NOT_DECLARED)


@pytest.mark.parametrize(
    ("_case", "grounds", "transact", "earn", "badge"),
    [
        ("nothing is asked", [], "yes", "yes", "yes"),
        ("all is fulfilled", [FULFILLED], "yes", "yes", "yes"),
        ("due soon", [duty("trained", Status.PENDING, rank=0)], "yes", "yes", "yes"),
        ("overdue, and nothing stops yet", [LATE], "yes", "yes", "yes"),
        ("60 days overdue", [VERY_LATE], "no", "yes", "no"),
        ("a list is missing", [NO_LIST], "unknown", "yes", "unknown"),
        ("missing, and stopped by another", [NO_LIST, VERY_LATE], "no", "yes", "no"),
        ("a warning", [measure("warning")], "yes", "yes", "yes"),
        ("a pause", [measure("pause", until=UNTIL)], "yes", "no", "yes"),
        ("a plan", [measure("remediation-plan")], "yes", "yes", "yes"),
        ("a restriction", [measure("restriction")], "no", "yes", "no"),
        ("a suspension", [measure("suspension")], "no", "no", "no"),
        ("a deauthorization", [measure("deauthorization")], "no", "no", "no"),
        ("a removal", [measure("removal")], "no", "no", "no"),
        ("a hold meanwhile", [measure("interim-hold", until=UNTIL)], "yes", "yes", "yes"),
        ("not of this pack", [measure("ban", note=Note.NOT_IN_PACK)], *("unknown",) * 3),
    ],
)
def test_standings_and_their_answers(
    _case: str, grounds: list[Ground], transact: str, earn: str, badge: str
) -> None:
    answers = [str(decided(question, *grounds).answer) for question in Question]

    assert answers == [transact, earn, badge]


def test_a_reason_says_what_it_is_about_and_what_takes_it_away() -> None:
    ground = duty("code-accepted", rank=3, unit="entity-1")

    (reason,) = decided(TRANSACT, ground).reasons

    assert (reason.code, reason.category) == (
        ReasonCode.AGREEMENT_NOT_ACCEPTED,
        Category.AGREEMENT,
    )
    assert (reason.weight, reason.effect) == (Weight.STOPS, "new-orders")
    assert reason.source == "code-accepted"
    assert reason.title == "The partner code is accepted for every legal entity in every region."
    assert reason.clause == "partner-agreement#assent"
    assert reason.unit is not None
    assert (reason.unit.kind, reason.unit.identifier) == ("entity", "entity-1")
    assert (reason.have, reason.need, reason.due_at) == (1, 3, DUE)
    assert reason.remedy.code is RemedyCode.ACCEPT_AGREEMENT


@pytest.mark.parametrize(
    ("ground", "code", "category", "remedy"),
    [
        (VERY_LATE, "training_not_passed", "training", "pass_course"),
        (
            duty("contacts", rank=3, unit="security"),
            "contact_not_reached",
            "contact",
            "name_contact",
        ),
        (NO_LIST, "people_not_declared", "training", "declare_people"),
        (
            duty("code-accepted", Status.UNKNOWN, rank=0, note=Note.PLACE_UNKNOWN),
            "place_not_known",
            "agreement",
            "complete_places",
        ),
        (duty("contacts", Status.UNKNOWN, rank=0), "fact_missing", "contact", "name_contact"),
        (
            duty("contacts", Status.UNKNOWN, rank=0, note=Note.LIST_NOT_DECLARED),
            "people_not_declared",
            "contact",
            "name_contact",
        ),
        (measure("suspension"), "measure_in_force", "other", "complete_plan"),
        (measure("deauthorization"), "measure_in_force", "other", "appeal"),
        (measure("removal"), "measure_in_force", "other", "ask_for_release"),
        (measure("restriction", until=UNTIL), "measure_in_force", "other", "wait"),
        (
            measure("ban", note=Note.NOT_IN_PACK),
            "measure_not_in_rules",
            "other",
            "ask_the_vendor",
        ),
    ],
)
def test_every_sort_of_row_has_its_code_category_and_remedy(
    ground: Ground, code: str, category: str, remedy: str
) -> None:
    (reason,) = decided(TRANSACT, ground).reasons

    assert (reason.code, reason.category, reason.remedy.code) == (code, category, remedy)


def test_held_money_is_reported_and_does_not_decide() -> None:
    decision = decided(EARN, measure("remediation-plan"))

    assert (decision.answer, decision.held) == (Answer.YES, ("payouts",))
    assert [(r.weight, r.effect) for r in decision.reasons] == [(Weight.HOLDS, "payouts")]


def test_what_stops_comes_before_what_is_missing_and_held_money_last() -> None:
    decision = decided(
        EARN,
        measure("ban", note=Note.NOT_IN_PACK),
        measure("interim-hold"),
        measure("pause", until=UNTIL),
    )

    assert [(r.source, r.weight) for r in decision.reasons] == [
        ("pause", Weight.STOPS),
        ("ban", Weight.COULD_STOP),
        ("interim-hold", Weight.HOLDS),
    ]


def test_an_effect_that_is_held_decides_like_one_that_is_stopped() -> None:
    holding = tuple(
        replace(each, holds=("new-orders",)) if each.name == "interim-hold" else each
        for each in pack().measures
    )

    decision = decide(
        TRANSACT,
        [measure("interim-hold")],
        pack=replace(pack(), measures=holding),
        enrolled=True,
    )

    assert (decision.answer, decision.held) == (Answer.NO, ("new-orders",))


HERE = Place(location="l1", entity="e1", region="emea")


@pytest.mark.parametrize(
    ("_case", "ground", "place", "answer"),
    [
        ("the location itself", measure("suspension", unit="l1"), HERE, "no"),
        ("another location", measure("suspension", unit="l2"), HERE, "yes"),
        ("the partner as a whole", measure("suspension", unit="l1"), None, "yes"),
        ("all of the partner", measure("suspension"), HERE, "no"),
        ("its entity", duty("code-accepted", rank=3, unit="e1:emea"), HERE, "no"),
        ("another entity", duty("code-accepted", rank=3, unit="e2:emea"), HERE, "yes"),
        ("its entity elsewhere", duty("code-accepted", rank=3, unit="e1:amer"), HERE, "yes"),
        ("any entity for the whole", duty("code-accepted", rank=3, unit="e2:emea"), None, "no"),
        ("a contact", duty("contacts", rank=3, unit="security"), HERE, "no"),
    ],
)  # fmt: skip
def test_a_row_binds_its_own_unit_and_nothing_else(
    _case: str, ground: Ground, place: Place | None, answer: str
) -> None:
    assert decided(TRANSACT, ground, place=place).answer == answer


def test_a_duty_of_locations_binds_its_location() -> None:
    text = (PACKS / "default.yaml").read_text(encoding="utf-8")
    per_location = read_pack(text.replace("per: [entity, region]}", "per: location}"))
    ground = duty("code-accepted", rank=3, unit="l1")

    answers = [
        decide(TRANSACT, [ground], pack=per_location, enrolled=True, place=place).answer
        for place in (Place(location="l1", entity="e1"), Place(location="l2", entity="e1"), None)
    ]

    assert answers == [Answer.NO, Answer.YES, Answer.YES]


def test_who_takes_no_part_may_not() -> None:
    decision = decide(TRANSACT, [], pack=pack(), enrolled=False)

    assert decision.answer is Answer.NO
    assert [(r.code, r.remedy.code) for r in decision.reasons] == [
        (ReasonCode.NOT_ENROLLED, RemedyCode.ENROL)
    ]


@pytest.mark.parametrize("question", list(Question))
def test_without_rules_nobody_knows(question: Question) -> None:
    unknown = without_rules(question)
    elsewhere = decide(question, [], pack=pack("four-steps"), enrolled=True)

    assert (unknown.answer, unknown.reasons[0].code) == (Answer.UNKNOWN, ReasonCode.NO_RULES)
    assert (elsewhere.answer, elsewhere.reasons[0].code) == (
        Answer.UNKNOWN,
        ReasonCode.NOT_IN_RULES,
    )


SOME = st.lists(
    st.sampled_from(
        [
            *(FULFILLED, LATE, VERY_LATE, NO_LIST),
            *(measure(each.name) for each in pack().measures),
            duty("code-accepted", rank=3, unit="e1"),
            measure("ban", note=Note.NOT_IN_PACK),
        ]
    ),
    max_size=6,
)
GRAVITY = [Answer.YES, Answer.UNKNOWN, Answer.NO]


SHUFFLED = SOME.flatmap(lambda some: st.tuples(st.just(some), st.permutations(some)))


@given(st.sampled_from(Question), SHUFFLED)
def test_the_order_of_rows_does_not_change_the_answer(
    question: Question, both: tuple[list[Ground], list[Ground]]
) -> None:
    grounds, shuffled = both

    assert decided(question, *shuffled).answer == decided(question, *grounds).answer


@given(st.sampled_from(Question), SOME, SOME)
def test_one_more_row_never_makes_the_answer_milder(
    question: Question, grounds: list[Ground], more: list[Ground]
) -> None:
    before, after = decided(question, *grounds), decided(question, *grounds, *more)

    assert GRAVITY.index(after.answer) >= GRAVITY.index(before.answer)


@given(st.sampled_from(Question), SOME)
def test_a_plain_yes_has_no_reason_and_everything_else_has_one(
    question: Question, grounds: list[Ground]
) -> None:
    decision = decided(question, *grounds)

    deciding = [r for r in decision.reasons if r.effect != "payouts"]
    assert (decision.answer is Answer.YES) == (deciding == [])


SECRET = [measure(name) for name in ("restriction", "suspension", "deauthorization", "removal")]


@given(st.lists(st.sampled_from(SECRET), min_size=1, max_size=5))
def test_a_go_between_sees_the_same_whatever_was_decided(grounds: list[Ground]) -> None:
    shown = for_go_between(decided(TRANSACT, *grounds, VERY_LATE))

    assert shown == for_go_between(decided(TRANSACT, SECRET[0], VERY_LATE))
    assert [(r.code, r.source, r.have, r.need) for r in shown.reasons] == [
        (ReasonCode.OTHER, None, None, None),
        (ReasonCode.TRAINING_NOT_PASSED, "trained", None, None),
    ]
    assert shown.reasons[0].remedy.code is RemedyCode.ASK_THE_VENDOR


def test_a_go_between_sees_that_something_is_missing_as_missing() -> None:
    unknown = for_go_between(decided(TRANSACT, measure("ban", note=Note.NOT_IN_PACK)))

    assert unknown.answer is Answer.UNKNOWN
    assert [r.weight for r in unknown.reasons] == [Weight.COULD_STOP]
