"""The enforcement ladder, as a program pack declares it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from goodstanding.rulebook.measures import Measure
from goodstanding.rulebook.phrases import Duration
from goodstanding.values.clauses import ClauseRef
from goodstanding.values.errors import InvalidValueError


class Since(StrEnum):
    """From when on events count; earlier ones only teach."""

    FIRST_ACCEPTANCE = "first-acceptance"
    ENROLMENT = "enrolment"


class Once(StrEnum):
    """Which findings count as one."""

    DAY = "day"  #: Events of one local day, unless the partner had notice in between.
    NOTICE = "notice"  #: Whatever happened before one notice.
    NEVER = "never"  #: Each finding counts.


class Same(StrEnum):
    """What the findings of a condition have in common."""

    FAMILY = "family"
    CLAUSE = "clause"


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Clauses whose findings repeat one another."""

    name: str
    clauses: tuple[ClauseRef, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Which findings count, and how many they are."""

    within: Duration  #: By the day of the event, not the day it was found out.
    since: Since | None = None  #: None: every event counts.
    once: Once = Once.DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What reaches a rung; everything said must hold.

    ``findings`` is None where no finding is asked for: the condition then rests on a failed
    measure or on persistence alone.
    """

    findings: int | None = None  #: At least so many, each of the kind described below.
    severity: str | None = None  #: Of at least this one.
    same: Same | None = None
    after: str | None = None  #: Each after service of this rung, or a higher one.
    within: Duration | None = None  #: From first to last; None is the ladder's look-back.
    failed: str | None = None  #: A measure that failed, and nothing has answered it yet.
    persistent: bool = False  #: One of the ladder's conditions of persistence holds.

    def __post_init__(self) -> None:
        filtered = any((self.severity, self.same, self.after, self.within))
        if self.findings is None and (filtered or not (self.failed or self.persistent)):
            raise InvalidValueError("A condition asks for findings, a failure or persistence.")

    def __str__(self) -> str:
        said = (
            ("findings", self.findings),
            ("severity", self.severity),
            ("same", self.same),
            ("after", self.after),
            ("within", self.within),
            ("failed", self.failed),
            ("persistent", "true" if self.persistent else None),
        )
        return ", ".join(f"{key}: {value}" for key, value in said if value is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One step of the ladder; without conditions it answers findings that do not count."""

    name: str
    when: tuple[Condition, ...]  #: Any of them.
    then: tuple[str, ...]  #: Measures.
    approvals: int = 1
    remembered: Duration | None = None  #: From its notice; None is the ladder's look-back.
    remembered_always: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """A circumstance the decider may find: it moves the rung, or the time of its measures."""

    name: str
    rungs: int = 0  #: Towards the gravest: positive.
    time: Duration | None = None  #: Added to each length.
    percent: int = 0  #: Then, of the length; -25 takes a quarter off.


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """What deciding otherwise than recommended takes."""

    reason: bool = True
    approvals: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """Rungs from the mildest to the gravest, and what reaches each."""

    severities: tuple[str, ...]  #: Mildest first.
    counts: Counts
    rungs: tuple[Rung, ...]  #: Mildest first.
    measures: tuple[Measure, ...] = ()  #: All of the pack, whether a rung recommends them or not.
    families: tuple[Family, ...] = ()
    persistent: tuple[Condition, ...] = ()  #: Any of them.
    beside: tuple[str, ...] = ()  #: Measures that may go with any rung.
    factors: tuple[Factor, ...] = ()
    deviation: Deviation = Deviation()

    def gravity(self, rung: str) -> int:
        """Return how grave the rung called ``rung`` is: 0 is the mildest."""
        return next(index for index, item in enumerate(self.rungs) if item.name == rung)

    def rung(self, name: str) -> Rung:
        """Return the rung called ``name``."""
        return self.rungs[self.gravity(name)]

    def severity_rank(self, severity: str) -> int:
        """Return how severe a finding is, 0 the mildest; one this ladder does not know is 0."""
        return self.severities.index(severity) if severity in self.severities else 0

    def families_of(self, clause: ClauseRef) -> frozenset[str]:
        """Return the families a clause belongs to, in whichever version it is read."""
        plain = ClauseRef(clause.agreement, clause.clause)
        return frozenset(family.name for family in self.families if plain in family.clauses)
