"""What the log keeps about what locations are authorized to do.

What is granted changes the relation ``grants`` and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from goodstanding.evidence.payloads import Code, Payload, Private
from goodstanding.partners.events import PartnerEvent

_GRANTS = frozenset({"grants"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationGranted(Payload):
    """The vendor lets a location do something, from a day of its calendar on."""

    NAME: ClassVar[StrEnum] = PartnerEvent.AUTHORIZATION_GRANTED
    SUBJECT: ClassVar[str] = "authorization_id"
    FACTS: ClassVar[frozenset[str] | None] = _GRANTS

    authorization_id: UUID
    authorized_partner_id: UUID
    location_id: UUID
    authorization: Code
    granted_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationEnded(Payload):
    """The vendor ended an authorization: its last day is set, or it never began."""

    NAME: ClassVar[StrEnum] = PartnerEvent.AUTHORIZATION_ENDED
    SUBJECT: ClassVar[str] = "authorization_id"
    FACTS: ClassVar[frozenset[str] | None] = _GRANTS

    authorization_id: UUID
    authorized_partner_id: UUID
    location_id: UUID
    authorization: Code
    until_on: date
    reason: Private


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationLost(Payload):
    """The rules ended an authorization for good: its countdown came to a final level.

    ``reached_at`` is that instant, ``until_on`` the last day before it. What was known then
    follows: the version that judged, the day of the test, which needs were not met for the
    location, and of which nobody knew. ``warnings`` are the notices that warned of it, each
    served before.
    """

    NAME: ClassVar[StrEnum] = PartnerEvent.AUTHORIZATION_LOST
    SUBJECT: ClassVar[str] = "authorization_id"
    FACTS: ClassVar[frozenset[str] | None] = _GRANTS

    authorization_id: UUID
    authorized_partner_id: UUID
    location_id: UUID
    authorization: Code
    level: Code
    reached_at: datetime
    until_on: date
    pack_version_id: UUID
    version: int
    due_at: datetime | None
    have: int | None
    need: int | None
    unmet: Sequence[Code]
    unknown: Sequence[Code]
    warnings: Sequence[UUID] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeGiven(Payload):
    """The partner gave notice to leave: after this day the location may do it no more."""

    NAME: ClassVar[StrEnum] = PartnerEvent.NOTICE_GIVEN
    SUBJECT: ClassVar[str] = "authorization_id"
    FACTS: ClassVar[frozenset[str] | None] = _GRANTS

    authorization_id: UUID
    authorized_partner_id: UUID
    location_id: UUID
    authorization: Code
    until_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeWithdrawn(Payload):
    """The partner took its notice to leave back, in time: the authorization goes on."""

    NAME: ClassVar[StrEnum] = PartnerEvent.NOTICE_WITHDRAWN
    SUBJECT: ClassVar[str] = "authorization_id"
    FACTS: ClassVar[frozenset[str] | None] = _GRANTS

    authorization_id: UUID
    authorized_partner_id: UUID
    location_id: UUID
    authorization: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationsImported(Payload):
    """Rows of a file said what locations are authorized to do: one event for all of a chunk.

    ``items_root`` is the Merkle root over the canonical bytes of the rows that changed
    something, by row number; the bytes lie with the rows.
    """

    NAME: ClassVar[StrEnum] = PartnerEvent.AUTHORIZATIONS_IMPORTED
    SUBJECT: ClassVar[str] = "import_id"
    FACTS: ClassVar[frozenset[str] | None] = _GRANTS

    import_id: UUID
    imported_program_id: UUID
    count: int
    granted: int
    corrected: int
    items_root: Code
