"""What a row of the result stops and holds: from its level or its measure, and the pack.

A partner may do something unless one of its rows stops or holds it; whether one could, if
an unknown were answered badly, is known from the countdown of that duty.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from goodstanding.rulebook.compile import Kind
from goodstanding.rulebook.compile_tables import Status
from goodstanding.rulebook.pack import Pack


class Answer(StrEnum):
    """Whether one row lets an effect happen."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """What each rank, measure and obligation of one pack stops and holds.

    A row binds only its own unit: a location's rows bind the location, rows without a unit,
    of an entity or of a contact role bind what is theirs. The partner's own row says its
    level and binds nothing by itself, so that nothing is counted twice.
    """

    stops_by_rank: tuple[frozenset[str], ...]
    stops_by_measure: dict[str, frozenset[str]]
    holds_by_measure: dict[str, frozenset[str]]
    #: What the worst step of the countdown of each obligation or authorization would stop.
    could_stop: dict[tuple[Kind, str], frozenset[str]]

    def stopped(self, *, kind: Kind, source: str, rank: int) -> frozenset[str]:
        """Return the effects a row of the result stops."""
        own = self.stops_by_measure.get(source) if kind is Kind.MEASURE else None
        return self.stops_by_rank[rank] | (own or frozenset())

    def held(self, *, kind: Kind, source: str) -> frozenset[str]:
        """Return the effects a row of the result delays without stopping them."""
        own = self.holds_by_measure.get(source) if kind is Kind.MEASURE else None
        return own or frozenset()

    def may(self, effect: str, *, kind: Kind, source: str, rank: int, status: Status) -> Answer:
        """Return whether a row lets ``effect`` happen; the caller takes the gravest answer."""
        stopped = self.stopped(kind=kind, source=source, rank=rank)
        if effect in stopped | self.held(kind=kind, source=source):
            return Answer.NO
        if status is Status.UNKNOWN and effect in self.could_stop.get((kind, source), frozenset()):
            return Answer.UNKNOWN
        return Answer.YES


def effects_of(pack: Pack) -> Effects:
    """Return what the rows of ``pack``'s result stop and hold."""
    return Effects(
        stops_by_rank=tuple(level.stops for level in pack.levels),
        stops_by_measure={m.name: frozenset(m.stops) for m in pack.measures},
        holds_by_measure={m.name: frozenset(m.holds) for m in pack.measures},
        could_stop={
            (Kind.OBLIGATION, o.name): _could_stop(pack, o.countdown) for o in pack.obligations
        }
        | {
            (Kind.AUTHORIZATION, a.name): _could_stop(pack, a.countdown)
            for a in pack.authorizations
        },
    )


def _could_stop(pack: Pack, name: str | None) -> frozenset[str]:
    if name is None:
        return frozenset()
    countdown = pack.countdown(name)
    named = [step.level for step in countdown.steps] + [countdown.grace]
    return frozenset().union(*(pack.level(name).stops for name in named if name))
