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
    PERSON_DESCRIBED = "person.described"
    PASSWORD_SET = "password.set"  # noqa: S105 -- the name of an event, not a secret.
    INVITATION_SENT = "invitation.sent"
    INVITATION_ACCEPTED = "invitation.accepted"
    TOKEN_ISSUED = "token.issued"  # noqa: S105 -- the name of an event, not a secret.
    TOKEN_REVOKED = "token.revoked"  # noqa: S105 -- the name of an event, not a secret.


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


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDescribed(Payload):
    """A person said how they are called and which language they read."""

    NAME: ClassVar[StrEnum] = AccountEvent.PERSON_DESCRIBED
    SUBJECT: ClassVar[str] = "person_id"

    person_id: UUID
    name: Private
    language: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordSet(Payload):
    """A person has a new password; ``identified_by`` is what they showed before choosing it."""

    NAME: ClassVar[StrEnum] = AccountEvent.PASSWORD_SET
    SUBJECT: ClassVar[str] = "person_id"

    person_id: UUID
    identified_by: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationSent(Payload):
    """A known person is asked to come in, until an instant."""

    NAME: ClassVar[StrEnum] = AccountEvent.INVITATION_SENT
    SUBJECT: ClassVar[str] = "invitation_id"

    invitation_id: UUID
    person_id: UUID
    invited_program_id: UUID | None
    place: Private
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationAccepted(Payload):
    """The invited person came in, by the link of the letter."""

    NAME: ClassVar[StrEnum] = AccountEvent.INVITATION_ACCEPTED
    SUBJECT: ClassVar[str] = "invitation_id"

    invitation_id: UUID
    person_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenIssued(Payload):
    """Another system got a key to a program, for some scopes, until an instant."""

    NAME: ClassVar[StrEnum] = AccountEvent.TOKEN_ISSUED
    SUBJECT: ClassVar[str] = "token_id"

    token_id: UUID
    token_program_id: UUID
    go_between_id: UUID | None
    name: Private
    scopes: tuple[Code, ...]
    valid_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRevoked(Payload):
    """A key ends earlier than it would have."""

    NAME: ClassVar[StrEnum] = AccountEvent.TOKEN_REVOKED
    SUBJECT: ClassVar[str] = "token_id"

    token_id: UUID
    valid_until: datetime
