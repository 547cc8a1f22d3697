"""What the log keeps about programs and the versions of their rule books."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from goodstanding.evidence.payloads import Code, Payload, Private


class ProgramEvent(StrEnum):
    """Names of the events of this room."""

    PROGRAM_CREATED = "program.created"
    PACK_DRAFTED = "pack.drafted"
    PACK_APPROVED = "pack.approved"
    PACK_PUBLISHED = "pack.published"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramCreated(Payload):
    """A program exists."""

    NAME: ClassVar[StrEnum] = ProgramEvent.PROGRAM_CREATED
    SUBJECT: ClassVar[str] = "program_id"

    program_id: UUID
    code: Code
    name: Private
    zone: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class PackDrafted(Payload):
    """Somebody wrote a version of a rule book."""

    NAME: ClassVar[StrEnum] = ProgramEvent.PACK_DRAFTED
    SUBJECT: ClassVar[str] = "pack_version_id"

    pack_version_id: UUID
    drafted_program_id: UUID
    number: int
    text_sha256: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class PackApproved(Payload):
    """A second person approved one text of a rule book, tried on everybody or not."""

    NAME: ClassVar[StrEnum] = ProgramEvent.PACK_APPROVED
    SUBJECT: ClassVar[str] = "pack_version_id"

    pack_version_id: UUID
    approved_program_id: UUID
    number: int
    text_sha256: Code
    is_tried: bool
    untried_because: Private | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PackPublished(Payload):
    """A version of a rule book that a second person approved binds from its day on, for ever."""

    NAME: ClassVar[StrEnum] = ProgramEvent.PACK_PUBLISHED
    SUBJECT: ClassVar[str] = "pack_version_id"

    pack_version_id: UUID
    published_program_id: UUID
    number: int
    text_sha256: Code
    compiled_sha256: Code
    compiler: int
    drafted_by: UUID | None
    effective_at: datetime
