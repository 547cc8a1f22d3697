"""What the ladder says of one case, beside everything else that is known of the partner."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from goodstanding.rulebook.ladder import Recommendation, decide_rung
from goodstanding.rulebook.ladder_count import Why
from goodstanding.rulebook.ladder_history import Decided, Failure, Finding, History
from goodstanding.rulebook.ladder_terms import Ladder
from goodstanding.rulebook.phrases import ByCount

#: Of a decision that was not served: nothing comes after its notice.
NOT_SERVED = datetime(9999, 12, 30, tzinfo=UTC)
_ELSEWHERE = "answered-elsewhere"  # no rung of any ladder: remembered for nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A decision that stands: what it said, what it answered, and what it rests on."""

    decision_id: str
    rung: str
    decided_at: datetime
    notice_at: datetime  #: When it was served; ``NOT_SERVED`` where it was not.
    notice_on: date
    answers: frozenset[str]  #: Findings and failures.
    rests_on: frozenset[str]  #: Findings and failures.
    passed_on: date | None = None

    def to_ladder(self) -> Decided:
        """Return it as the ladder looks at it."""
        return Decided(
            rung=self.rung,
            notice_at=self.notice_at,
            notice_on=self.notice_on,
            answers=self.answers,
            passed_on=self.passed_on,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NotKept:
    """A measure of a decision was found not kept: it falls with the decision that asked for it."""

    failure: Failure
    decision_id: str
    found_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is known of a partner: its findings, the decisions that stand, what it was served."""

    findings: tuple[Finding, ...] = ()
    made: tuple[Made, ...] = ()
    not_kept: tuple[NotKept, ...] = ()  #: Of decisions that stand.
    since_on: date | None = None
    notices: tuple[datetime, ...] = ()


def weigh(
    ladder: Ladder,
    record: Record,
    *,
    answers: Collection[str],
    as_of: date,
    factors: Collection[str] = (),
) -> Recommendation:
    """Return what the ladder recommends in answer to ``answers``.

    Findings that other cases have yet to answer count, and are answered there: a case is never
    decided for what another one is about. What was not kept waits for whichever decision comes
    next. An earlier decision about the same is remembered, and answers it no more.
    """
    asked = frozenset(answers)
    decided = [replace(one.to_ladder(), answers=one.answers - asked) for one in record.made]
    taken = frozenset[str]().union(*(one.answers for one in decided))
    elsewhere = frozenset(one.finding_id for one in record.findings) - asked - taken
    if elsewhere:
        decided.append(
            Decided(
                rung=_ELSEWHERE, notice_at=NOT_SERVED, notice_on=NOT_SERVED.date(),
                answers=elsewhere,
            )
        )  # fmt: skip
    return decide_rung(
        ladder,
        record.findings,
        as_of=as_of,
        history=History(
            since_on=record.since_on,
            decided=tuple(decided),
            failures=tuple(one.failure for one in record.not_kept),
            notices=record.notices,
        ),
        factors=factors,
    )


def rests_on(
    ladder: Ladder, recommended: Recommendation, record: Record, *, answers: Iterable[str]
) -> frozenset[str]:
    """Return every finding and failure a decision as recommended would stand on.

    That is what it answers, what its conditions counted, what a remembered rung rests on where
    a condition asks for events after it, and all that count where a length grows with them.
    """
    found = set(answers) | recommended.rests_on
    reached = recommended.reached
    for step in recommended.steps:
        if reached is None or step.rung.name != reached.name:
            continue
        for note in step.conditions:
            after = note.condition.after
            if note.holds and after is not None:
                found |= _remembered(ladder, record, least=ladder.gravity(after))
    measures = {measure.name: measure for measure in ladder.measures}
    if any(isinstance(measures[one.name].lasts, ByCount) for one in recommended.measures):
        found |= {note.finding_id for note in recommended.findings if note.why is Why.COUNTS}
    return frozenset(found)


def _remembered(ladder: Ladder, record: Record, *, least: int) -> frozenset[str]:
    names = {rung.name for rung in ladder.rungs}
    return frozenset[str]().union(
        *(
            one.rests_on | one.answers
            for one in record.made
            if one.rung in names and ladder.gravity(one.rung) >= least
        )
    )
