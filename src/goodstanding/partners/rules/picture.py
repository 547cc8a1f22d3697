"""What is known of the partners that some rows speak of, and what the rows so far add to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import assert_never
from uuid import UUID

from goodstanding.partners.rules.cells import folded
from goodstanding.partners.rules.rows import Number


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerFact:
    """What a partner is called and where it is at home, since an instant."""

    partner_id: UUID
    name: str
    country: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentFact:
    """A partner takes part in the program in a tier, since an instant."""

    partner_id: UUID
    tier: str
    zone: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityFact:
    """What a legal entity is called, where it is registered and whose it is."""

    entity_id: UUID
    partner_id: UUID
    name: str
    country: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationFact:
    """Where a location is and which entity it belongs to."""

    location_id: UUID
    entity_id: UUID
    partner_id: UUID
    name: str
    country: str
    region: str
    zone: str
    zone_assumed: bool
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberFact:
    """Whose number an external ID is: a partner's, or one of its entities' or locations'."""

    number: Number
    partner_id: UUID
    entity_id: UUID | None = None
    location_id: UUID | None = None
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationFact:
    """A partner buys through a distributor."""

    reseller_id: UUID
    distributor_id: UUID
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ActingFact:
    """A person acts for a partner in a role, perhaps at a location only."""

    email: str
    name: str
    partner_id: UUID
    location_id: UUID | None
    role: str
    zone: str
    since: datetime

    @property
    def key(self) -> ActingKey:
        """What makes two of them the same."""
        return (self.email, self.partner_id, self.role, self.location_id)


ActingKey = tuple[str, UUID, str, UUID | None]
Fact = (
    PartnerFact | EnrolmentFact | EntityFact | LocationFact | NumberFact | RelationFact | ActingFact
)
#: What an ended span was about: it may begin again only after its end.
Ended = UUID | Number | tuple[UUID, UUID] | ActingKey
#: One property of one thing, of which a file may say one value only.
Property = tuple[UUID, str]


@dataclass(slots=True)
class Picture:
    """Everything the planning of rows looks at. Facts put into it are seen by later rows."""

    partners: dict[UUID, PartnerFact] = field(default_factory=dict)
    enrolments: dict[UUID, EnrolmentFact] = field(default_factory=dict)
    entities: dict[UUID, EntityFact] = field(default_factory=dict)
    locations: dict[UUID, LocationFact] = field(default_factory=dict)
    numbers: dict[Number, NumberFact] = field(default_factory=dict)
    relations: set[tuple[UUID, UUID]] = field(default_factory=set)
    acting: set[ActingKey] = field(default_factory=set)
    free_from: dict[Ended, datetime] = field(default_factory=dict)
    said: dict[Property, tuple[str, int]] = field(default_factory=dict)
    _namespaces_of: dict[UUID, set[str]] = field(default_factory=lambda: defaultdict(set))
    _entities_of: dict[UUID, dict[UUID, None]] = field(default_factory=lambda: defaultdict(dict))
    _locations_of: dict[UUID, dict[UUID, None]] = field(default_factory=lambda: defaultdict(dict))

    def put(self, fact: Fact) -> None:
        """Let ``fact`` be what is known from now on."""
        match fact:
            case PartnerFact():
                self.partners[fact.partner_id] = fact
            case EnrolmentFact():
                self.enrolments[fact.partner_id] = fact
            case EntityFact():
                self.entities[fact.entity_id] = fact
                self._entities_of[fact.partner_id][fact.entity_id] = None
            case LocationFact():
                self.locations[fact.location_id] = fact
                self._locations_of[fact.partner_id][fact.location_id] = None
            case NumberFact():
                self.numbers[fact.number] = fact
                thing = fact.location_id or fact.entity_id or fact.partner_id
                self._namespaces_of[thing].add(fact.number.namespace)
            case RelationFact():
                self.relations.add((fact.reseller_id, fact.distributor_id))
            case ActingFact():
                self.acting.add(fact.key)
            case _:
                assert_never(fact)

    def entities_of(self, partner_id: UUID, *, name: str = "") -> list[EntityFact]:
        """Return the entities of a partner, or those of them with a name."""
        found = (self.entities[entity] for entity in self._entities_of[partner_id])
        return [entity for entity in found if not name or folded(entity.name) == folded(name)]

    def locations_of(self, partner_id: UUID, *, name: str) -> list[LocationFact]:
        """Return the locations of a partner with a name."""
        found = (self.locations[location] for location in self._locations_of[partner_id])
        return [location for location in found if folded(location.name) == folded(name)]

    def has_number_like(self, thing: UUID, numbers: Iterable[Number]) -> bool:
        """Return whether a thing has an ID in the namespace of one of these."""
        return any(number.namespace in self._namespaces_of[thing] for number in numbers)
