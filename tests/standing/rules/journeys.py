"""Ways back in random worlds: what stands in the way, what acts leave behind, and what they do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any
from uuid import UUID

from goodstanding.rulebook.compile import Kind, PartState
from goodstanding.rulebook.compile_composed import levels
from goodstanding.rulebook.pack import Accept, Pack, Pass
from goodstanding.standing.rules.moments import Found, Moment, find_way
from goodstanding.standing.rules.needs import NEWLY_NAMED, Candidates, Piece, need_of
from goodstanding.standing.rules.way_back import Act, ActKind, acts_in
from goodstanding.values.days import local_day
from tests.rulebook.engines import duck
from tests.rulebook.oracle import Partner
from tests.rulebook.oracle_verbs import _person, people
from tests.rulebook.worlds import NOW, PROGRAM, Answer, Fact, World, fact

#: Facts of a copy of a world have this added to their numbers, as often as the copy says.
COPY = 1 << 64
NOBODY_YET = fact(9999)
#: Whoever acts does so after all that the way was worked out from: a delivery that failed at its
#: very instant would undo a reading, and a world's instants are hours apart.
SOON_AFTER = timedelta(microseconds=1)
ACTS_MAX = 12  #: Brute force tries sets of so many acts,
SETS_MAX = 66  #: and so many sets at one instant.

Key = tuple[str, str, str | None]


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the rules say of a partner at an instant, and who could act then."""

    rows: tuple[Answer, ...]
    candidates: Candidates

    @property
    def stopping(self) -> list[Answer]:
        """The rows that set a level."""
        return [row for row in self.rows if row.rank > 0]


@dataclass(kw_only=True)
class Journey:
    """One partner of a world, and what there is to do for it to be in good standing again."""

    pack: Pack
    world: World  #: What is known of this partner.
    who: UUID
    _known: dict[datetime, Known] = field(default_factory=dict)

    def known(self, at: datetime) -> Known:
        """Return what the engine says at an instant."""
        if at not in self._known:
            duck().load(self.world)
            rows = [row for row in duck().ask(self.pack, as_of=at) if row.kind != Kind.PARTNER]
            pieces = self._pieces(at)
            self._known[at] = Known(rows=tuple(rows), candidates=self._candidates(at, rows, pieces))
        return self._known[at]

    def moment(self, at: datetime) -> Moment:
        """Return what stands in the way at an instant."""
        found = self.known(at)
        needs = ((row, need_of(row, self.pack, found.candidates)) for row in found.stopping)
        return Moment(at=at, needs=tuple(needs), met=found.candidates.met)

    def acts(self, at: datetime) -> set[Act]:
        """Return whatever could be done about any duty, and that each entity accepts."""
        found = self.known(at)
        rows = [*found.candidates.duties, *found.stopping]
        acts = {act for row in rows for act in acts_in(need_of(row, self.pack, found.candidates))}
        for obligation in self.pack.obligations:
            if isinstance(obligation.verb, Accept):
                acts |= {
                    Act(kind=ActKind.ACCEPT, subject=obligation.verb.agreement, unit=entity)
                    for entity in found.candidates.entities
                }
        return acts

    def tried(self, ways: Sequence[tuple[Act, ...]], at: datetime) -> list[dict[Key, Answer]]:
        """Return the rows once the acts of each way are done, each in a copy of the world."""
        together = World()
        for number, acts in enumerate(ways):
            after = World({name: list(rows) for name, rows in self.world.facts.items()})
            for nth, act in enumerate(sorted(acts, key=lambda each: each.kind is ActKind.READ)):
                do(after, self.who, act, at + SOON_AFTER, nth)
            for relation, rows in after.facts.items():
                if relation != "versions" or number == 0:
                    copied = [_copy(row, number) for row in rows]
                    together.facts.setdefault(relation, []).extend(copied)
        found: list[dict[Key, Answer]] = [{} for _ in ways]
        duck().load(together)
        for row in duck().ask(self.pack, as_of=at + SOON_AFTER) if ways else ():
            number = row.partner_id.int // COPY
            unit = _back(row.unit, number)
            found[number][row.kind, row.source, unit] = row._replace(unit=unit)
        return found

    def _pieces(self, at: datetime) -> dict[tuple[str, str | None], tuple[Piece, ...]]:
        found: dict[tuple[str, str | None], list[Piece]] = {}
        for part in duck().ask_parts(self.pack, as_of=at) if levels(self.pack) else ():
            found.setdefault((part.whole, part.unit), []).append(
                Piece(
                    source=part.part,
                    unit=part.part_unit,
                    state=PartState(part.state),
                    have=part.have,
                    need=part.need,
                    note=part.note,
                    turns_at=part.turns_at,
                )
            )
        return {key: tuple(each) for key, each in found.items()}

    def _candidates(
        self,
        at: datetime,
        rows: Sequence[Answer],
        pieces: dict[tuple[str, str | None], tuple[Piece, ...]],
    ) -> Candidates:
        who = Partner(self.world, self.pack, PROGRAM, self.who, at, NOW)
        holders: dict[str, list[str]] = {}
        for contact in filter(who.holds, who.known("contacts")):
            holders.setdefault(contact["role"], []).append(str(contact["person_id"]))
        places = [place for place in who.places() if who.holds(place)]
        return Candidates(
            entities=tuple(sorted({str(place["entity_id"]) for place in places})),
            entity_of={str(place["location_id"]): str(place["entity_id"]) for place in places},
            region_of={str(place["location_id"]): place["region"] or "" for place in places},
            owners=_owners(who),
            uncovered=_uncovered(who),
            holders={role: tuple(sorted(set(named))) for role, named in holders.items()},
            pieces=pieces,
            duties=tuple(row for row in rows if row.kind == Kind.OBLIGATION),
        )


