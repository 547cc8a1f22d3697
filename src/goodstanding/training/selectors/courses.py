"""Which courses there are, in which versions, and whom the rule book asks to pass them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from goodstanding.agreements.models import Clause
from goodstanding.programs.selectors import pack_of, version_in_force
from goodstanding.rulebook.pack import Pass
from goodstanding.rulebook.phrases import Duration
from goodstanding.training.models import Course, CourseDraft, CourseVersion
from goodstanding.values.clauses import ClauseRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whom the rule book in force asks to pass a course, and for how long that counts.

    ``roles`` are functions of people; without any, no duty speaks of the course.
    """

    roles: frozenset[str] = frozenset()
    valid: Duration | None = None


def courses_of(program_id: UUID) -> QuerySet[Course]:
    """Return a program's courses by code, each with its open draft and its versions."""
    return (
        Course.objects.filter(program_id=program_id)
        .prefetch_related(
            Prefetch(
                "drafts", CourseDraft.objects.filter(version=None).select_related("drafted_by")
            ),
            Prefetch("versions", CourseVersion.objects.order_by("-number")),
        )
        .order_by("code")
    )


def open_draft(course_id: UUID) -> CourseDraft | None:
    """Return the draft of the next version, if somebody writes one."""
    return (
        CourseDraft.objects.filter(course_id=course_id, version=None)
        .select_related("course__program", "drafted_by", "returned_by")
        .first()
    )


def latest_version(program_id: UUID, *, course: str) -> CourseVersion | None:
    """Return the version of a course that people start with; None before the first."""
    return (
        CourseVersion.objects.filter(course__program_id=program_id, course__code=course)
        .select_related("course__program")
        .order_by("-number")
        .first()
    )


def latest_versions(program_id: UUID) -> QuerySet[CourseVersion]:
    """Return the version of each course that people start with, by title."""
    newest = (
        CourseVersion.objects.filter(course=OuterRef("course")).order_by("-number").values("pk")
    )
    return (
        CourseVersion.objects.filter(course__program_id=program_id, pk=Subquery(newest[:1]))
        .select_related("course")
        .order_by("title", "course__code")
    )


def course_codes(program_id: UUID) -> frozenset[str]:
    """Return the courses a rule book can ask for: those with a published version."""
    return frozenset(
        Course.objects.filter(program_id=program_id, versions__isnull=False)
        .values_list("code", flat=True)
        .distinct()
    )


def clauses_known(program_id: UUID) -> frozenset[str]:
    """Return every clause of the program's published agreements, such as ``code#gifts``."""
    return frozenset(
        f"{agreement}#{clause}"
        for agreement, clause in Clause.objects.filter(version__agreement__program_id=program_id)
        .values_list("version__agreement__code", "code")
        .distinct()
    )


def clause_in_force(ref: ClauseRef, *, at: datetime) -> Clause | None:
    """Return the newest wording of a clause that is in effect; None where there is none."""
    return (
        Clause.objects.filter(
            version__agreement__code=ref.agreement,
            code=ref.clause,
            version__effective_at__lte=at,
        )
        .select_related("version__agreement")
        .order_by("-version__position")
        .first()
    )


def asked_by_rules(program_id: UUID, *, at: datetime) -> dict[str, Asked]:
    """Return, by course, whom the rule book in force asks to pass it.

    Where several duties speak of one course, everybody in any of them is asked, and the
    shortest time counts. Who is late is not worked out here: that is standing.
    """
    version = version_in_force(program_id, as_of=at)
    if version is None:
        return {}
    asked: dict[str, Asked] = {}
    for obligation in pack_of(version).obligations:
        verb = obligation.verb
        if not isinstance(verb, Pass):
            continue
        before = asked.get(verb.course, Asked())
        times = [valid for valid in (before.valid, verb.valid) if valid is not None]
        asked[verb.course] = Asked(
            roles=before.roles.union(verb.people),
            valid=min(times, key=lambda time: time.days_most),
        )
    return asked
