"""What the rows of an import would add to what is known, each row entirely or not at all.

Identity: an external ID first. A legal entity or location without one is found by its name
within its partner. A thing that is found neither way is new. Rows never end anything and never
empty anything: what a file does not say stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from goodstanding.partners.rules.columns import OWN_NAMESPACE, Column, IdKind
from goodstanding.partners.rules.draft import Draft, Saying
from goodstanding.partners.rules.identity import Identity, column_of
from goodstanding.partners.rules.picture import (
    ActingFact,
    EnrolmentFact,
    EntityFact,
    LocationFact,
    NumberFact,
    PartnerFact,
    Picture,
    RelationFact,
)
from goodstanding.partners.rules.places import main_zone
from goodstanding.partners.rules.plans import Mode, Outcome, Plan, Terms
from goodstanding.partners.rules.rows import Number, PartnerRow

Made = TypeVar("Made", PartnerFact, EntityFact, LocationFact)


def turn_of(row: PartnerRow) -> tuple[int, int]:
    """Return what orders a row in its file: distributors come first, so that others find them."""
    return (0 if row.tier == "distributor" and row.partner else 1, row.number)


def plan_rows(rows: Iterable[PartnerRow], picture: Picture, terms: Terms) -> Iterator[Plan]:
    """Yield what each row does, given what is known and what the rows before it do.

    Holds that planning the same rows again, on the picture they leave, changes nothing.
    """
    for row in rows:
        yield _RowPlanner(picture, row, terms).plan()


class _RowPlanner:
    """Plans one row: who is meant, what is new about it, what is different."""

    def __init__(self, picture: Picture, row: PartnerRow, terms: Terms) -> None:
        self._picture = picture
        self._row = row
        self._terms = terms
        self._draft = Draft(picture, row, terms)
        self._identity = Identity(picture, row, self._draft.refuse)
        self._made_something = False
        self._zone = self._draft.zone
        self._enrolment_zone = self._zone

    def plan(self) -> Plan:
        """Return the plan, and let the picture know of it unless the row is refused."""
        partner = self._partner()
        entity = location = None
        if partner is not None:
            self._enrolment(partner)
            entity = self._entity(partner)
            location = self._location(partner, entity)
            self._numbers(partner, entity, location)
            self._relation(partner)
            self._person(partner, location)
        if self._draft.refusals:
            return Plan(
                row=self._row,
                outcome=Outcome.REFUSED,
                refusals=tuple(dict.fromkeys(self._draft.refusals)),
            )
        for fact in self._draft.facts:
            self._picture.put(fact)
        for key, value in self._draft.saying.items():
            self._picture.said.setdefault(key, (value, self._row.number))
        return Plan(
            row=self._draft.row,
            outcome=self._outcome(),
            facts=tuple(self._draft.facts),
            notes=tuple(self._draft.notes),
            partner_id=partner.partner_id if partner else None,
            entity_id=entity.entity_id if entity else None,
            location_id=location.location_id if location else None,
        )

    def _outcome(self) -> Outcome:
        if self._made_something:
            return Outcome.CREATED
        return Outcome.UPDATED if self._draft.facts else Outcome.UNCHANGED

    def _partner(self) -> PartnerFact | None:
        row = self._row
        known_id = self._identity.partner_id()
        if self._draft.refusals:
            return None
        if known_id is None:
            return self._new_partner()
        sayings: list[Saying] = []
        if any(number.namespace != self._terms.names for number in row.ids):
            sayings.append((Column.PARTNER, "name", row.partner))
        if not row.names_entity and not row.names_location:
            sayings.append((Column.COUNTRY, "country", row.country))
        return self._draft.compared(known_id, self._picture.partners[known_id], *sayings)

    def _new_partner(self) -> PartnerFact | None:
        row = self._row
        if not row.partner:
            self._draft.refuse(Column.PARTNER, "This partner is not known yet. Give its name.")
        if not row.ids:
            self._draft.refuse(
                "", "No known partner has these IDs, and the row gives none for a new one. Add one."
            )
        if self._draft.refusals:
            return None
        partner = PartnerFact(
            partner_id=self._terms.new_id(),
            name=row.partner,
            country=row.country,
            since=self._draft.since(),
        )
        self._draft.saying[(partner.partner_id, "name")] = row.partner
        if row.country and not row.names_entity and not row.names_location:
            self._draft.saying[(partner.partner_id, "country")] = row.country
        return self._made(partner)

    def _made(self, fact: Made) -> Made:
        self._draft.facts.append(fact)
        self._made_something = True
        return fact

    def _enrolment(self, partner: PartnerFact) -> None:
        row, partner_id = self._row, partner.partner_id
        known = self._picture.enrolments.get(partner_id)
        if known is not None:
            sayings: list[Saying] = [(Column.TIER, "tier", row.tier)]
            if not row.names_location:
                sayings.append((Column.ZONE, "zone", row.zone))
            self._enrolment_zone = self._draft.compared(partner_id, known, *sayings).zone
            return
        if row.tier:
            self._draft.saying[(partner_id, "tier")] = row.tier
        else:
            self._draft.notes.append("No tier is given: enrolled as reseller.")
        if row.zone and not row.names_location:
            self._draft.saying[(partner_id, "zone")] = row.zone
        self._enrolment_zone = row.zone or main_zone(partner.country) or self._zone
        self._draft.facts.append(
            EnrolmentFact(
                partner_id=partner_id,
                tier=row.tier or "reseller",
                zone=self._enrolment_zone,
                since=self._draft.since(not_before=partner_id),
            )
        )

    def _entity(self, partner: PartnerFact) -> EntityFact | None:
        row, picture = self._row, self._picture
        if row.names_entity:
            known = self._identity.entity(partner.partner_id)
            if known is None:
                return self._new_entity(partner, row.entity)
            sayings: list[Saying] = []
            if row.entity_ids:
                sayings.append((Column.ENTITY, "name", row.entity))
            if not row.names_location:
                sayings.append((Column.COUNTRY, "country", row.country))
            return self._draft.compared(known.entity_id, known, *sayings)
        if not row.names_location:
            return None
        located = self._identity.location(partner.partner_id, None)
        owned = picture.entities_of(partner.partner_id)
        if located is not None:
            owned = [entity for entity in owned if entity.entity_id == located.entity_id]
        if len(owned) > 1:
            self._draft.refuse(
                Column.ENTITY, "The partner has several legal entities. Name one of them."
            )
        if self._draft.refusals or owned:
            return owned[0] if owned else None
        self._draft.notes.append("No legal entity is named: one with the partner's name was made.")
        return self._new_entity(partner, partner.name)

    def _new_entity(self, partner: PartnerFact, name: str) -> EntityFact | None:
        if not name:
            self._draft.refuse(Column.ENTITY, "This legal entity is not known yet. Give its name.")
        if self._draft.refusals:
            return None
        entity = EntityFact(
            entity_id=self._terms.new_id(),
            partner_id=partner.partner_id,
            name=name,
            country=self._row.country,
            since=self._draft.since(),
        )
        self._draft.saying[(entity.entity_id, "name")] = name
        if self._row.country and not self._row.names_location:
            self._draft.saying[(entity.entity_id, "country")] = self._row.country
        return self._made(entity)

    def _location(self, partner: PartnerFact, entity: EntityFact | None) -> LocationFact | None:
        row = self._row
        if not row.names_location or entity is None:
            return None
        known = self._identity.location(
            partner.partner_id, entity.entity_id if row.names_entity else None
        )
        if known is None:
            return self._new_location(partner, entity)
        sayings: list[Saying] = [
            (Column.COUNTRY, "country", row.country),
            (Column.REGION, "region", row.region),
            (Column.ZONE, "zone", row.zone),
        ]
        if row.location_ids:
            sayings.append((Column.LOCATION, "name", row.location))
        located = self._draft.compared(known.location_id, known, *sayings)
        if row.names_entity:
            self._belongs(known.location_id, entity)
        if self._terms.mode is Mode.SKIP:
            return located
        if located.entity_id != entity.entity_id:
            located = self._draft.changed(located, {"entity_id": entity.entity_id})
        if row.zone and located.zone_assumed:
            located = self._draft.changed(located, {"zone_assumed": False})
        return located

    def _new_location(self, partner: PartnerFact, entity: EntityFact) -> LocationFact | None:
        row = self._row
        if not row.location:
            self._draft.refuse(Column.LOCATION, "This location is not known yet. Give its name.")
            return None
        country = row.country or entity.country or partner.country
        zone = row.zone or main_zone(country) or self._terms.program_zone
        if not row.zone:
            reason = f"from the country {country}" if main_zone(country) else "from the program"
            self._draft.notes.append(f"No zone is given: {zone} was assumed {reason}.")
        location = LocationFact(
            location_id=self._terms.new_id(),
            entity_id=entity.entity_id,
            partner_id=partner.partner_id,
            name=row.location,
            country=row.country,
            region=row.region,
            zone=zone,
            zone_assumed=not row.zone,
            since=self._draft.since(),
        )
        for name, value in (
            ("name", row.location),
            ("country", row.country),
            ("region", row.region),
            ("zone", row.zone),
        ):
            if value:
                self._draft.saying[(location.location_id, name)] = value
        if row.names_entity:
            self._belongs(location.location_id, entity)
        return self._made(location)

    def _belongs(self, location_id: UUID, entity: EntityFact) -> None:
        """Note whose location the file says it is, which must be the same in every row."""
        key, entity_id = (location_id, "entity"), str(entity.entity_id)
        earlier, number = self._picture.said.get(key, (entity_id, self._row.number))
        self._draft.saying[key] = earlier
        if earlier != entity_id:
            self._draft.refuse(
                Column.ENTITY,
                f"Row {number} puts this location into another legal entity. Keep one.",
            )

    def _numbers(
        self, partner: PartnerFact, entity: EntityFact | None, location: LocationFact | None
    ) -> None:
        row = self._row
        entity_id = entity.entity_id if entity else None
        location_id = location.location_id if location else None
        for kind, numbers, things in (
            (IdKind.PARTNER, row.ids, (None, None)),
            (IdKind.ENTITY, row.entity_ids, (entity_id, None)),
            (IdKind.LOCATION, row.location_ids, (None, location_id)),
        ):
            for number in numbers:
                if number.namespace != OWN_NAMESPACE:
                    self._number(kind, number, (partner.partner_id, *things))

    def _number(
        self, kind: IdKind, number: Number, thing: tuple[UUID, UUID | None, UUID | None]
    ) -> None:
        known = self._picture.numbers.get(number)
        twice = any(
            isinstance(fact, NumberFact) and fact.number == number for fact in self._draft.facts
        )
        if known is None and not twice:
            partner_id, entity_id, location_id = thing
            self._draft.facts.append(
                NumberFact(
                    number=number,
                    partner_id=partner_id,
                    entity_id=entity_id,
                    location_id=location_id,
                    since=self._draft.since(not_before=number),
                )
            )
        elif twice or (known and (known.partner_id, known.entity_id, known.location_id) != thing):
            self._draft.refuse(
                column_of(kind, number),
                f"{number} is the ID of something else already. Check it, or give each kind of ID "
                "its own namespace.",
            )

    def _relation(self, partner: PartnerFact) -> None:
        if not self._row.distributors:
            return
        distributor_id = self._identity.distributor_id()
        if distributor_id is None:
            return
        pair = (partner.partner_id, distributor_id)
        if pair in self._picture.relations:
            return
        enrolment = self._picture.enrolments.get(distributor_id)
        if distributor_id == partner.partner_id:
            self._draft.refuse(
                Column.DISTRIBUTOR, "A partner is not its own distributor. Empty the cell."
            )
        elif enrolment is None or enrolment.tier != "distributor":
            self._draft.refuse(
                Column.DISTRIBUTOR,
                "This partner is not a distributor in the program. Give its own row the tier "
                "distributor.",
            )
        else:
            self._draft.facts.append(
                RelationFact(
                    reseller_id=partner.partner_id,
                    distributor_id=distributor_id,
                    since=self._draft.since(not_before=pair),
                )
            )

    def _person(self, partner: PartnerFact, location: LocationFact | None) -> None:
        row = self._row
        if not row.email:
            return
        acting = ActingFact(
            email=row.email,
            name=row.person,
            partner_id=partner.partner_id,
            location_id=location.location_id if location else None,
            role=row.role,
            zone=location.zone if location else self._enrolment_zone,
            since=self._draft.since(),
        )
        if acting.key not in self._picture.acting:
            self._draft.facts.append(
                replace(acting, since=self._draft.since(not_before=acting.key))
            )
