"""What would have to be done for a reason to stop counting, as a condition over acts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from goodstanding.rulebook.compile import Kind
from goodstanding.rulebook.pack import (
    Accept,
    Attest,
    Pack,
    Pass,
    Reach,
    Show,
    Unit,
    Verb,
)
from goodstanding.rulebook.units import read_unit
from goodstanding.standing.rules.way_back import (
    Act,
    ActKind,
    AtLeast,
    Done,
    From,
    Need,
    Never,
    every,
)

#: Whoever is named for a role nobody holds yet.
NEWLY_NAMED = "newly-named"


class Reason(Protocol):
    """A row of the result, as far as it matters here."""

    @property
    def kind(self) -> str:
        """What it is about, a ``Kind``."""

    @property
    def source(self) -> str:
        """The obligation's or the measure's name."""

    @property
    def unit(self) -> str | None:
        """The unit it binds."""

    @property
    def have(self) -> int | None:
        """How much is met."""

    @property
    def need(self) -> int | None:
        """Of how much."""

    @property
    def turns_at(self) -> datetime | None:
        """When it may change by itself; a measure's end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Who could act, and for what; people, entities and locations by their identifiers."""

    entities: tuple[str, ...] = ()  #: The partner's legal entities.
    entity_of: Mapping[str, str] = field(default_factory=dict)  #: By location.
    #: By obligation, the people who count and have no pass that is good.
    uncovered: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    holders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  #: By contact role.


def need_of(reason: Reason, pack: Pack, candidates: Candidates) -> Need:
    """Return what ends a reason that sets a level; ``Never`` where the partner cannot."""
    if reason.kind == Kind.MEASURE and reason.turns_at is not None:
        return From(reason.turns_at)
    if reason.kind == Kind.OBLIGATION:
        return _duty(reason, pack.obligation(reason.source).verb, candidates)
    return Never()


def _duty(reason: Reason, verb: Verb, candidates: Candidates) -> Need:
    unit = reason.unit or ""
    match verb:
        case Accept(agreement=agreement, per=per):
            need: Need = _accept(agreement, per, unit, candidates)
        case Pass(course=course):
            need = _pass(course, reason, candidates.uncovered.get(reason.source, ()))
        case Reach():
            need = _reach(unit, candidates)
        case Attest(statement=statement):
            need = Done(Act(kind=ActKind.ATTEST, subject=statement, unit=unit))
        case Show(document=document):
            need = Done(Act(kind=ActKind.SHOW, subject=document, unit=unit))
        # A row says how many parts are met, and not which; and nobody sells by pressing a key.
        case _:
            need = Never()
    return need


def _pass(course: str, reason: Reason, people: Sequence[str]) -> Need:
    if reason.have is None or reason.need is None:
        return Never()
    return AtLeast(reason.need - reason.have, _each(ActKind.PASS, course, people))


def _each(kind: ActKind, subject: str, people: Sequence[str]) -> tuple[Need, ...]:
    return tuple(Done(Act(kind=kind, subject=subject, person=person)) for person in people)


def _accept(agreement: str, per: Unit, unit: str, candidates: Candidates) -> Need:
    """Return the acceptance for the entity, all of it, that covers the unit; or for any of them."""
    identifier = read_unit(unit).identifier
    match per:
        case Unit.PARTNER | Unit.REGION:
            entities = candidates.entities
        case Unit.LOCATION:
            entities = (candidates.entity_of[identifier],)
        case _:
            entities = (identifier,)
    acts = [Act(kind=ActKind.ACCEPT, subject=agreement, unit=entity) for entity in entities]
    return AtLeast(1, tuple(Done(act) for act in acts))


def _reach(role: str, candidates: Candidates) -> Need:
    """Return that a holder of the role reads a message: one reading serves all their roles."""
    holders = candidates.holders.get(role, ())
    if holders:
        return AtLeast(1, _each(ActKind.READ, "", holders))
    return every(
        Done(Act(kind=ActKind.NAME, subject=role)),
        Done(Act(kind=ActKind.READ, subject="", person=NEWLY_NAMED)),
    )
