"""What is being written down while one row is planned: facts, refusals, and what the file says."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from goodstanding.partners.rules.cells import cleaned, folded
from goodstanding.partners.rules.columns import Column
from goodstanding.partners.rules.picture import (
    Ended,
    EnrolmentFact,
    EntityFact,
    Fact,
    LocationFact,
    PartnerFact,
    Picture,
    Property,
)
from goodstanding.partners.rules.places import main_zone
from goodstanding.partners.rules.plans import Mode, Terms
from goodstanding.partners.rules.rows import PartnerRow, Refusal
from goodstanding.values.days import local_day, starts_at

Dated = TypeVar("Dated", PartnerFact, EnrolmentFact, EntityFact, LocationFact)
#: What a row says of a property: our column, the property's name, the value.
Saying = tuple[Column, str, str]


class Draft:
    """The plan of one row while it is made. ``row`` is what it says once settled."""

    def __init__(self, picture: Picture, row: PartnerRow, terms: Terms) -> None:
        self.row = row
        self.zone = row.zone or main_zone(row.country) or terms.program_zone
        self.facts: list[Fact] = []
        self.refusals: list[Refusal] = []
        self.notes: list[str] = []
        self.saying: dict[Property, str] = {}
        self._picture = picture
        self._terms = terms

    def refuse(self, column: str, reason: str) -> None:
        """Note why the row is not used; planning goes on, to find every reason."""
        self.refusals.append(Refusal(str(column), reason))

    def since(self, *, not_before: Ended | None = None) -> datetime:
        """Return the instant from which what is new in this row holds."""
        day, at = self.row.from_on, self._terms.at
        since = min(starts_at(day, self.zone), at) if day else at
        ended = self._picture.free_from.get(not_before) if not_before is not None else None
        return max(since, ended) if ended is not None else since

    def said(self, thing: UUID, saying: Saying) -> str:
        """Return what the file says of a property: the same in every row, or refused here."""
        column, name, value = saying
        earlier = self._picture.said.get((thing, name))
        if earlier is None:
            self.saying[(thing, name)] = value
            return value
        if folded(earlier[0]) != folded(value):
            self.refuse(
                column,
                f"Row {earlier[1]} says “{earlier[0]}” and means the same one. Keep one.",
            )
        return earlier[0]

    def compared(self, thing: UUID, known: Dated, *sayings: Saying) -> Dated:
        """Return the fact with what the row says differently, as a change where it may be one."""
        different: dict[str, object] = {}
        for column, name, value in sayings:
            if not value:
                continue
            said = self.said(thing, (column, name, value))
            self._settle(column, said)
            if _comparable(column, str(getattr(known, name))) != said:
                different[name] = said
        if not different:
            return known
        if self._terms.mode is Mode.SKIP:
            self.notes.append("It is known differently, and left as it is.")
            return known
        return self.changed(known, different)

    def changed(self, known: Dated, different: dict[str, object]) -> Dated:
        """Return the fact as the row says it is, noted as a change from the row's day on."""
        since = self.since()
        day = self.row.from_on
        if day is not None and local_day(known.since, self.zone) == day:
            since = known.since  # A correction of what was said from that day on.
        if since < known.since:
            self.refuse(
                Column.FROM,
                f"What is known of it began on {known.since.date()}, which is later. Leave the "
                "cell empty, or give a later day.",
            )
            return known
        changed = replace(known, **different, since=since)  # type: ignore[arg-type] # names and codes
        self.facts.append(changed)
        return changed

    def _settle(self, column: Column, name: str) -> None:
        """Write the name as the first row that says it: of two spellings the first counts."""
        match column:
            case Column.PARTNER:
                self.row = replace(self.row, partner=name)
            case Column.ENTITY:
                self.row = replace(self.row, entity=name)
            case Column.LOCATION:
                self.row = replace(self.row, location=name)
            case _:
                pass


def _comparable(column: Column, known: str) -> str:
    """Return what is known as a cell would say it."""
    text = cleaned(known)
    return "-".join(text.casefold().split()) if column is Column.REGION else text
