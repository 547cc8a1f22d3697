"""Which findings count on a ladder, and how many they are.

Monotone by construction: a further finding can join a group or make a new one, and never
takes anything away, because what separates groups is what was served to the partner.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import attrgetter
from typing import assert_never

from goodstanding.rulebook.ladder_history import Decided, Finding, History
from goodstanding.rulebook.ladder_terms import Ladder, Once, Rung, Same
from goodstanding.rulebook.measures import EarlyEnd
from goodstanding.values.clauses import ClauseRef


class Why(StrEnum):
    """Why a finding counts, or does not."""

    COUNTS = "counts"
    OVERTURNED = "overturned"
    FORGIVEN = "forgiven"
    BEFORE_SINCE = "before-since"  #: It teaches.
    OUTSIDE_LOOK_BACK = "outside-look-back"  #: It teaches.
    NOT_YET = "not-yet"  #: It happened after the day that is asked about.


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingNote:
    """What became of one finding: why it counts or not, and with which others it is one."""

    finding_id: str
    why: Why
    group: int | None  #: Counted from 0 in order of time; None where it does not count.
    answered: bool  #: An earlier decision rests on it.


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One finding that counts, with what a condition asks about it."""

    finding: Finding
    likes: frozenset[str]  #: Its clause and its families, as comparable texts.
    answered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Findings that are one on the ladder, with the gravest severity and all families."""

    members: tuple[Counted, ...]
    severity: int
    likes: frozenset[str]

    @property
    def unanswered(self) -> bool:
        """Whether somebody has yet to decide on one of the findings."""
        return not all(member.answered for member in self.members)


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """An earlier decision whose rung is remembered until before ``until_on``; None is always."""

    decided: Decided
    gravity: int
    until_on: date | None
    likes: frozenset[str]  #: Of the findings it answered.

    def covers(self, finding: Finding) -> bool:
        """Return whether the event came after service of the rung, while it is remembered."""
        return finding.event_at > self.decided.notice_at and (
            self.until_on is None or finding.event_on < self.until_on
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """All that counts for a partner on one day."""

    groups: tuple[Group, ...]
    notes: tuple[FindingNote, ...]  #: Of every finding, in order of time.
    memories: tuple[Memory, ...]
    failed: tuple[tuple[str, str], ...]  #: By then and unanswered: identifier and measure.

    @property
    def unanswered(self) -> frozenset[str]:
        """The findings that stand and nobody has answered, even those that do not count."""
        dropped = (Why.OVERTURNED, Why.FORGIVEN, Why.NOT_YET)
        return frozenset(
            note.finding_id for note in self.notes if not note.answered and note.why not in dropped
        )


def likes_of(ladder: Ladder, clause: ClauseRef) -> frozenset[str]:
    """Return what a finding can have in common with another one: its clause, its families."""
    families = (like(Same.FAMILY, name) for name in ladder.families_of(clause))
    return frozenset({like(Same.CLAUSE, f"{clause.agreement}#{clause.clause}"), *families})


def like(same: Same, name: str) -> str:
    """Return the text by which two findings of one family, or of one clause, are alike."""
    return f"{same}:{name}"


def tally(ladder: Ladder, findings: Iterable[Finding], *, as_of: date, history: History) -> Tally:
    """Return what counts on ``as_of``, in which groups, and why the rest does not."""
    ordered = sorted(findings, key=lambda one: (one.event_at, one.finding_id))
    answered = frozenset[str]().union(*(decided.answers for decided in history.decided))
    forgotten = [
        decided
        for decided in history.decided
        if is_forgotten(ladder, ordered, decided, as_of=as_of, history=history)
    ]
    forgiven = frozenset[str]().union(*(decided.answers for decided in forgotten))
    whys = {
        one.finding_id: Why.FORGIVEN
        if one.finding_id in forgiven
        else why_counts(ladder, one, as_of=as_of, since_on=history.since_on)
        for one in ordered
    }
    counted = [
        Counted(
            finding=one,
            likes=likes_of(ladder, one.clause),
            answered=one.finding_id in answered,
        )
        for one in ordered
        if whys[one.finding_id] is Why.COUNTS
    ]
    groups = _groups(ladder, counted, history)
    places = {
        member.finding.finding_id: place
        for place, group in enumerate(groups)
        for member in group.members
    }
    return Tally(
        groups=groups,
        notes=tuple(
            FindingNote(
                finding_id=one.finding_id,
                why=whys[one.finding_id],
                group=places.get(one.finding_id),
                answered=one.finding_id in answered,
            )
            for one in ordered
        ),
        memories=_memories(ladder, ordered, history, forgotten),
        failed=tuple(
            (one.failure_id, one.measure)
            for one in sorted(history.failures, key=attrgetter("failure_id"))
            if one.failure_id not in answered and one.failed_on <= as_of
        ),
    )


def why_counts(ladder: Ladder, finding: Finding, *, as_of: date, since_on: date | None) -> Why:
    """Return whether a finding counts on ``as_of``, by the day it happened, and why not."""
    if finding.overturned:
        return Why.OVERTURNED
    if finding.forgiven:
        return Why.FORGIVEN
    if finding.event_on > as_of:
        return Why.NOT_YET
    counts = ladder.counts
    if counts.since is not None and (since_on is None or finding.event_on < since_on):
        return Why.BEFORE_SINCE
    if counts.within.after(finding.event_on) <= as_of:
        return Why.OUTSIDE_LOOK_BACK
    return Why.COUNTS


def is_forgotten(
    ladder: Ladder,
    findings: Sequence[Finding],
    decided: Decided,
    *,
    as_of: date,
    history: History,
) -> bool:
    """Return whether a passed course has retired a decision and forgiven what it answered.

    What was repeated is judged on the day the waiting was over, so that a decision once
    kept alive by a repeat is not forgotten later, when the repeat itself has aged.
    """
    measures = {measure.name: measure for measure in ladder.measures}
    then = next((rung.then for rung in ladder.rungs if rung.name == decided.rung), ())
    for name in then:
        ends = measures[name].ends
        if ends is None or not ends.forgive:
            continue
        over_on = early_end_on(ladder, findings, decided, ends=ends, history=history)
        if over_on is not None and as_of >= over_on:
            return True
    return False


def early_end_on(
    ladder: Ladder,
    findings: Sequence[Finding],
    decided: Decided,
    *,
    ends: EarlyEnd,
    history: History,
) -> date | None:
    """Return the first day on which a decision's measure holds no more, by a passed course.

    None where the course was not passed, or where something like what was answered happened
    again while the waiting ran and the measure asks that it does not.
    """
    if decided.passed_on is None:
        return None
    over_on = decided.passed_on if ends.wait is None else ends.wait.after(decided.passed_on)
    if ends.unless_repeated and _repeated(ladder, findings, decided, over_on, history):
        return None
    return over_on


def _repeated(
    ladder: Ladder,
    findings: Sequence[Finding],
    decided: Decided,
    over_on: date,
    history: History,
) -> bool:
    """Return whether a finding like those answered happened between the notice and the end."""
    answered = _answered_likes(ladder, findings, decided)
    return any(
        one.finding_id not in decided.answers
        and one.event_at > decided.notice_at
        and one.event_on < over_on
        and not likes_of(ladder, one.clause).isdisjoint(answered)
        and why_counts(ladder, one, as_of=over_on, since_on=history.since_on) is Why.COUNTS
        for one in findings
    )


def _answered_likes(
    ladder: Ladder, findings: Sequence[Finding], decided: Decided
) -> frozenset[str]:
    return frozenset[str]().union(
        *(
            likes_of(ladder, one.clause)
            for one in findings
            if one.finding_id in decided.answers and not one.overturned
        )
    )


def _memories(
    ladder: Ladder,
    findings: Sequence[Finding],
    history: History,
    forgotten: Sequence[Decided],
) -> tuple[Memory, ...]:
    """Return the decisions whose rungs this ladder knows and has not forgotten."""
    gravities = {rung.name: gravity for gravity, rung in enumerate(ladder.rungs)}
    return tuple(
        Memory(
            decided=decided,
            gravity=gravities[decided.rung],
            until_on=_until(ladder, ladder.rungs[gravities[decided.rung]], decided),
            likes=_answered_likes(ladder, findings, decided),
        )
        for decided in history.decided
        if decided.rung in gravities and decided not in forgotten
    )


def _until(ladder: Ladder, rung: Rung, decided: Decided) -> date | None:
    if rung.remembered_always:
        return None
    return (rung.remembered or ladder.counts.within).after(decided.notice_on)


def _groups(ladder: Ladder, counted: Sequence[Counted], history: History) -> tuple[Group, ...]:
    """Return the findings that are one together, in order of time."""
    served = sorted({*history.notices, *(decided.notice_at for decided in history.decided)})
    grouped: dict[tuple[object, ...], list[Counted]] = {}
    for one in counted:
        # A notice served at the very instant of the event came too late to warn of it.
        told = bisect_left(served, one.finding.event_at)
        grouped.setdefault(_key(ladder.counts.once, one.finding, told), []).append(one)
    return tuple(
        Group(
            members=tuple(members),
            severity=max(ladder.severity_rank(one.finding.severity) for one in members),
            likes=frozenset[str]().union(*(one.likes for one in members)),
        )
        for members in grouped.values()
    )


def _key(once: Once, finding: Finding, told: int) -> tuple[object, ...]:
    match once:
        case Once.DAY:
            return (finding.event_on, told)
        case Once.NOTICE:
            return (told,)
        case Once.NEVER:
            return (finding.finding_id,)
        case _:
            assert_never(once)
