"""What the log keeps about courses and who passed them.

Answers and scores are not facts: the log never holds them. A completion that counts for two
employers is written once for each, because the bytes of an event name the partners it touches,
and neither employer may learn of the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from goodstanding.evidence.payloads import Code, Payload, Private


class TrainingEvent(StrEnum):
    """Names of the events of this room."""

    COURSE_DRAFTED = "course.drafted"
    COURSE_RETURNED = "course.returned"
    COURSE_PUBLISHED = "course.published"
    ATTEMPT_SUBMITTED = "attempt.submitted"
    COMPLETION_RECORDED = "completion.recorded"
    CERTIFICATE_ISSUED = "certificate.issued"
    COURSE_ASSIGNED = "course.assigned"
    ASSIGNMENT_ENDED = "assignment.ended"


class EndedBecause(StrEnum):
    """Why an assignment ended."""

    PASSED = "passed"  #: Everybody it asks passed the course.
    CAUSE_ENDED = "cause-ended"  #: What it was made for ended or was undone.


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseDrafted(Payload):
    """Somebody wrote the next version of a course; nobody sees it yet."""

    NAME: ClassVar[StrEnum] = TrainingEvent.COURSE_DRAFTED
    SUBJECT: ClassVar[str] = "draft_id"

    draft_id: UUID
    course: Code
    revision: int
    source_sha256: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseReturned(Payload):
    """A second officer gave a draft back, with a reason."""

    NAME: ClassVar[StrEnum] = TrainingEvent.COURSE_RETURNED
    SUBJECT: ClassVar[str] = "draft_id"

    draft_id: UUID
    course: Code
    revision: int
    reason: Private


@dataclass(frozen=True, slots=True, kw_only=True)
class CoursePublished(Payload):
    """A second officer published a version of a course; from then on it cannot change."""

    NAME: ClassVar[StrEnum] = TrainingEvent.COURSE_PUBLISHED
    SUBJECT: ClassVar[str] = "course_version_id"

    course_version_id: UUID
    course: Code
    number: int
    source_sha256: Code
    pass_percent: int
    valid_months: int | None
    clauses: list[Code]
    drafted_by: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptSubmitted(Payload):
    """Somebody handed in an attempt. Neither the answers nor how many were right are kept."""

    NAME: ClassVar[StrEnum] = TrainingEvent.ATTEMPT_SUBMITTED
    SUBJECT: ClassVar[str] = "attempt_id"
    FACTS: ClassVar[frozenset[str] | None] = frozenset()

    attempt_id: UUID
    person_id: UUID
    course_version_id: UUID
    passed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletionRecorded(Payload):
    """A person passed a course, wherever they work."""

    NAME: ClassVar[StrEnum] = TrainingEvent.COMPLETION_RECORDED
    SUBJECT: ClassVar[str] = "completion_id"
    FACTS: ClassVar[frozenset[str] | None] = frozenset({"completions"})

    completion_id: UUID
    person_id: UUID
    course: Code
    number: int
    passed_at: datetime
    passed_on: date
    until_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateIssued(Payload):
    """A certificate can be checked by whoever is shown its code. The code is not in the log."""

    NAME: ClassVar[StrEnum] = TrainingEvent.CERTIFICATE_ISSUED
    SUBJECT: ClassVar[str] = "certificate_id"
    FACTS: ClassVar[frozenset[str] | None] = frozenset()

    certificate_id: UUID
    completion_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseAssigned(Payload):
    """A measure asks one person, or people of a partner, to pass a course."""

    NAME: ClassVar[StrEnum] = TrainingEvent.COURSE_ASSIGNED
    SUBJECT: ClassVar[str] = "assignment_id"
    FACTS: ClassVar[frozenset[str] | None] = frozenset({"measures"})

    assignment_id: UUID
    cause_id: UUID
    course: Code
    partner_id: UUID
    person_id: UUID | None
    roles: list[Code]
    due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentEnded(Payload):
    """An assignment asks for nothing any more."""

    NAME: ClassVar[StrEnum] = TrainingEvent.ASSIGNMENT_ENDED
    SUBJECT: ClassVar[str] = "assignment_id"
    FACTS: ClassVar[frozenset[str] | None] = frozenset({"measures"})

    assignment_id: UUID
    cause_id: UUID
    partner_id: UUID
    because: EndedBecause
    valid_until: datetime
