"""The cells of one record that speaks of a location, and the reasons collected on the way."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from goodstanding.partners.rules.cells import cleaned, restored
from goodstanding.partners.rules.columns import IdColumn, Target
from goodstanding.partners.rules.reading import Record
from goodstanding.partners.rules.rows import VALUE_MAX, Number, Refusal, shown

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

#: A value of a row, as it is kept between checking a file and applying it.
Plain = str | int | list[list[str]] | None


def plain_ids(ids: Sequence[Number]) -> list[list[str]]:
    """Return IDs as they are kept between checking a file and applying it."""
    return [[number.namespace, number.value] for number in ids]


def restored_ids(plain: Plain) -> tuple[Number, ...]:
    """Return the IDs that ``plain_ids`` was given."""
    assert isinstance(plain, list)  # the shape ``plain_ids`` gives
    return tuple(Number(namespace, value) for namespace, value in plain)


def plain_day(day: date | None) -> str | None:
    """Return a day as it is kept between checking a file and applying it; None where none is."""
    return day.isoformat() if day else None


def restored_day(plain: Plain) -> date | None:
    """Return the day that ``plain_day`` was given."""
    return date.fromisoformat(str(plain)) if plain else None


@dataclass(frozen=True, slots=True)
class Place:
    """A location and whose it is."""

    location_id: UUID
    partner_id: UUID


def place_named(ids: Sequence[Number], places: Mapping[Number, Place]) -> Place | Refusal:
    """Return the one location that IDs name, or why there is none."""
    unknown = [number for number in ids if number not in places]
    if unknown:
        return Refusal(
            f"location id:{unknown[0].namespace}",
            f"No location of this program has the ID {unknown[0]}. Import the location first, or "
            "correct the ID.",
        )
    found = {places[number] for number in ids}
    if len(found) > 1:
        together = " and ".join(str(number) for number in ids)
        return Refusal("", f"{together} are different locations. Correct the IDs.")
    return found.pop()


class LocationReading:
    """The cells of one record by what they say."""

    def __init__(
        self, record: Record, header: Sequence[str], targets: Sequence[Target | None]
    ) -> None:
        self.refusals: list[Refusal] = []
        self._named = {target: name for name, target in zip(header, targets, strict=True) if target}
        cells = (*record.cells, *[""] * (len(header) - len(record.cells)))
        self._cells = {
            target: cleaned(restored(cell))
            for target, cell in zip(targets, cells, strict=False)
            if target
        }
        if any(cell.strip() for cell in record.cells[len(header) :]):
            self.refuse(
                None,
                f"The row has {len(record.cells)} cells and the header {len(header)}. Put a cell "
                "that holds the separator into quotation marks.",
            )

    def refuse(self, target: Target | None, reason: str) -> None:
        """Collect why the row cannot be used."""
        self.refusals.append(Refusal(self._named.get(target, "") if target else "", reason))

    def text(self, column: StrEnum) -> str:
        """Return what a column says; empty where it is missing."""
        return self._cells.get(column, "")

    def day(self, column: StrEnum) -> date | None:
        """Return the day that a column says; None, and a reason, where it is none."""
        text = self.text(column)
        try:
            if _DAY.fullmatch(text):
                return date.fromisoformat(text)
        except ValueError:
            pass
        self.refuse(column, f"{shown(text)} is not a day. Write it as year-month-day: 2026-08-01.")
        return None

    def ids(self) -> tuple[Number, ...]:
        """Return the IDs of the location."""
        found = []
        for target, text in self._cells.items():
            if isinstance(target, IdColumn) and len(text) > VALUE_MAX:
                self.refuse(
                    target, f"The ID has {len(text)} characters; {VALUE_MAX} fit. Shorten it."
                )
            elif isinstance(target, IdColumn) and text:
                found.append(Number(target.namespace, text))
        if not found and not self.refusals:
            self.refuse(
                None, "The row holds no ID, so nobody can tell which location it is of. Add one."
            )
        return tuple(found)
