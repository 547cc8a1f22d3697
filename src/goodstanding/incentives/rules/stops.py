"""Pauses and holds: spans of time with a scope, each with a cause of its own.

What is in force is the union. Ending one cause never ends another, and every instant has one
answer: a span holds at its first instant and no longer at its last.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from goodstanding.values.spans import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a stop is about: everything of the partner in the program, or less."""

    location_id: UUID | None = None  #: None: every location, and what belongs to none.
    incentive_type: str = ""  #: Empty: every type.

    def covers(self, *, location_id: UUID | None, incentive_type: str) -> bool:
        """Return whether something of a location and type is within this scope."""
        return self.location_id in {None, location_id} and self.incentive_type in {
            "",
            incentive_type,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One pause or hold."""

    cause_id: UUID
    scope: Scope
    span: Span


def causes_stopping(
    stops: Iterable[Stop], *, at: datetime, location_id: UUID | None, incentive_type: str
) -> frozenset[UUID]:
    """Return the causes that stop something of a location and type at an instant."""
    return frozenset(
        stop.cause_id
        for stop in stops
        if at in stop.span
        and stop.scope.covers(location_id=location_id, incentive_type=incentive_type)
    )
