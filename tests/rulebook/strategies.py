"""Ladders and histories to try laws on; only valid ladders can be built."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st

from goodstanding.rulebook.ladder_history import Decided, Failure, Finding, History
from goodstanding.rulebook.ladder_terms import (
    Condition,
    Counts,
    Factor,
    Family,
    Ladder,
    Once,
    Rung,
    Same,
    Since,
)
from goodstanding.rulebook.measures import EarlyEnd, Measure
from goodstanding.rulebook.phrases import ByCount, Duration, Fixed
from goodstanding.values.clauses import ClauseRef

AS_OF = date(2027, 6, 30)
SINCE = date(2026, 1, 1)
SEVERITIES = ("minor", "serious", "severe")
CLAUSES = tuple(ClauseRef("code", name) for name in ("gifts", "bribes", "bids", "other"))
FAMILIES = (
    Family(name="integrity", clauses=CLAUSES[:2]),
    Family(name="competition", clauses=CLAUSES[2:3]),
)
MEASURES = (
    Measure(
        name="warning",
        lasts=Fixed(duration=Duration(months=12)),
        ends=EarlyEnd(course="ethics", wait=Duration(days=90), unless_repeated=True, forgive=True),
    ),
    Measure(name="pause", lasts=ByCount(steps=((2, Duration(days=30)), (4, Duration(days=90))))),
)
FACTORS = (Factor(name="told-us", rungs=-1), Factor(name="concealed", rungs=2, percent=50))


def durations() -> st.SearchStrategy[Duration]:
    days = st.integers(1, 400).map(lambda number: Duration(days=number))
    return st.one_of(days, st.integers(1, 24).map(lambda number: Duration(months=number)))


@st.composite
def conditions(draw, rungs: tuple[str, ...], *, persistent: bool = True) -> Condition:
    """Draw what reaches a rung, given the milder rungs it can come after."""
    counts = draw(st.booleans())
    failed = draw(st.sampled_from([None, "pause"]))
    lasting = persistent and draw(st.booleans())
    if not counts and (failed or lasting):
        return Condition(failed=failed, persistent=lasting)
    return Condition(
        findings=draw(st.integers(1, 3)),
        severity=draw(st.sampled_from([None, *SEVERITIES])),
        same=draw(st.sampled_from([None, *Same])),
        after=draw(st.sampled_from([None, *rungs])),
        within=draw(st.one_of(st.none(), durations())),
        failed=failed,
        persistent=lasting,
    )


@st.composite
def ladders(draw) -> Ladder:
    """Draw a ladder whose first rung teaches, if it has one that does."""
    names = tuple(f"rung-{number}" for number in range(draw(st.integers(1, 4))))
    teaches = [Rung(name="teach", when=(), then=())] if draw(st.booleans()) else []
    rungs = [
        Rung(
            name=name,
            when=tuple(draw(st.lists(conditions(names[:place]), min_size=1, max_size=2))),
            then=("warning", "pause")[: draw(st.integers(0, 2))],
            remembered=draw(st.one_of(st.none(), durations())),
            remembered_always=draw(st.booleans()),
        )
        for place, name in enumerate(names)
    ]
    return Ladder(
        severities=SEVERITIES,
        families=FAMILIES,
        counts=Counts(
            within=draw(durations()),
            since=draw(st.sampled_from([None, *Since])),
            once=draw(st.sampled_from(Once)),
        ),
        persistent=tuple(draw(st.lists(conditions((), persistent=False), max_size=2))),
        rungs=(*teaches, *rungs),
        measures=MEASURES,
        factors=FACTORS,
    )


@st.composite
def findings(draw, *, first: date = date(2025, 1, 1), last: date = AS_OF) -> Finding:
    """Draw a finding of any day around the look-back, with an identifier of its own."""
    day = draw(st.dates(first, last))
    hour = draw(st.integers(0, 23))
    return Finding(
        finding_id=draw(st.uuids()).hex,
        clause=draw(st.sampled_from(CLAUSES)),
        severity=draw(st.sampled_from(SEVERITIES)),
        event_at=datetime.combine(day, time(hour, tzinfo=UTC)),
        event_on=day,
        overturned=draw(st.integers(0, 5)) == 0,
        forgiven=draw(st.integers(0, 9)) == 0,
    )


@st.composite
def failed(draw) -> Failure:
    """Draw a measure that was not kept, around the day that is asked about."""
    return Failure(
        failure_id=draw(st.uuids()).hex,
        measure=draw(st.sampled_from([measure.name for measure in MEASURES])),
        failed_on=draw(st.dates(AS_OF - timedelta(days=400), AS_OF + timedelta(days=40))),
    )


@st.composite
def records(draw, *, passed: bool = True) -> tuple[list[Finding], History]:
    """Draw the findings of a partner with the decisions that answered some of them."""
    found = draw(st.lists(findings(), max_size=8, unique_by=lambda one: one.finding_id))
    failures = tuple(draw(st.lists(failed(), max_size=2, unique_by=lambda one: one.failure_id)))
    answerable = [one.finding_id for one in found] + [one.failure_id for one in failures]
    decided = draw(st.lists(_decisions(answerable, passed=passed), max_size=3))
    notices = draw(st.lists(st.dates(date(2025, 1, 1), AS_OF), max_size=2))
    history = History(
        since_on=draw(st.sampled_from([None, date(2025, 1, 1), SINCE])),
        decided=tuple(decided),
        failures=failures,
        notices=tuple(datetime.combine(day, time(12, tzinfo=UTC)) for day in notices),
    )
    return found, history


@st.composite
def _decisions(draw, answerable: list[str], *, passed: bool) -> Decided:
    day = draw(st.dates(date(2025, 1, 1), AS_OF))
    after = st.integers(1, 200).map(lambda number: day + timedelta(days=number))
    answers = draw(st.sets(st.sampled_from(answerable))) if answerable else set()
    return Decided(
        rung=draw(st.sampled_from(["teach", "rung-0", "rung-1", "rung-2", "of-an-older-ladder"])),
        notice_at=datetime.combine(day, time(12, tzinfo=UTC)),
        notice_on=day,
        answers=frozenset(answers),
        passed_on=draw(st.one_of(st.none(), after)) if passed else None,
    )
