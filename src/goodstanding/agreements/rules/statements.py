"""What a statement is about, and how long it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from goodstanding.rulebook.pack import Unit
from goodstanding.rulebook.phrases import Duration
from goodstanding.values.days import ends_at, local_day
from goodstanding.values.errors import InvalidValueError


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementTerms:
    """What a version of the rule book asks to be stated, of which units, and for how long."""

    name: str  #: What is stated, such as ``code-followed``.
    obligation: str
    title: str  #: The obligation as the rule book tells it.
    clause: str  #: What it rests on, ``agreement#clause``; empty where it rests on none.
    per: Unit
    valid: Duration | None  #: From the local day of the statement; None: until withdrawn.
    pack_version: int


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class StatedUnit:
    """What a statement is made for: a legal entity, a location, or else the whole partner."""

    entity_id: UUID | None = None
    location_id: UUID | None = None

    def __post_init__(self) -> None:
        if self.entity_id is not None and self.location_id is not None:
            raise InvalidValueError("A statement is for a company or for a location. Name one.")

    @property
    def kind(self) -> Unit:
        """Which kind of unit it is."""
        if self.entity_id is not None:
            return Unit.ENTITY
        return Unit.PARTNER if self.location_id is None else Unit.LOCATION

    @property
    def key(self) -> str:
        """The identifier of the company or location; an empty text for the whole partner."""
        return str(self.entity_id or self.location_id or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Validity:
    """When a statement holds: instants, and the local days they are."""

    from_at: datetime
    from_on: date
    until_at: datetime | None
    until_on: date | None  #: The last day on which it holds.


def validity_of(valid: Duration | None, *, at: datetime, zone: str) -> Validity:
    """Return when a statement made at ``at`` in ``zone`` holds: its last day is included."""
    from_on = local_day(at, zone)
    until_on = valid.after(from_on) if valid else None
    return Validity(
        from_at=at,
        from_on=from_on,
        until_at=ends_at(until_on, zone) if until_on else None,
        until_on=until_on,
    )


def text_sha256(text: str) -> str:
    """Return the fingerprint of the sentence somebody puts their name under."""
    return sha256(text.encode()).hexdigest()
