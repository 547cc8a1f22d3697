"""A checked row as plain values, to be kept between checking a file and applying it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date

from goodstanding.partners.rules.rows import Number, PartnerRow

Plain = str | int | list[list[str]]
_NAMES = tuple(field.name for field in fields(PartnerRow))
_NUMBERS = frozenset({"ids", "entity_ids", "location_ids", "distributors"})


def kept(row: PartnerRow) -> dict[str, Plain]:
    """Return what a row says, without what it does not say."""
    plain: dict[str, Plain] = {}
    for name in _NAMES:
        value = getattr(row, name)
        if name in _NUMBERS and value:
            plain[name] = [[number.namespace, number.value] for number in value]
        elif isinstance(value, date):
            plain[name] = value.isoformat()
        elif value:
            plain[name] = value
    return plain


def restored_row(plain: Mapping[str, Plain]) -> PartnerRow:
    """Return the row that ``kept`` was given."""
    values: dict[str, object] = {}
    for name in _NAMES:
        value = plain.get(name)
        if value is None:
            continue
        if name in _NUMBERS:
            values[name] = tuple(Number(*pair) for pair in _pairs(value))
        elif name == "from_on":
            values[name] = date.fromisoformat(str(value))
        else:
            values[name] = value
    return PartnerRow(**values)  # type: ignore[arg-type] # the shapes ``kept`` gives each field


def _pairs(value: Plain) -> Sequence[tuple[str, str]]:
    assert isinstance(value, list)  # the shape ``kept`` gives numbers
    return [(pair[0], pair[1]) for pair in value]
