"""What the log keeps about people and the vendor-side rights they hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from goodstanding.evidence.payloads import Code, Payload, Private


class AccountEvent(StrEnum):
    """Names of the events of this room."""

    PERSON_ADDED = "person.added"
    GRANT_GIVEN = "grant.given"
    GRANT_ENDED = "grant.ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAdded(Payload):
    """A person became known; who it is lies beside the log."""

    NAME: ClassVar[StrEnum] = AccountEvent.PERSON_ADDED
    SUBJECT: ClassVar[str] = "person_id"

    person_id: UUID
    email: Private
    name: Private


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantGiven(Payload):
    """A person got a vendor-side right."""

    NAME: ClassVar[StrEnum] = AccountEvent.GRANT_GIVEN
    SUBJECT: ClassVar[str] = "grant_id"

    grant_id: UUID
    person_id: UUID
    role: Code
    granted_program_id: UUID | None
    valid_from: datetime
    valid_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantEnded(Payload):
    """A vendor-side right ends at an instant."""

    NAME: ClassVar[StrEnum] = AccountEvent.GRANT_ENDED
    SUBJECT: ClassVar[str] = "grant_id"

    grant_id: UUID
    person_id: UUID
    valid_until: datetime
