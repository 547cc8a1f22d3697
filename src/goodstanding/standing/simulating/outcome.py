"""What a simulation found, as plain values that travel as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """How many partners stand at one level before and at another, or the same, after.

    ``before`` is empty where no rule book was in force.
    """

    before: str
    after: str
    partners: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The partners that have a tier, a country or a size in common, and how many move."""

    kind: str  #: ``tier``, ``country`` or ``size``.
    name: str
    partners: int
    better: int
    worse: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """How many partners lack a fact for a duty, before and after; ``note`` says which."""

    source: str
    note: str
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One row of an answer, as far as an example shows it. Instants are ISO 8601, in UTC."""

    status: str
    level: str
    note: str
    due_at: str
    have: int | None
    need: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """What a rule book says of one duty or measure before and after; None: nothing."""

    kind: str
    source: str
    unit: str
    before: Side | None
    after: Side | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One partner that moves, and every reason that is another one."""

    partner_id: str
    tier: str
    country: str
    people: int
    before: str
    after: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What both rule books say in the last moment of one day."""

    on: str
    number: int | None  #: The version in force then; None where there was none.
    partners: int
    better: int
    worse: int
    unknown_before: int  #: Partners of whom a fact is missing.
    unknown_after: int
    moves: tuple[Move, ...]
    groups: tuple[Group, ...]
    unknowns: tuple[Unknown, ...]
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastDecision:
    """What the ladder in force recommended for a case, and what the other one would have."""

    case_id: str
    partner_id: str
    on: str
    decided: str
    before: str
    after: str
    measures_before: tuple[str, ...]
    measures_after: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What would be otherwise under a rule book that is not in force."""

    program: str
    number: int
    text_sha256: str
    facts_at: str  #: When the facts were read.
    levels_before: tuple[str, ...]  #: Of the versions in force on the days, best first.
    levels_after: tuple[str, ...]
    titles: dict[str, str]  #: Of levels, the other rule book's where both have one.
    sources: dict[str, str]  #: What duties and authorizations ask, as titles, in the same way.
    days: tuple[Day, ...]
    decisions: tuple[PastDecision, ...]

    def identifiers(self) -> set[str]:
        """Return the partners and the units that are named."""
        shown = [one for day in self.days for one in day.examples]
        units = {reason.unit for one in shown for reason in one.reasons if reason.unit}
        return (
            units | {one.partner_id for one in shown} | {one.partner_id for one in self.decisions}
        )

    def to_json(self) -> dict[str, Any]:
        """Return it as values JSON knows, the same for the same facts and texts."""
        return asdict(self)
