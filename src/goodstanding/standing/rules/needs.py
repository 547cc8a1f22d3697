"""What would have to be done for a reason to stop counting, as a condition over acts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from goodstanding.rulebook.compile import Kind, PartState
from goodstanding.rulebook.compile_tables import Note, Status
from goodstanding.rulebook.pack import (
    Accept,
    Attest,
    Composed,
    Pack,
    Pass,
    Reach,
    Show,
    Unit,
)
from goodstanding.rulebook.units import read_unit, units_of_place
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

#: A duty, or a part of one, and the unit it is asked of.
About = tuple[str, str | None]

#: Whoever is named for a role nobody holds yet.
NEWLY_NAMED = "newly-named"


class Counted(Protocol):
    """A duty of a unit, or a part of one, as far as it matters here."""

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


class Reason(Counted, Protocol):
    """A row of the result, as far as it matters here."""

    @property
    def kind(self) -> str:
        """What it is about, a ``Kind``."""

    @property
    def status(self) -> str:
        """How it stands, a ``Status``."""

    @property
    def note(self) -> str | None:
        """Why, where the status does not say it all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """How a part of a duty stands for one of its own units."""

    source: str  #: The part's name.
    unit: str | None
    state: PartState
    have: int | None = None
    need: int | None = None
    fact: str | None = None  #: What meets it.
    note: str | None = None
    turns_at: datetime | None = None


