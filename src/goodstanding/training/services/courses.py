"""What changes courses: writing the next version, returning it, publishing it."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from goodstanding.accounts.models import Role
from goodstanding.accounts.selectors import require
from goodstanding.evidence.payloads import Code, Private
from goodstanding.evidence.services import Change, change
from goodstanding.programs.models import Program
from goodstanding.training.events import CourseDrafted, CoursePublished, CourseReturned
from goodstanding.training.models import Choice, Course, CourseDraft, CourseVersion, Question
from goodstanding.training.rules.course import CourseText
from goodstanding.training.rules.reading import kept_text, read_course
from goodstanding.training.selectors.courses import clauses_known, latest_version
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError, InvalidValueError, NotPermittedError


def draft_course(
    program_id: UUID,
    *,
    source: bytes | str,
    course: str | None = None,
    replaces_revision: int | None = None,
    actor: Actor,
    at: datetime,
) -> CourseDraft:
    """Write the next version of a course, or write it again; nobody sees it until published.

    Args:
        program_id: The program the course belongs to.
        source: The course as one Markdown file; its code says which course it is.
        course: The code the author means to write; None where the file decides.
        replaces_revision: What the author had before them, 0 where there was no draft; None
            where they do not mind.
        actor: An officer of the program.
        at: When.

    Raises:
        CourseRefusedError: The text is not a course; it names every problem by line.
        NotPermittedError: The actor is not an officer of the program.
        ConflictError: The code belongs to another course, or somebody else changed the draft.
    """
    author = _officer(actor, program_id=program_id, at=at)
    text = kept_text(source)
    read = read_course(text, clauses=clauses_known(program_id))
    if course is not None and read.code != course:
        raise ConflictError(
            f"The file is for the course {read.code}; this is {course}. Change the line “code:”."
        )
    with change(actor=actor, at=at) as done:
        # Courses of one program queue on its row while they are being written.
        Program.objects.select_for_update(no_key=True).get(pk=program_id)
        written = _course_row(read.code, program_id=program_id, at=at)
        draft = CourseDraft.objects.filter(course=written, version=None).first()
        if draft is None:
            draft = CourseDraft(course=written, revision=0)
        elif draft.returned_at is None and draft.source == text:
            return draft
        elif replaces_revision not in {None, draft.revision}:
            raise ConflictError(
                "Somebody else changed this draft while you wrote. Nothing was saved. Open the "
                "draft, and put your changes into what it says now."
            )
        _write(draft, text, author=author, done=done)
    return draft


def return_draft(
    draft_id: UUID, *, revision: int, reason: str, actor: Actor, at: datetime
) -> CourseDraft:
    """Give a draft back to its author; giving the same revision back again changes nothing.

    Raises:
        NotPermittedError: The actor is not an officer of the program, or wrote the draft.
        InvalidValueError: There is no reason.
        ConflictError: The draft was published or changed in the meantime.
    """
    if not reason.strip():
        raise InvalidValueError("Write what the author should change.")
    with change(actor=actor, at=at) as done:
        draft = _locked(draft_id)
        reader = _second_officer(draft, actor=actor, at=at)
        _require_unchanged(draft, revision)
        if draft.version_id is not None:
            raise ConflictError("This version is published already. Write a new one instead.")
        if draft.returned_at is not None:
            return draft
        draft.returned_by_id, draft.returned_at = reader, at
        draft.returned_because = reason.strip()
        draft.save()
        done.record(
            CourseReturned(
                draft_id=draft.pk,
                course=Code(draft.course.code),
                revision=revision,
                reason=Private(draft.returned_because),
            )
        )
    return draft


def publish_course_version(
    draft_id: UUID, *, revision: int, actor: Actor, at: datetime
) -> CourseVersion:
    """Publish a draft as a second officer; publishing it again returns what was published.

    Who is in the middle of the version before may finish it; who starts now gets this one.

    Raises:
        CourseRefusedError: A clause it names is no longer there.
        NotPermittedError: The actor is not an officer of the program, or wrote the draft.
        ConflictError: The draft was changed or returned since it was read.
    """
    with change(actor=actor, at=at) as done:
        draft = _locked(draft_id)
        approver = _second_officer(draft, actor=actor, at=at)
        _require_unchanged(draft, revision)
        if draft.version is not None:
            return draft.version
        if draft.returned_at is not None:
            raise ConflictError("This draft was returned to its author. Wait for the next one.")
        read = read_course(draft.source, clauses=clauses_known(draft.course.program_id))
        version = _publish(draft, read, approver=approver, at=at)
        draft.version = version
        draft.save(update_fields=["version"])
        _record(done, version, read)
    return version


def _write(draft: CourseDraft, text: str, *, author: UUID, done: Change) -> None:
    draft.revision += 1
    draft.source, draft.source_sha256 = text, sha256(text.encode()).hexdigest()
    draft.drafted_by_id, draft.drafted_at = author, done.at
    draft.returned_by, draft.returned_at, draft.returned_because = None, None, ""
    draft.save()
    done.record(
        CourseDrafted(
            draft_id=draft.pk,
            course=Code(draft.course.code),
            revision=draft.revision,
            source_sha256=Code(draft.source_sha256),
        )
    )


def _officer(actor: Actor, *, program_id: UUID, at: datetime) -> UUID:
    require(actor, Role.OFFICER, program_id=program_id, at=at)
    if actor.person_id is None:
        raise NotPermittedError("A course is written by a person. Sign in as an officer.")
    return actor.person_id


def _second_officer(draft: CourseDraft, *, actor: Actor, at: datetime) -> UUID:
    reader = _officer(actor, program_id=draft.course.program_id, at=at)
    if reader == draft.drafted_by_id:
        raise NotPermittedError(
            "Whoever wrote a version cannot decide on it. Ask another officer to read it."
        )
    return reader


def _course_row(code: str, *, program_id: UUID, at: datetime) -> Course:
    course, _ = Course.objects.get_or_create(
        code=code, defaults={"program_id": program_id, "created_at": at}
    )
    if course.program_id != program_id:
        raise ConflictError(f"Another program has a course {code} already. Choose another code.")
    return course


def _locked(draft_id: UUID) -> CourseDraft:
    # Two officers who decide on one draft queue on its row.
    return (
        CourseDraft.objects.select_for_update(no_key=True, of=("self",))
        .select_related("course")
        .get(pk=draft_id)
    )


def _require_unchanged(draft: CourseDraft, revision: int) -> None:
    if draft.revision != revision:
        raise ConflictError(
            "The draft was changed since you read it. Nothing was recorded. Read it once more."
        )


def _publish(
    draft: CourseDraft, read: CourseText, *, approver: UUID, at: datetime
) -> CourseVersion:
    latest = latest_version(draft.course.program_id, course=draft.course.code)
    version = CourseVersion.objects.create(
        course=draft.course,
        number=1 if latest is None else latest.number + 1,
        title=read.title,
        article=read.article,
        source=draft.source,
        source_sha256=draft.source_sha256,
        pass_percent=read.pass_percent,
        valid_months=read.valid_months,
        published_at=at,
        drafted_by_id=draft.drafted_by_id,
        approved_by_id=approver,
    )
    questions = Question.objects.bulk_create(
        Question(
            version=version,
            place=place,
            heading=question.heading,
            text=question.text,
            clause=str(question.clause),
        )
        for place, question in enumerate(read.questions, start=1)
    )
    Choice.objects.bulk_create(
        Choice(
            question=row,
            place=place,
            text=choice.text,
            feedback=choice.feedback,
            right=choice.right,
        )
        for row, question in zip(questions, read.questions, strict=True)
        for place, choice in enumerate(question.choices, start=1)
    )
    return version


def _record(done: Change, version: CourseVersion, read: CourseText) -> None:
    done.record(
        CoursePublished(
            course_version_id=version.pk,
            course=Code(version.course.code),
            number=version.number,
            source_sha256=Code(version.source_sha256),
            pass_percent=version.pass_percent,
            valid_months=version.valid_months,
            clauses=[Code(str(question.clause)) for question in read.questions],
            drafted_by=version.drafted_by_id,
        )
    )
