"""Who a row is about: external IDs first, names within the partner second."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar
from uuid import UUID

from goodstanding.partners.rules.columns import OWN_NAMESPACE, Column, IdKind
from goodstanding.partners.rules.picture import EntityFact, LocationFact, NumberFact, Picture
from goodstanding.partners.rules.rows import Number, PartnerRow

Refuse = Callable[[str, str], None]
T = TypeVar("T", EntityFact, LocationFact)

_KIND_WORDS = {
    IdKind.PARTNER: "partner",
    IdKind.ENTITY: "legal entity",
    IdKind.LOCATION: "location",
}


def column_of(kind: IdKind, number: Number) -> str:
    """Return our name of the column that holds such a number."""
    return f"{kind}:{number.namespace}"


class Identity:
    """Finds what a row means in what is known, and refuses what cannot be one thing."""

    def __init__(self, picture: Picture, row: PartnerRow, refuse: Refuse) -> None:
        self._picture = picture
        self._row = row
        self._refuse = refuse

    def named(self, number: Number, kind: IdKind) -> NumberFact | None:
        """Return whose number this is; refuses a number of another kind of thing."""
        fact = self._own(number, kind) if number.namespace == OWN_NAMESPACE else None
        fact = fact or self._picture.numbers.get(number)
        if number.namespace == OWN_NAMESPACE and fact is None:
            self._refuse(
                column_of(kind, number),
                f"“{number.value}” is not an identifier of this installation. Empty the cell, "
                "and give another ID.",
            )
        if fact is not None and (kind_of(fact) is not kind or not self._open(fact)):
            self._refuse(
                column_of(kind, number),
                f"{number} is the ID of a {_KIND_WORDS[kind_of(fact)]}"
                f"{'' if self._open(fact) else ' that is no more'}. Check the number, or use "
                "another namespace.",
            )
            return None
        return fact

    def _open(self, fact: NumberFact) -> bool:
        picture = self._picture
        return (
            fact.partner_id in picture.partners
            and (fact.entity_id is None or fact.entity_id in picture.entities)
            and (fact.location_id is None or fact.location_id in picture.locations)
        )

    def _own(self, number: Number, kind: IdKind) -> NumberFact | None:
        """Return what one of our own identifiers names, as if somebody else had given it."""
        own, picture = _uuid(number.value), self._picture
        found: NumberFact | None = None
        if own is None:
            return found
        if kind is IdKind.PARTNER and own in picture.partners:
            since = picture.partners[own].since
            found = NumberFact(number=number, partner_id=own, since=since)
        elif kind is IdKind.ENTITY and own in picture.entities:
            entity = picture.entities[own]
            found = NumberFact(
                number=number, partner_id=entity.partner_id, entity_id=own, since=entity.since
            )
        elif kind is IdKind.LOCATION and own in picture.locations:
            place = picture.locations[own]
            found = NumberFact(
                number=number, partner_id=place.partner_id, location_id=own, since=place.since
            )
        return found

    def partner_id(self) -> UUID | None:
        """Return the known partner the row's IDs agree on; None where it is new."""
        row = self._row
        found: dict[UUID, Number] = {}
        for kind, numbers in (
            (IdKind.PARTNER, row.ids),
            (IdKind.ENTITY, row.entity_ids),
            (IdKind.LOCATION, row.location_ids),
        ):
            for number in numbers:
                fact = self.named(number, kind)
                if fact is not None:
                    found.setdefault(fact.partner_id, number)
        if len(found) > 1:
            together = " and ".join(str(number) for number in found.values())
            self._refuse(
                "",
                f"{together} belong to different partners. Correct the IDs; if one partner took "
                "over from another, record that as a merger or sale.",
            )
        return next(iter(found), None)

    def entity(self, partner_id: UUID) -> EntityFact | None:
        """Return the known legal entity the row speaks of, by ID or else by its name.

        One of the same name with another ID in the same namespace is another one.
        """
        for number in self._row.entity_ids:
            fact = self.named(number, IdKind.ENTITY)
            if fact is not None and fact.entity_id is not None:
                return self._picture.entities[fact.entity_id]
        same = [
            entity
            for entity in self._picture.entities_of(partner_id, name=self._row.entity or " ")
            if not self._picture.has_number_like(entity.entity_id, self._row.entity_ids)
        ]
        return self._only(same, Column.ENTITY)

    def location(self, partner_id: UUID, entity_id: UUID | None) -> LocationFact | None:
        """Return the known location the row speaks of, by ID or else by its name.

        One of the same name with another ID in the same namespace is another one.
        """
        for number in self._row.location_ids:
            fact = self.named(number, IdKind.LOCATION)
            if fact is not None and fact.location_id is not None:
                return self._picture.locations[fact.location_id]
        same = [
            location
            for location in self._picture.locations_of(partner_id, name=self._row.location or " ")
            if entity_id in {None, location.entity_id}
            and not self._picture.has_number_like(location.location_id, self._row.location_ids)
        ]
        return self._only(same, Column.LOCATION)

    def _only(self, same: Sequence[T], column: Column) -> T | None:
        if len(same) > 1:
            self._refuse(column, "More than one has this name. Give its ID in the row.")
        return same[0] if same else None

    def distributor_id(self) -> UUID | None:
        """Return the partner the row buys through; refuses one that is not known."""
        picture = self._picture
        found = set()
        for number in self._row.distributors:
            fact = self._own(number, IdKind.PARTNER) if number.namespace == OWN_NAMESPACE else None
            fact = fact or picture.numbers.get(number)
            if fact is not None and kind_of(fact) is IdKind.PARTNER and self._open(fact):
                found.add(fact.partner_id)
        if len(found) != 1:
            self._refuse(
                Column.DISTRIBUTOR,
                "More than one partner has this ID. Write it with its namespace, such as crm:17."
                if found
                else "No partner has this ID. Import the distributor first, or put its row above.",
            )
            return None
        return found.pop()


def kind_of(fact: NumberFact) -> IdKind:
    """Return what sort of thing a number names."""
    if fact.location_id is not None:
        return IdKind.LOCATION
    return IdKind.ENTITY if fact.entity_id is not None else IdKind.PARTNER


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
