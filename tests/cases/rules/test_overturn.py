"""Laws of undoing: what falls, what stays, and that nothing else is touched."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from goodstanding.cases.rules.overturn import Fate, Fated, Weighed, plan_overturn
from goodstanding.cases.rules.weighing import NOT_SERVED, Made, NotKept, Record, rests_on, weigh
from goodstanding.rulebook.ladder_history import Failure, Finding
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
            name="restriction",
            when=(Condition(findings=1, after="pause"), Condition(failed="pause")),
            then=("restriction",),
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


class Office:
    """Decides each finding in turn as recommended, and again where what it asked for failed."""

    def __init__(self) -> None:
        self.made: list[Made] = []
        self.weighed: list[Weighed] = []
        self.not_kept: list[NotKept] = []
        self.found_at: dict[str, datetime] = {}

    def decide(
        self, findings: list[Finding], answers: frozenset[str], *, at: datetime, served: bool
    ) -> Made | None:
        """Add what would be decided in answer to something, if anything is recommended."""
        record = Record(
            findings=tuple(findings), made=tuple(self.made), not_kept=tuple(self.not_kept)
        )
        recommended = weigh(LADDER, record, answers=answers, as_of=at.date())
        if recommended.rung is None:
            return None
        notice_at = at + timedelta(hours=1) if served else NOT_SERVED
        one = Made(
            decision_id=f"D{len(self.made)}",
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
        self.made.append(one)
        self.weighed.append(Weighed(made=one, ladder=LADDER, as_of=at.date(), lengths=lengths))
        return one

    def fail(self, made: Made, *, at: datetime) -> str:
        """Add that the pause of a decision was not kept, and return the failure."""
        name = f"X{made.decision_id}"
        failure = Failure(failure_id=name, measure="pause", failed_on=at.date())
        self.not_kept.append(NotKept(failure=failure, decision_id=made.decision_id, found_at=at))
        return name


def decided_in_turn(
    findings: list[Finding], *, served: list[bool], fails: list[bool] | None = None
) -> Office:
    """Return what would have been decided had each finding been answered as recommended."""
    office = Office()
    for place, finding in enumerate(findings):
        at = finding.event_at + timedelta(days=3)
        office.found_at[finding.finding_id] = at
        known, answers = findings[: place + 1], frozenset({finding.finding_id})
        one = office.decide(known, answers, at=at, served=served[place])
        if one is not None and one.rung == "pause" and fails is not None and fails[place]:
            failure = office.fail(one, at=at + timedelta(days=1))
            again_at = at + timedelta(days=2)
            office.decide(known, answers | {failure}, at=again_at, served=served[place])
    return office


@st.composite
def histories(draw):
    """Draw a partner's findings on different days, what was decided about each, what failed."""
    days = sorted(draw(st.sets(st.integers(0, 400), min_size=1, max_size=6)))
    findings = [
        make_finding(
            10 * day,
            draw(st.sampled_from(CLAUSES)),
            draw(st.sampled_from(LADDER.severities)),
        )
        for day in days
    ]
    each = st.lists(st.booleans(), min_size=len(findings), max_size=len(findings))
    office = decided_in_turn(
        findings,
        served=draw(each),
        fails=draw(each),
    )
    fallen = draw(st.sampled_from(findings)).finding_id
    record = Record(findings=tuple(findings), not_kept=tuple(office.not_kept))
    return office.weighed, record, office.found_at, fallen


def fates_of(office: Office, findings: list[Finding], *fallen: str) -> list[Fated]:
    """Return what becomes of every decision when some findings fall."""
    return list(
        plan_overturn(
            office.weighed,
            Record(findings=tuple(findings), not_kept=tuple(office.not_kept)),
            overturned=frozenset(fallen),
            found_at=office.found_at,
        )
    )


def test_the_second_of_three_takes_its_own_away_and_stays_what_it_carried() -> None:
    findings = [
        make_finding(0, CLAUSES[0]),
        make_finding(30, CLAUSES[1]),
        make_finding(60, CLAUSES[2]),
    ]
    office = decided_in_turn(findings, served=[True, True, True])

    fates = fates_of(office, findings, "F30")

    assert [one.rung for one in office.made] == ["warning", "pause", "restriction"]
    assert [(one.fate, one.reached) for one in fates] == [
        (Fate.UNTOUCHED, None),
        (Fate.ENDS, None),
        (Fate.STAYED, "warning"),
    ]


def test_a_decision_that_is_reached_without_the_finding_stays() -> None:
    findings = [make_finding(30 * place, CLAUSES[0]) for place in range(4)]
    office = decided_in_turn(findings, served=[False] * 4)

    fates = fates_of(office, findings, "F0")

    assert [one.rung for one in office.made] == ["warning", "pause", "pause", "pause"]
    assert [(one.fate, one.reached) for one in fates] == [
        (Fate.ENDS, None),
        (Fate.STAYED, "warning"),
        (Fate.STAYED, "pause"),  # 30 days would do, 90 had been decided
        (Fate.KEPT, "pause"),
    ]


def test_what_was_not_kept_falls_with_its_decision_and_takes_its_answer_along() -> None:
    findings = [make_finding(0, CLAUSES[0]), make_finding(30, CLAUSES[1])]
    office = decided_in_turn(findings, served=[False] * 2, fails=[False, True])

    of_its_own = fates_of(office, findings, "F30")
    of_the_first = fates_of(office, findings, "F0")

    assert [one.rung for one in office.made] == ["warning", "pause", "restriction"]
    assert office.made[2].answers == {"F30", "XD1"}
    assert [one.fate for one in of_its_own] == [Fate.UNTOUCHED, Fate.ENDS, Fate.ENDS]
    assert [(one.fate, one.reached) for one in of_the_first] == [
        (Fate.ENDS, None),
        (Fate.STAYED, "warning"),
        (Fate.STAYED, "warning"),
    ]


def test_what_was_not_kept_stays_with_a_decision_that_stays() -> None:
    findings = [make_finding(30 * place, CLAUSES[0]) for place in range(4)]
    office = decided_in_turn(findings, served=[False] * 4, fails=[False] * 3 + [True])

    fates = fates_of(office, findings, "F0")

    assert office.made[4].answers == {"F90", "XD3"}
    assert [one.fate for one in fates][3:] == [Fate.KEPT, Fate.UNTOUCHED]


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
    gone = {one.decision_id for one in fates if one.fate in {Fate.ENDS, Fate.STAYED}}
    down = {one.failure.failure_id for one in record.not_kept if one.decision_id in gone}
    down.add(fallen)
    assert len(fates) == len(weighed)
    for fate in fates:
        made = by_id[fate.decision_id]
        assert (fate.fate is Fate.UNTOUCHED) == (not made.rests_on & down)
        assert (fate.fate is Fate.ENDS) == (made.answers <= down)


@settings(max_examples=60)
@given(histories())
def test_a_second_time_nothing_more_falls(history) -> None:
    weighed, record, found_at, fallen = history
    first = plan_overturn(weighed, record, overturned=frozenset({fallen}), found_at=found_at)
    stand = {one.decision_id for one in first if one.fate in {Fate.UNTOUCHED, Fate.KEPT}}
    not_kept = tuple(one for one in record.not_kept if one.decision_id in stand)

    again = plan_overturn(
        [one for one in weighed if one.made.decision_id in stand],
        replace(record, not_kept=not_kept),
        overturned=frozenset({fallen}),
        found_at=found_at,
    )

    assert {one.fate for one in again} <= {Fate.UNTOUCHED, Fate.KEPT}