#: By a duty made of parts and its unit, how each part of it stands.
Pieces = Mapping[About, tuple[Piece, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Who could act, and for what; people, entities and locations by their identifiers."""

    entities: tuple[str, ...] = ()  #: The partner's legal entities.
    entity_of: Mapping[str, str] = field(default_factory=dict)  #: By location.
    region_of: Mapping[str, str] = field(default_factory=dict)  #: By location that says one.
    #: By entity, how many percent of it each entity owns that could accept for it.
    owners: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    #: By obligation, the people who count and have no pass that is good.
    uncovered: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    holders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  #: By contact role.
    pieces: Pieces = field(default_factory=dict)
    duties: tuple[Reason, ...] = ()  #: How every duty stands, for what needs several.

    @property
    def met(self) -> frozenset[About]:
        """What is met, of duties and of parts of them, each with its unit."""
        pieces = (piece for each in self.pieces.values() for piece in each)
        return frozenset(
            (row.source, row.unit) for row in self.duties if row.status == Status.FULFILLED
        ) | {(piece.source, piece.unit) for piece in pieces if piece.state is PartState.MET}


def need_of(reason: Reason, pack: Pack, candidates: Candidates) -> Need:
    """Return what ends a reason that sets a level; ``Never`` where the partner cannot.

    A duty is to be met: that it falls due later again, because some of it was done, is no end.
    """
    match reason.kind:
        case Kind.MEASURE if reason.turns_at is not None:
            return From(reason.turns_at)
        case Kind.OBLIGATION:
            return _duty(reason, pack, candidates)
        case Kind.AUTHORIZATION if reason.note != Note.FINAL:
            return _authorization(reason, pack, candidates)
        case _:
            return Never()


def _duty(row: Counted, pack: Pack, candidates: Candidates) -> Need:
    unit = row.unit or ""
    match pack.obligation(row.source).verb:
        case Accept() as verb:
            need: Need = _accept(verb, unit, candidates)
        case Pass(course=course):
            need = _pass(course, row, candidates.uncovered.get(row.source, ()))
        case Reach():
            need = _reach(unit, candidates)
        case Attest(statement=statement):
            need = Done(Act(kind=ActKind.ATTEST, subject=statement, unit=unit))
        case Show(document=document):
            need = Done(Act(kind=ActKind.SHOW, subject=document, unit=unit))
        case Composed() as verb:
            need = _composed(verb, row, pack, candidates)
        # Nobody sells by pressing a key.
        case _:
            need = _never(row)
    return need


def _composed(verb: Composed, row: Counted, pack: Pack, candidates: Candidates) -> Need:
    """Return that so many parts are met as the duty wants."""
    parts = parts_needed(row, pack, candidates)
    return AtLeast(verb.least, tuple(parts[name] for name in verb.parts))


def parts_needed(row: Counted, pack: Pack, candidates: Candidates) -> dict[str, Need]:
    """Return what each part of a duty needs, by its name; what is met needs nothing."""
    verb = pack.obligation(row.source).verb
    assert isinstance(verb, Composed)
    found: dict[str, list[Need]] = {name: [] for name in verb.parts}
    for piece in candidates.pieces.get((row.source, row.unit), ()):
        found[piece.source].append(_piece(piece, pack, candidates))
    # Of what nobody can say how it stands nobody can say what it needs.
    return {name: every(*needs) if needs else Never() for name, needs in found.items()}


def _piece(piece: Piece, pack: Pack, candidates: Candidates) -> Need:
    match piece.state:
        case PartState.MET:
            return every()
        case PartState.UNMET:
            return _duty(piece, pack, candidates)
        case _:
            return _never(piece)


def _never(row: Counted) -> Never:
    """Return that no act meets a duty of a unit; a month that is over, or a leaver, may."""
    return Never((row.source, row.unit), row.turns_at)


def _pass(course: str, row: Counted, people: Sequence[str]) -> Need:
    if row.have is None or row.need is None or row.need - row.have > len(people):
        return _never(row)
    return AtLeast(row.need - row.have, _each(ActKind.PASS, course, people))


def _each(kind: ActKind, subject: str, people: Sequence[str]) -> tuple[Need, ...]:
    return tuple(Done(Act(kind=kind, subject=subject, person=person)) for person in people)


def _accept(verb: Accept, unit: str, candidates: Candidates) -> Need:
    """Return an acceptance of all that an entity is, or any of several that cover the unit.

    An entity's own comes first, then those of the entities that own enough of it.
    """
    identifier = read_unit(unit).identifier
    match verb.per:
        case Unit.PARTNER | Unit.REGION:
            entities = candidates.entities
        case Unit.LOCATION:
            entities = (candidates.entity_of[identifier],)
        case _:
            entities = (identifier,)
    may = [*entities, *(owner for each in entities for owner in owners_of(each, verb, candidates))]
    acts = [Act(kind=ActKind.ACCEPT, subject=verb.agreement, unit=each) for each in may]
    return AtLeast(1, tuple(Done(act) for act in acts))


def owners_of(entity: str, verb: Accept, candidates: Candidates) -> Iterator[str]:
    """Yield who may accept for an entity beside itself: those that own enough for a duty."""
    for owner, percent in sorted(candidates.owners.get(entity, {}).items()):
        if verb.affiliates is not None and percent > verb.affiliates:
            yield owner


def _reach(role: str, candidates: Candidates) -> Need:
    """Return that a holder of the role reads a message: one reading serves all their roles."""
    holders = candidates.holders.get(role, ())
    if holders:
        return AtLeast(1, _each(ActKind.READ, "", holders))
    return every(
        Done(Act(kind=ActKind.NAME, subject=role)),
        Done(Act(kind=ActKind.READ, subject="", person=NEWLY_NAMED)),
    )


def _authorization(reason: Reason, pack: Pack, candidates: Candidates) -> Need:
    """Return that every duty is met that it waits for."""
    needs = [need for _, need in needs_of_authorization(reason, pack, candidates)]
    return every(*needs) if needs else Never()


def needs_of_authorization(
    reason: Reason, pack: Pack, candidates: Candidates
) -> tuple[tuple[Reason, Need], ...]:
    """Return each duty that an authorization needs at its location and that is overdue.

    With each comes what meets it. What is not due yet comes to a later test.
    """
    place = reason.unit or ""
    units = units_of_place(
        location=place,
        entity=candidates.entity_of.get(place, ""),
        region=candidates.region_of.get(place, ""),
    )
    return tuple(
        (row, _duty(row, pack, candidates))
        for row in candidates.duties
        if row.source in pack.authorization(reason.source).needs
        and row.status == Status.OVERDUE
        and (pack.obligation(row.source).per is Unit.PARTNER or row.unit in units)
    )