def _owners(who: Partner) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for stake in filter(who.holds, who.known("ownerships")):
        own, owner = found.setdefault(str(stake["affiliate_id"]), {}), str(stake["parent_id"])
        own[owner] = max(own.get(owner, 0), stake["share_percent"])
    return found


def _uncovered(who: Partner) -> dict[str, tuple[str, ...]]:
    found = {}
    for obligation in who.pack.obligations:
        if isinstance(obligation.verb, Pass):
            states = {
                str(person): _person(who, obligation.verb, person, row)
                for person, row in people(who, obligation, obligation.verb).items()
            }
            found[obligation.name] = tuple(
                sorted(name for name, one in states.items() if one.counting and not one.valid)
            )
    return found


def do(world: World, who: UUID, act: Act, at: datetime, number: int) -> None:
    """Record what an act of a partner leaves behind."""
    own: dict[str, Any] = {"partner_id": who}
    match act.kind:
        case ActKind.ACCEPT:
            positions = [
                version["position"]
                for version in world.of("versions")
                if version["agreement"] == act.subject and version["effective_at"] <= at
            ]
            # Where nothing is in force yet, there is nothing to accept.
            for newest in sorted(positions)[-1:]:
                world.add(
                    "acceptances",
                    **own,
                    acceptance_id=fact(9000 + number),
                    entity_id=UUID(act.unit),
                    agreement=act.subject,
                    position=newest,
                    accepted_at=at,
                )
        case ActKind.PASS:
            world.add(
                "completions",
                completion_id=fact(9000 + number),
                person_id=UUID(act.person),
                course=act.subject,
                passed_at=at,
                passed_on=local_day(at, "UTC"),
            )
        case ActKind.NAME:
            world.add(
                "contacts",
                **own,
                contact_id=fact(9000 + number),
                role=act.subject,
                person_id=NOBODY_YET,
                from_at=at,
            )
        case ActKind.READ:
            _read(world, NOBODY_YET if act.person == NEWLY_NAMED else UUID(act.person), at)
        case _:
            own |= {"unit": act.unit or str(who), "name": act.subject, "from_at": at}
            relation = "statements" if act.kind is ActKind.ATTEST else "documents"
            world.add(relation, **own, id=fact(9000 + number))


def _read(world: World, person: UUID, at: datetime) -> None:
    for contact in [c for c in world.of("contacts") if c["person_id"] == person]:
        world.add(
            "proofs",
            contact_id=contact["contact_id"],
            proved_at=at,
            proved_on=local_day(at, "UTC"),
            outcome="delivered",
        )


def _copy(row: Fact, number: int) -> Fact:
    return {name: _shifted(name, value, number) for name, value in row.items()}


def _shifted(name: str, value: Any, number: int) -> Any:
    if isinstance(value, UUID) and name != "program_id":
        return UUID(int=value.int + number * COPY)
    if name == "unit" and isinstance(value, str):
        return _renamed(value, number)
    return value


def _renamed(unit: str, number: int) -> str:
    identifier, colon, region = unit.partition(":")
    try:
        named = UUID(identifier)
    except ValueError:
        return unit
    return f"{UUID(int=named.int + number * COPY)}{colon}{region}"


def _back(unit: str | None, number: int) -> str | None:
    return None if unit is None else _renamed(unit, -number)


def key_of(row: Any) -> Key:
    """Return what a row is about."""
    return row.kind, row.source, row.unit


def met_by(rows: dict[Key, Answer], stopping: Sequence[Answer], left: set[Key]) -> bool:
    """Return whether nothing but ``left`` sets a level, and every duty that did is met.

    That a duty falls due later because some of it was done does not meet it, nor does it that
    nobody knows any more whether it is met.
    """
    others = [row for key, row in rows.items() if key not in left and row.kind != Kind.PARTNER]
    owed = [rows.get(key_of(row)) for row in stopping if row.kind == Kind.OBLIGATION]
    return not any(row.rank for row in others) and all(
        row is None or key_of(row) in left or row.status in {"fulfilled", "waived"} for row in owed
    )


def require_true_and_shortest(journey: Journey, as_of: datetime) -> Found:
    """Require of the way back that it holds once it is gone, and that none is shorter."""
    found = find_way(journey.moment(as_of), journey.moment)
    best = found.best
    left = {key_of(reason) for reason in best.remaining}
    for trial in found.trials:
        # At an earlier instant, as many acts would be shorter already.
        size = len(best.acts) - (trial.at >= best.at)
        own = [best.acts] if trial is best else []
        sets = _sets(journey, trial.at, size) if len(trial.remaining) <= len(left) else []
        before, ways = journey.known(trial.at).stopping, [*own, *sets]
        for number, after in enumerate(journey.tried(ways, trial.at)):
            assert met_by(after, before, left) is (number < len(own)), (ways[number], trial.at)
    return found


def _sets(journey: Journey, at: datetime, size: int) -> list[tuple[Act, ...]]:
    """Return every set of so many acts: fewer of them never end more."""
    acts = sorted(journey.acts(at))[:ACTS_MAX]
    sets = list(combinations(acts, size)) if size >= 0 else []
    return sets[:: len(sets) // SETS_MAX + 1]
