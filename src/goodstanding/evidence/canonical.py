"""The bytes an event is kept as: one way to write each value, so that a hash means something.

JSON in UTF-8 with sorted keys and no white space. Instants are UTC with microseconds, days
are ISO 8601, amounts are integers in minor units. There is no float and no free text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from uuid import UUID

from goodstanding.values.spans import require_aware

Scalar = str | int | bool | None | UUID | datetime | date | StrEnum
Value = Scalar | Sequence["Value"] | Mapping[str, "Value"]
Plain = str | int | bool | None | list["Plain"] | dict[str, "Plain"]


def instant_text(instant: datetime) -> str:
    """Return an instant as the evidence writes it: UTC, always with six decimals."""
    moment = require_aware("An instant in evidence", instant).astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _plain(value: Value) -> Plain:  # noqa: PLR0911 -- one line for each kind of value.
    match value:
        case None | bool() | int():
            return value
        case StrEnum():
            return value.value
        case UUID():
            return str(value)
        case datetime():
            return instant_text(value)
        case date():
            return value.isoformat()
        case str():
            return str(value)
        case Mapping():
            return {key: _plain(item) for key, item in value.items()}
        case Sequence():
            return [_plain(item) for item in value]


def encode(value: Mapping[str, Value]) -> bytes:
    """Return the canonical bytes of ``value``: equal values always give equal bytes."""
    return json.dumps(
        _plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()
