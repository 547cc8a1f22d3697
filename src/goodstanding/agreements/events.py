"""What the log keeps about texts and assent.

Titles, reasons and summaries are words that officers wrote; what identifies a signer are words
about a person. Both lie beside the log. The text itself is kept with its version, and the log
holds its hash.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from goodstanding.evidence.payloads import Code, Payload, Private


class AgreementEvent(StrEnum):
    """Names of the events of this room."""

    AGREEMENT_CREATED = "agreement.created"
    VERSION_DRAFTED = "version.drafted"
    VERSION_RETURNED = "version.returned"
    VERSION_PUBLISHED = "version.published"
    ACCEPTANCE_GIVEN = "acceptance.given"
    STATEMENT_MADE = "statement.made"
    STATEMENT_WITHDRAWN = "statement.withdrawn"
    DOCUMENT_SENT = "document.sent"
    DOCUMENT_JUDGED = "document.judged"
    DOCUMENT_REOPENED = "document.reopened"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementCreated(Payload):
    """There is a text that partners will accept; it has no version yet."""

    NAME: ClassVar[StrEnum] = AgreementEvent.AGREEMENT_CREATED
    SUBJECT: ClassVar[str] = "agreement_id"

    agreement_id: UUID
    created_program_id: UUID
    code: Code
    title: Private
    notice_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionDrafted(Payload):
    """Somebody wrote the next version, or changed what they wrote."""

    NAME: ClassVar[StrEnum] = AgreementEvent.VERSION_DRAFTED
    SUBJECT: ClassVar[str] = "draft_id"

    draft_id: UUID
    agreement_id: UUID
    revision: int
    text_sha256: Code
    material: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionReturned(Payload):
    """A second officer read a draft and gave it back."""

    NAME: ClassVar[StrEnum] = AgreementEvent.VERSION_RETURNED
    SUBJECT: ClassVar[str] = "draft_id"

    draft_id: UUID
    agreement_id: UUID
    revision: int
    reason: Private


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionPublished(Payload):
    """A second officer published a version: from then on exactly these bytes, for ever."""

    NAME: ClassVar[StrEnum] = AgreementEvent.VERSION_PUBLISHED
    SUBJECT: ClassVar[str] = "version_id"

    version_id: UUID
    agreement: Code
    position: int
    language: Code
    text_sha256: Code
    clauses: Sequence[Code]
    material: bool
    reason: Private
    summary: Private
    drafted_by: UUID
    published_at: datetime
    effective_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceGiven(Payload):
    """Somebody with authority assented to exactly these bytes, for one legal entity."""

    NAME: ClassVar[StrEnum] = AgreementEvent.ACCEPTANCE_GIVEN
    SUBJECT: ClassVar[str] = "acceptance_id"
    FACTS: ClassVar[frozenset[str] | None] = frozenset({"acceptances"})

    acceptance_id: UUID
    receipt: Code
    version_id: UUID
    agreement: Code
    position: int
    language: Code
    text_sha256: Code
    prior_version_id: UUID | None
    partner_id: UUID
    entity_id: UUID
    location_ids: Sequence[UUID]
    signer_id: UUID
    role: Code
    authority: Code
    identified_by: Code
    email_verified: bool
    unticked_by_default: bool
    zone: Code
    accepted_at: datetime
    email: Private
    typed_name: Private
    authority_statement: Private
    authorized_by: Private | None
    control_label: Private
    ip: Private
    user_agent: Private


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementMade(Payload):
    """Somebody with authority stated that what an obligation names holds for a unit."""

    NAME: ClassVar[StrEnum] = AgreementEvent.STATEMENT_MADE
    SUBJECT: ClassVar[str] = "statement_id"

    statement_id: UUID
    receipt: Code
    stated_program_id: UUID
    partner_id: UUID
    entity_id: UUID | None
    location_id: UUID | None
    statement: Code
    obligation: Code
    pack_version: int
    text_sha256: Code
    signer_id: UUID
    role: Code
    authority: Code
    identified_by: Code
    email_verified: bool
    unticked_by_default: bool
    zone: Code
    valid_from: datetime
    until_on: date | None
    text: Private
    email: Private
    typed_name: Private
    authority_statement: Private
    authorized_by: Private | None
    control_label: Private
    ip: Private
    user_agent: Private


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementWithdrawn(Payload):
    """A statement does not hold from now on: the partner itself said so."""

    NAME: ClassVar[StrEnum] = AgreementEvent.STATEMENT_WITHDRAWN
    SUBJECT: ClassVar[str] = "statement_id"

    statement_id: UUID
    partner_id: UUID
    statement: Code
    valid_until: datetime
    reason: Private


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSent(Payload):
    """A partner sent a document that is to prove what an obligation names."""

    NAME: ClassVar[StrEnum] = AgreementEvent.DOCUMENT_SENT
    SUBJECT: ClassVar[str] = "document_id"

    document_id: UUID
    document: Code
    obligation: Code
    entity_id: UUID | None
    location_id: UUID | None
    until_on: date | None
    media_type: Code
    content_sha256: Code
    size_bytes: int
    file_name: Private


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentJudged(Payload):
    """An officer accepted a document, until a day or without one, or declined it."""

    NAME: ClassVar[StrEnum] = AgreementEvent.DOCUMENT_JUDGED
    SUBJECT: ClassVar[str] = "document_id"

    document_id: UUID
    document: Code
    accepted: bool
    until_on: date | None
    reason: Private


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentReopened(Payload):
    """What was said to a document was wrong: as known from now on, it was never said."""

    NAME: ClassVar[StrEnum] = AgreementEvent.DOCUMENT_REOPENED
    SUBJECT: ClassVar[str] = "document_id"

    document_id: UUID
    document: Code
    reason: Private
