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


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the union of spans as the fewest spans, in order; touching ones become one.

    An instant is in the result exactly if it is in one of the spans, so that what falls into
    two overlapping windows is met once.
    """
    union: list[Span] = []
    for span in sorted(spans, key=lambda span: span.starts_at):
        last = union[-1] if union else None
        if last is None or (last.ends_at is not None and last.ends_at < span.starts_at):
            union.append(span)
        elif last.ends_at is not None and (span.ends_at is None or span.ends_at > last.ends_at):
            union[-1] = Span(last.starts_at, span.ends_at)
    return tuple(union)
