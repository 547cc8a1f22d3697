"""A checked row as plain values, to be kept between checking a file and applying it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date

from goodstanding.partners.rules.rows import Number, PartnerRow

Plain = str | int | list[list[str]]
_NUMBERS = frozenset({"ids", "entity_ids", "location_ids", "distributors"})


def kept(row: PartnerRow) -> dict[str, Plain]:
    """Return what a row says, without what it does not say."""
    plain: dict[str, Plain] = {}
    for name, value in asdict(row).items():
        if name in _NUMBERS and value:
            plain[name] = [[number["namespace"], number["value"]] for number in value]
        elif isinstance(value, date):
            plain[name] = value.isoformat()
        elif value:
            plain[name] = value
    return plain


def restored_row(plain: Mapping[str, Plain]) -> PartnerRow:
    """Return the row that ``kept`` was given."""
    values: dict[str, object] = {}
    for field in fields(PartnerRow):
        value = plain.get(field.name)
        if value is None:
            continue
        if field.name in _NUMBERS:
            values[field.name] = tuple(Number(*pair) for pair in _pairs(value))
        elif field.name == "from_on":
            values[field.name] = date.fromisoformat(str(value))
        else:
            values[field.name] = value
    return PartnerRow(**values)  # type: ignore[arg-type] # the shapes ``kept`` gives each field


def _pairs(value: Plain) -> Sequence[tuple[str, str]]:
    assert isinstance(value, list)  # the shape ``kept`` gives numbers
    return [(pair[0], pair[1]) for pair in value]
