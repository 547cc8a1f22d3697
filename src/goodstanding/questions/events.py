"""What the log keeps about questions: who asked, which way it went, who answered, and when.

Questions, remarks, answers and guidance are private words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from goodstanding.evidence.payloads import Code, Payload, Private


class QuestionEvent(StrEnum):
    """Names of the events of this room."""

    QUESTION_ASKED = "question.asked"
    QUESTION_RELAYED = "question.relayed"
    QUESTION_RETURNED = "question.returned"
    QUESTION_ESCALATED = "question.escalated"
    QUESTION_ANSWERED = "question.answered"
    QUESTION_WITHDRAWN = "question.withdrawn"
    GUIDANCE_PUBLISHED = "guidance.published"
    GUIDANCE_WITHDRAWN = "guidance.withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAsked(Payload):
    """Somebody of a partner asked something."""

    NAME: ClassVar[StrEnum] = QuestionEvent.QUESTION_ASKED
    SUBJECT: ClassVar[str] = "question_id"

    question_id: UUID
    about: Code
    notice_id: UUID | None
    duty: Code | None
    case_id: UUID | None
    confidential: bool
    relationship_id: UUID | None  #: None where it went straight to the vendor.
    desk: Code
    due_at: datetime
    words: Private


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRelayed(Payload):
    """The distributor passed a question on to the vendor, perhaps with a remark."""

    NAME: ClassVar[StrEnum] = QuestionEvent.QUESTION_RELAYED
    SUBJECT: ClassVar[str] = "question_id"

    question_id: UUID
    relationship_id: UUID
    due_at: datetime
    remark: Private | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionReturned(Payload):
    """The vendor answered the distributor, which is to pass it on."""

    NAME: ClassVar[StrEnum] = QuestionEvent.QUESTION_RETURNED
    SUBJECT: ClassVar[str] = "question_id"

    question_id: UUID
    relationship_id: UUID
    due_at: datetime
    words: Private


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionEscalated(Payload):
    """A question left the distributor's desk for the vendor's without the distributor."""

    NAME: ClassVar[StrEnum] = QuestionEvent.QUESTION_ESCALATED
    SUBJECT: ClassVar[str] = "question_id"

    question_id: UUID
    relationship_id: UUID
    why: Code  #: ``escalate``: the partner took it; ``fall-up``: the relationship ended.
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAnswered(Payload):
    """The partner got its answer."""

    NAME: ClassVar[StrEnum] = QuestionEvent.QUESTION_ANSWERED
    SUBJECT: ClassVar[str] = "question_id"

    question_id: UUID
    desk: Code  #: Who answered.
    due_at: datetime  #: By when it was due, so that lateness can be read from the log alone.
    words: Private


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionWithdrawn(Payload):
    """Who asked needs no answer any more."""

    NAME: ClassVar[StrEnum] = QuestionEvent.QUESTION_WITHDRAWN
    SUBJECT: ClassVar[str] = "question_id"

    question_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidancePublished(Payload):
    """A question and its answer, reworded, became guidance for every partner of a program."""

    NAME: ClassVar[StrEnum] = QuestionEvent.GUIDANCE_PUBLISHED
    SUBJECT: ClassVar[str] = "guidance_id"

    guidance_id: UUID
    guided_program_id: UUID
    question_id: UUID
    asks: Private
    answers: Private


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidanceWithdrawn(Payload):
    """Guidance was taken back."""

    NAME: ClassVar[StrEnum] = QuestionEvent.GUIDANCE_WITHDRAWN
    SUBJECT: ClassVar[str] = "guidance_id"

    guidance_id: UUID
