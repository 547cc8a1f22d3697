"""Which legal entities of a partner own which others, now and before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Subquery

from goodstanding.evidence.dated import in_force
from goodstanding.partners.models import (
    EntityProfile,
    LocationProfile,
    Membership,
    Ownership,
)
from goodstanding.partners.rules.rows import Number
from goodstanding.partners.rules.stake_planning import Company
from goodstanding.partners.rules.stakes import MAJORITY_BASIS_POINTS, Pair, Stake, shown_share
from goodstanding.partners.selectors.known import batches
from goodstanding.partners.selectors.numbers import named_by
from goodstanding.partners.selectors.structure import zone_of


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnershipShown:
    """One share of one entity, as it is known now."""

    row: Ownership
    owner: str
    owned: str
    over: bool
    planned: bool  #: It has not begun.

    @property
    def share(self) -> str:
        """The share as it is written."""
        return shown_share(self.row.share_basis_points)

    @property
    def majority(self) -> bool:
        """Whether it is more than half."""
        return self.row.share_basis_points > MAJORITY_BASIS_POINTS


def pair_of(row: Ownership) -> Pair:
    """Return which entity owns which."""
    return Pair(row.owner_id, row.owned_id)


def stake_of(row: Ownership) -> Stake:
    """Return how much a row says is owned, and when."""
    return Stake(
        share_basis_points=row.share_basis_points, from_on=row.from_on, until_on=row.until_on
    )


def rows_of_owned(owned_ids: Collection[UUID]) -> dict[UUID, list[Ownership]]:
    """Return what is known of who owns entities, of each the earliest first."""
    found: dict[UUID, list[Ownership]] = defaultdict(list)
    for batch in batches(sorted(owned_ids)):
        rows = Ownership.objects.filter(superseded_at=None, owned_id__in=batch)
        for row in rows.order_by("valid_from", "owner_id"):
            found[row.owned_id].append(row)
    return found


def stakes_known(owned_ids: Collection[UUID]) -> dict[Pair, list[Stake]]:
    """Return the shares that are known of entities, whoever owns them."""
    found: dict[Pair, list[Stake]] = defaultdict(list)
    for rows in rows_of_owned(owned_ids).values():
        for row in rows:
            found[pair_of(row)].append(stake_of(row))
    return found


def ownerships_shown(partner_id: UUID, *, at: datetime) -> tuple[OwnershipShown, ...]:
    """Return who owns whom among a partner's entities: what holds first, then what is over."""
    rows = Ownership.objects.filter(superseded_at=None, partner_id=partner_id)
    names = names_of_entities({one for row in rows for one in (row.owner_id, row.owned_id)}, at=at)
    shown = [
        OwnershipShown(
            row=row,
            owner=names[row.owner_id],
            owned=names[row.owned_id],
            over=row.valid_until is not None and row.valid_until <= at,
            planned=row.valid_from > at,
        )
        for row in rows
    ]
    return tuple(
        sorted(
            shown,
            key=lambda one: (one.over, one.owned, -one.row.share_basis_points, one.row.from_on),
        )
    )


def names_of_entities(entity_ids: Collection[UUID], *, at: datetime) -> dict[UUID, str]:
    """Return what entities are called at an instant; one that was not known then, its identifier.

    A name that nobody gave anew stays.
    """
    names = {entity_id: str(entity_id) for entity_id in entity_ids}
    for batch in batches(sorted(entity_ids)):
        held = EntityProfile.objects.filter(in_force(at), entity_id__in=batch)
        names.update(held.values_list("entity_id", "name"))
    return names


def entities_of(partner_id: UUID, *, at: datetime) -> dict[UUID, str]:
    """Return the names of a partner's legal entities at an instant, by name."""
    return dict(
        EntityProfile.objects.filter(in_force(at), partner_id=partner_id)
        .order_by("name", "entity_id")
        .values_list("entity_id", "name")
    )


def companies(
    entity_ids: Collection[UUID], *, program_id: UUID, at: datetime
) -> dict[UUID, Company]:
    """Return the entities that belong to a partner of a program at an instant, and to which."""
    members = Membership.objects.filter(program_id=program_id).values("partner_id")
    found: dict[UUID, Company] = {}
    for batch in batches(sorted(entity_ids)):
        held = EntityProfile.objects.filter(
            in_force(at), entity_id__in=batch, partner_id__in=members
        )
        for entity_id, partner_id, name in held.values_list("entity_id", "partner_id", "name"):
            found[entity_id] = Company(entity_id=entity_id, partner_id=partner_id, name=name)
    return found


def companies_named(
    numbers: Iterable[Number], *, program_id: UUID, at: datetime
) -> dict[Number, Company]:
    """Return the legal entities of a program that IDs name, our own identifiers among them."""
    named = named_by(numbers, of="entity", at=at)
    known = companies(set(named.values()), program_id=program_id, at=at)
    return {number: known[entity_id] for number, entity_id in named.items() if entity_id in known}


def zone_of_owned(company: Company, *, program_id: UUID, at: datetime) -> str:
    """Return the zone in which the days of an entity's owners are counted."""
    zones = zones_of_owned({company.entity_id: company}, program_id=program_id, at=at)
    return zones[company.entity_id]


def zones_of_owned(
    owned: Mapping[UUID, Company], *, program_id: UUID, at: datetime
) -> dict[UUID, str]:
    """Return the zone in which the days of each entity's owners are counted.

    The one that is on record stays, so that days never overlap; else that of the entity's oldest
    location, else the partner's. A location that changed, such as its name, keeps its age.
    """
    zones: dict[UUID, str] = {}
    spans = LocationProfile.objects.filter(location_id=OuterRef("location_id"), superseded_at=None)
    opened = Subquery(spans.order_by("valid_from").values("valid_from")[:1])
    for batch in batches(sorted(owned)):
        on_record = Ownership.objects.filter(superseded_at=None, owned_id__in=batch)
        for entity_id, zone in on_record.order_by("valid_from").values_list("owned_id", "zone"):
            zones.setdefault(entity_id, zone)
        places = LocationProfile.objects.filter(in_force(at), entity_id__in=batch)
        places = places.order_by(opened, "location_id")
        for entity_id, partner_id, zone in places.values_list("entity_id", "partner_id", "zone"):
            if partner_id == owned[entity_id].partner_id:
                zones.setdefault(entity_id, zone)
    for entity_id, company in owned.items():
        if entity_id not in zones:
            zones[entity_id] = zone_of(company.partner_id, program_id=program_id, at=at)
    return zones
