"""Laws of undoing: what falls, what stays, and that nothing else is touched."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from goodstanding.cases.rules.overturn import Fate, Weighed, plan_overturn
from goodstanding.cases.rules.weighing import NOT_SERVED, Made, Record, rests_on, weigh
from goodstanding.rulebook.ladder_history import Finding
from goodstanding.rulebook.ladder_terms import (
    Condition,
    Counts,
    Family,
    Ladder,
    Rung,
    Same,
)
from goodstanding.rulebook.measures import Measure
from goodstanding.rulebook.phrases import ByCount, Duration, Fixed
from goodstanding.values.clauses import ClauseRef

CLAUSES = tuple(ClauseRef("code", name) for name in ("bids", "resale", "consent"))
LADDER = Ladder(
    severities=("minor", "serious"),
    counts=Counts(within=Duration(months=24)),
    families=(
        Family(name="competition", clauses=CLAUSES[:2]),
        Family(name="customers", clauses=CLAUSES[2:]),
    ),
    measures=(
        Measure(name="warning", lasts=Fixed(duration=Duration(months=12))),
        Measure(
            name="pause", lasts=ByCount(steps=((2, Duration(days=30)), (3, Duration(days=90))))
        ),
        Measure(name="restriction"),
    ),
    rungs=(
        Rung(name="warning", when=(Condition(findings=1),), then=("warning",)),
        Rung(
            name="pause",
            when=(Condition(findings=2, same=Same.FAMILY, severity="serious"),),
            then=("pause",),
        ),
        Rung(
            name="restriction", when=(Condition(findings=1, after="pause"),), then=("restriction",)
        ),
    ),
)
FIRST = date(2025, 1, 1)


def noon(number: int) -> datetime:
    return datetime.combine(FIRST + timedelta(days=number), time(12), tzinfo=UTC)


def make_finding(number: int, clause: ClauseRef, severity: str = "serious") -> Finding:
    """Return a finding whose event lies on a day."""
    return Finding(
        finding_id=f"F{number}",
        clause=clause,
        severity=severity,
        event_at=noon(number),
        event_on=FIRST + timedelta(days=number),
    )


def decided_in_turn(
    findings: list[Finding], *, served: list[bool]
) -> tuple[list[Weighed], dict[str, datetime]]:
    """Return what would have been decided had each finding been answered as recommended."""
    made: list[Made] = []
    weighed: list[Weighed] = []
    found_at: dict[str, datetime] = {}
    for place, finding in enumerate(findings):
        at = finding.event_at + timedelta(days=3)
        found_at[finding.finding_id] = at
        record = Record(findings=tuple(findings[: place + 1]), made=tuple(made))
        answers = frozenset({finding.finding_id})
        as_of = at.date()
        recommended = weigh(LADDER, record, answers=answers, as_of=as_of)
        if recommended.rung is None:
            continue
        notice_at = at + timedelta(hours=1) if served[place] else NOT_SERVED
        one = Made(
            decision_id=f"D{place}",
            rung=recommended.rung.name,
            decided_at=at,
            notice_at=notice_at,
            notice_on=notice_at.date(),
            answers=answers,
            rests_on=rests_on(LADDER, recommended, record, answers=answers),
        )
        lengths = tuple(
            (measure.name, measure.lasts.duration)
            for measure in recommended.measures
            if isinstance(measure.lasts, Fixed)
        )
        made.append(one)
        weighed.append(Weighed(made=one, ladder=LADDER, as_of=as_of, lengths=lengths))
    return weighed, found_at


@st.composite
def histories(draw):
    """Draw a partner's findings on different days, and what was decided about each."""
    days = sorted(draw(st.sets(st.integers(0, 400), min_size=1, max_size=6)))
    spread = [10 * day for day in days]
    findings = [
        make_finding(
            number,
            draw(st.sampled_from(CLAUSES)),
            draw(st.sampled_from(LADDER.severities)),
        )
        for number in spread
    ]
    served = draw(st.lists(st.booleans(), min_size=len(findings), max_size=len(findings)))
    weighed, found_at = decided_in_turn(findings, served=served)
    fallen = draw(st.sampled_from(findings)).finding_id
    return weighed, Record(findings=tuple(findings)), found_at, fallen


def test_the_second_of_three_takes_its_own_away_and_stays_what_it_carried() -> None:
    findings = [
        make_finding(0, CLAUSES[0]),
        make_finding(30, CLAUSES[1]),
        make_finding(60, CLAUSES[2]),
    ]
    weighed, found_at = decided_in_turn(findings, served=[True, True, True])

    fates = plan_overturn(
        weighed,
        Record(findings=tuple(findings)),
        overturned=frozenset({"F30"}),
        found_at=found_at,
    )

    assert [one.made.rung for one in weighed] == ["warning", "pause", "restriction"]
    assert [(one.fate, one.reached) for one in fates] == [
        (Fate.UNTOUCHED, None),
        (Fate.ENDS, None),
        (Fate.STAYED, "warning"),
    ]


def test_a_decision_that_is_reached_without_the_finding_stays() -> None:
    findings = [make_finding(30 * place, CLAUSES[0]) for place in range(4)]
    weighed, found_at = decided_in_turn(findings, served=[False] * 4)

    fates = plan_overturn(
        weighed,
        Record(findings=tuple(findings)),
        overturned=frozenset({"F0"}),
        found_at=found_at,
    )

    assert [one.made.rung for one in weighed] == ["warning", "pause", "pause", "pause"]
    assert [(one.fate, one.reached) for one in fates] == [
        (Fate.ENDS, None),
        (Fate.STAYED, "warning"),
        (Fate.STAYED, "pause"),  # 30 days would do, 90 had been decided
        (Fate.KEPT, "pause"),
    ]


@settings(max_examples=60)
@given(histories(), st.randoms())
def test_the_order_of_decisions_does_not_matter(history, random) -> None:
    weighed, record, found_at, fallen = history
    shuffled = random.sample(weighed, k=len(weighed))

    given_order = plan_overturn(weighed, record, overturned=frozenset({fallen}), found_at=found_at)

    assert (
        plan_overturn(shuffled, record, overturned=frozenset({fallen}), found_at=found_at)
        == given_order
    )


@settings(max_examples=60)
@given(histories())
def test_only_what_rests_on_the_finding_is_touched_and_what_answers_it_ends(history) -> None:
    weighed, record, found_at, fallen = history

    fates = plan_overturn(weighed, record, overturned=frozenset({fallen}), found_at=found_at)

    by_id = {one.made.decision_id: one.made for one in weighed}
    assert len(fates) == len(weighed)
    for fate in fates:
        made = by_id[fate.decision_id]
        assert (fate.fate is Fate.UNTOUCHED) == (fallen not in made.rests_on)
        assert (fate.fate is Fate.ENDS) == (made.answers == {fallen})


@settings(max_examples=60)
@given(histories())
def test_a_second_time_nothing_more_falls(history) -> None:
    weighed, record, found_at, fallen = history
    first = plan_overturn(weighed, record, overturned=frozenset({fallen}), found_at=found_at)
    stand = {one.decision_id for one in first if one.fate in {Fate.UNTOUCHED, Fate.KEPT}}

    again = plan_overturn(
        [one for one in weighed if one.made.decision_id in stand],
        record,
        overturned=frozenset({fallen}),
        found_at=found_at,
    )

    assert {one.fate for one in again} <= {Fate.UNTOUCHED, Fate.KEPT}
