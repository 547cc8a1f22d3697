"""The enforcement ladder: what the findings of a partner recommend, and why.

A human decides; this recommends. Pure and total: no clock, no database, an answer for
every input. Holds that
    * the order of findings does not matter;
    * one more finding or failure never gives a milder rung, one overturned never a graver one;
    * a finding outside its look-back changes nothing where another one counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from goodstanding.rulebook.ladder_count import Counted, FindingNote, Group, Tally, tally
from goodstanding.rulebook.ladder_history import Finding, History
from goodstanding.rulebook.ladder_lengths import RecommendedMeasure, recommend_measures
from goodstanding.rulebook.ladder_terms import Condition, Factor, Ladder, Rung, Same

NO_HISTORY = History()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionNote:
    """What came of one condition: how many findings it has, of how many it needs."""

    condition: Condition
    holds: bool
    have: int  #: The most groups that fulfil it together.
    need: int
    rests_on: frozenset[str]  #: Findings and failures; empty where it does not hold.


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One rung considered, with each of its conditions."""

    rung: Rung
    reached: bool
    conditions: tuple[ConditionNote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """The rung recommended, what it consists of, and everything it was concluded from."""

    rung: Rung | None  #: None where nothing is to be answered.
    gravity: int  #: The rung's place on the ladder, 0 the mildest; -1 for none.
    reached: Rung | None  #: Before factors moved it.
    measures: tuple[RecommendedMeasure, ...]
    approvals: int
    rests_on: frozenset[str]  #: Findings and failures.
    count: int  #: Groups of findings that count.
    findings: tuple[FindingNote, ...]
    failed: frozenset[str]  #: Failures that count: nobody has answered them.
    steps: tuple[Step, ...]  #: Gravest first.
    factors: tuple[Factor, ...]  #: Those found, as far as the ladder knows them.


def decide_rung(
    ladder: Ladder,
    findings: Iterable[Finding],
    *,
    as_of: date,
    history: History = NO_HISTORY,
    factors: Collection[str] = (),
) -> Recommendation:
    """Return the gravest rung with a condition that holds on ``as_of``, moved by ``factors``.

    Every finding and every rung is kept with what was concluded about it, so that the
    recommendation can be explained today and replayed in five years. Names that this ladder
    does not know (a severity, a rung, a factor of an older version) move nothing.
    """
    counted = tally(ladder, findings, as_of=as_of, history=history)
    steps = tuple(_step(ladder, rung, counted) for rung in reversed(ladder.rungs))
    reached = next((step for step in steps if step.reached), None)
    applied = tuple(factor for factor in ladder.factors if factor.name in factors)
    if reached is None:
        teaching = next((rung for rung in ladder.rungs if not rung.when), None)
        rung = teaching if counted.unanswered else None
        rests_on = frozenset() if rung is None else counted.unanswered
        applied = ()
    else:
        rung = _moved(ladder, reached.rung, applied)
        rests_on = frozenset[str]().union(*(note.rests_on for note in reached.conditions))
    return Recommendation(
        rung=rung,
        gravity=-1 if rung is None else ladder.gravity(rung.name),
        reached=rung if reached is None else reached.rung,
        measures=recommend_measures(ladder, rung, count=len(counted.groups), factors=applied),
        approvals=0 if rung is None else rung.approvals,
        rests_on=rests_on,
        count=len(counted.groups),
        findings=counted.notes,
        failed=frozenset(one for one, _ in counted.failed),
        steps=steps,
        factors=applied,
    )


def _moved(ladder: Ladder, rung: Rung, factors: Iterable[Factor]) -> Rung:
    """Return the rung that factors move to, never off the ends of the ladder."""
    place = ladder.gravity(rung.name) + sum(factor.rungs for factor in factors)
    return ladder.rungs[min(max(place, 0), len(ladder.rungs) - 1)]


def _step(ladder: Ladder, rung: Rung, counted: Tally) -> Step:
    notes = tuple(_weigh(ladder, condition, counted) for condition in rung.when)
    return Step(rung=rung, reached=any(note.holds for note in notes), conditions=notes)


def _weigh(ladder: Ladder, condition: Condition, counted: Tally) -> ConditionNote:
    """Return whether everything a condition says holds, and what that rests on."""
    have, need, rests_on = 0, condition.findings or 0, frozenset[str]()
    parts: list[frozenset[str]] = []
    if condition.findings is not None:
        have, rests_on = _most(ladder, condition, counted)
        parts.append(rests_on)
    if condition.failed is not None:
        parts.append(frozenset(one for one, name in counted.failed if name == condition.failed))
    if condition.persistent:
        weighed = [_weigh(ladder, inner, counted) for inner in ladder.persistent]
        parts.append(frozenset[str]().union(*(note.rests_on for note in weighed)))
    holds = all(parts)
    return ConditionNote(
        condition=condition,
        holds=holds,
        have=have,
        need=need,
        rests_on=frozenset[str]().union(*parts) if holds else frozenset(),
    )


def _most(ladder: Ladder, condition: Condition, counted: Tally) -> tuple[int, frozenset[str]]:
    """Return the most groups that stand together, and the findings of those that suffice.

    They suffice where there are as many as the condition asks for and one is unanswered:
    nobody is punished twice for one finding.
    """
    need = condition.findings or 0
    severity = 0 if condition.severity is None else ladder.severity_rank(condition.severity)
    within = condition.within or ladder.counts.within
    most, rests_on = 0, frozenset[str]()
    for same in _likes(condition.same, counted):
        groups = [
            (group, members)
            for group in counted.groups
            if group.severity >= severity
            and (same is None or same in group.likes)
            and (members := _after(ladder, condition, group, counted, same))
        ]
        for start in {member.finding.event_on for _, members in groups for member in members}:
            together = [
                group
                for group, members in groups
                if any(start <= one.finding.event_on < within.after(start) for one in members)
            ]
            most = max(most, len(together))
            if len(together) >= need and any(group.unanswered for group in together):
                rests_on |= {
                    member.finding.finding_id for group in together for member in group.members
                }
    return most, rests_on


def _likes(same: Same | None, counted: Tally) -> list[str | None]:
    """Return what the findings of a condition can have in common; None is nothing."""
    if same is None:
        return [None]
    likes = frozenset[str]().union(*(group.likes for group in counted.groups))
    return [one for one in sorted(likes) if one.startswith(f"{same}:")]


def _after(
    ladder: Ladder, condition: Condition, group: Group, counted: Tally, same: str | None
) -> list[Counted]:
    """Return the findings of a group that came after service of the rung in ``after``."""
    if condition.after is None:
        return list(group.members)
    least = ladder.gravity(condition.after)
    memories = [
        memory
        for memory in counted.memories
        if memory.gravity >= least and (same is None or same in memory.likes)
    ]
    return [one for one in group.members if any(memory.covers(one.finding) for memory in memories)]
