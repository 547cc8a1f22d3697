"""What falls when a finding falls: the measures that rest on it, and nothing else.

A decision answers one finding, or several, and rests on these and on earlier ones. Where all
it answers has fallen, there is nothing left to answer: what follows from it ends. Where it
answers something that stands, and rested on what has fallen too, it is weighed again as on
the day it was made: still reached, it stays; no longer reached, it is stayed at once, for a
human to decide again. What was not kept of a decision falls with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from goodstanding.cases.rules.weighing import Made, Record, weigh
from goodstanding.rulebook.ladder import Recommendation
from goodstanding.rulebook.ladder_terms import Ladder
from goodstanding.rulebook.phrases import Duration, Fixed


class Fate(StrEnum):
    """What becomes of a decision when a finding falls."""

    UNTOUCHED = "untouched"  #: It never rested on the finding.
    ENDS = "ends"  #: It answered nothing else.
    KEPT = "kept"  #: Still reached without it.
    STAYED = "stayed"  #: No longer reached: stayed, and to be decided again.


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A decision that stands, with what it was weighed by on the day it was made."""

    made: Made
    ladder: Ladder
    as_of: date
    factors: tuple[str, ...] = ()
    #: The lengths it chose, of measures that end by the calendar.
    lengths: tuple[tuple[str, Duration], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fated:
    """A decision and what becomes of it; ``reached`` is the rung without the fallen finding."""

    decision_id: str
    fate: Fate
    reached: str | None = None


def plan_overturn(
    decisions: Iterable[Weighed],
    record: Record,
    *,
    overturned: frozenset[str],
    found_at: dict[str, datetime],
) -> tuple[Fated, ...]:
    """Return what becomes of every decision, in the order in which they were made.

    Args:
        decisions: Those that stand, of one partner.
        record: The partner's findings and notices; its decisions are those given.
        overturned: The findings that fall now.
        found_at: When each finding was made: a decision was weighed on those made by then.

    Pure: holds that the order of ``decisions`` does not matter, that a decision is touched only
    if it rests on what falls or on a decision that fell with it, and that a second time nothing
    more changes.
    """
    standing: list[Made] = []
    fates = []
    fallen = set(overturned)
    for one in sorted(decisions, key=lambda item: (item.made.decided_at, item.made.decision_id)):
        fate = _fate(one, record, standing, frozenset(fallen), found_at)
        if fate.fate in {Fate.UNTOUCHED, Fate.KEPT}:
            standing.append(one.made)
        else:
            fallen |= {
                failed.failure.failure_id
                for failed in record.not_kept
                if failed.decision_id == one.made.decision_id
            }
        fates.append(fate)
    return tuple(fates)


def _fate(
    one: Weighed,
    record: Record,
    standing: list[Made],
    fallen: frozenset[str],
    found_at: dict[str, datetime],
) -> Fated:
    made = one.made
    if not made.rests_on & fallen:
        return Fated(decision_id=made.decision_id, fate=Fate.UNTOUCHED)
    if made.answers <= fallen:
        return Fated(decision_id=made.decision_id, fate=Fate.ENDS)
    before = replace(
        record,
        findings=tuple(
            finding
            for finding in record.findings
            if finding.finding_id not in fallen and found_at[finding.finding_id] <= made.decided_at
        ),
        made=tuple(standing),
        not_kept=tuple(
            failed
            for failed in record.not_kept
            if failed.failure.failure_id not in fallen and failed.found_at <= made.decided_at
        ),
    )
    recommended = weigh(
        one.ladder,
        before,
        answers=made.answers - fallen,
        as_of=one.as_of,
        factors=one.factors,
    )
    return Fated(
        decision_id=made.decision_id,
        fate=Fate.KEPT if _still_reached(one, recommended) else Fate.STAYED,
        reached=None if recommended.rung is None else recommended.rung.name,
    )


def _still_reached(one: Weighed, recommended: Recommendation) -> bool:
    """Return whether the rung that was decided, with its lengths, is still recommended."""
    if recommended.gravity < one.ladder.gravity(one.made.rung):
        return False
    now = {
        measure.name: measure.lasts.duration.days_most
        for measure in recommended.measures
        if isinstance(measure.lasts, Fixed)
    }
    return all(
        duration.days_most <= now.get(name, duration.days_most) for name, duration in one.lengths
    )
