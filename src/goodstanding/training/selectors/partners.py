"""Whose people passed what, as a contact of their employer may see it, and as they see it.

A contact sees names, functions, and done or not done. No score, no attempt, no day on which
somebody passed: a day before they joined would tell that they learnt it for somebody else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from goodstanding.accounts.models import Person
from goodstanding.evidence.dated import in_force
from goodstanding.partners.models import Affiliation
from goodstanding.partners.words import role_name
from goodstanding.training.models import Assignment, Attempt, Completion, CourseVersion
from goodstanding.training.rules.validity import good_until
from goodstanding.training.selectors.assignments import assignments_in_force
from goodstanding.training.selectors.attempts import completions_of
from goodstanding.training.selectors.courses import Asked, asked_by_rules, latest_versions
from goodstanding.values.days import local_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Learner:
    """One of a partner's people, as its contacts see them."""

    name: str
    roles: tuple[str, ...]
    done: bool
    due_on: date | None  #: Only where a measure set a day; else the partner's standing says it.
    late: bool  #: That day is past, where they work.

    @property
    def roles_text(self) -> str:
        """Their functions, as people call them."""
        return ", ".join(role_name(role) for role in self.roles)


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """Who of a partner's people is asked to pass a course, open ones first, then by name."""

    version: CourseVersion
    learners: tuple[Learner, ...]
    vacant: bool  #: A measure asks people of a function, and all of them have left: it stays open.

    @property
    def done(self) -> int:
        """How many have passed."""
        return sum(learner.done for learner in self.learners)

    @property
    def is_done(self) -> bool:
        """Whether everybody has passed, and nothing waits for somebody to be asked."""
        return not self.vacant and self.done == len(self.learners)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCourse:
    """A course as the person who may take it sees it."""

    version: CourseVersion
    wanted: bool  #: Their function, or a measure, asks for it.
    completion: Completion | None  #: The newest that still counts.
    good_until: date | None
    attempt: Attempt | None  #: The one they are in the middle of.
    due_on: date | None
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Member:
    person: Person
    roles: frozenset[str]
    today: date  #: Where they work.


def rolls_of(partner_id: UUID, *, program_id: UUID, at: datetime) -> list[Roll]:
    """Return each course of a program that some of a partner's people are asked to pass."""
    asked = asked_by_rules(program_id, at=at)
    assigned = _by_course(assignments_in_force(partner_id, program_id=program_id, at=at))
    members = _members(partner_id, at=at)
    rolls = []
    for version in latest_versions(program_id):
        duty = asked.get(version.course.code, Asked())
        measures = assigned[version.course_id]
        wanted = {
            person_id: member
            for person_id, member in members.items()
            if duty.roles & member.roles or _asking(measures, member)
        }
        vacant = any(
            each.person_id is None and not any(_asking([each], one) for one in members.values())
            for each in measures
        )
        if wanted or vacant:
            learners = _learners(version, wanted, duty=duty, measures=measures)
            rolls.append(Roll(version=version, learners=learners, vacant=vacant))
    return rolls


def own_courses(
    person: Person, partner_id: UUID, *, roles: frozenset[str], program_id: UUID, at: datetime
) -> list[OwnCourse]:
    """Return every course of a program for one of a partner's people, what is wanted first."""
    asked = asked_by_rules(program_id, at=at)
    assigned = _by_course(assignments_in_force(partner_id, program_id=program_id, at=at))
    member = _members(partner_id, at=at)[person.pk]
    passed = defaultdict(list)
    for completion in completions_of(person.pk):
        passed[completion.version.course_id].append(completion)
    started = {
        attempt.version.course_id: attempt
        for attempt in Attempt.objects.filter(person=person, closed_at=None).select_related(
            "version"
        )
    }
    found = []
    for version in latest_versions(program_id):
        duty = asked.get(version.course.code, Asked())
        measures = _asking(assigned[version.course_id], member)
        counting = _counting(
            passed[version.course_id], duty=duty, measures=measures, on=member.today
        )
        found.append(
            OwnCourse(
                version=version,
                wanted=bool(duty.roles & roles or measures),
                completion=counting,
                good_until=good_until(
                    counting.passed_on, until_on=counting.until_on, valid=duty.valid
                )
                if counting
                else None,
                attempt=started.get(version.course_id),
                due_on=_due(measures),
                late=counting is None and _late(measures, member),
            )
        )
    return sorted(found, key=lambda own: (not own.wanted, own.completion is not None))


def _members(partner_id: UUID, *, at: datetime) -> dict[UUID, _Member]:
    rows: dict[UUID, list[Affiliation]] = defaultdict(list)
    for row in (
        Affiliation.objects.filter(in_force(at), partner_id=partner_id)
        .select_related("person")
        .order_by("valid_from", "fact_id")
    ):
        rows[row.person_id].append(row)
    return {
        person_id: _Member(
            person=held[0].person,
            roles=frozenset(row.role for row in held),
            today=local_day(at, held[0].zone),
        )
        for person_id, held in rows.items()
    }


def _by_course(assignments: Iterable[Assignment]) -> dict[UUID, list[Assignment]]:
    found: dict[UUID, list[Assignment]] = defaultdict(list)
    for assignment in assignments:
        found[assignment.course_id].append(assignment)
    return found


def _asking(measures: Iterable[Assignment], member: _Member) -> list[Assignment]:
    return [each for each in measures if each.asks(member.person.pk, member.roles)]


def _due(measures: Iterable[Assignment]) -> date | None:
    return min((each.due_on for each in measures if each.due_on is not None), default=None)


def _late(measures: Iterable[Assignment], member: _Member) -> bool:
    due_on = _due(measures)
    return due_on is not None and due_on < member.today


def _counting(
    completions: Iterable[Completion], *, duty: Asked, measures: list[Assignment], on: date
) -> Completion | None:
    """Return the newest completion that counts; a measure counts only what came after it."""
    for completion in completions:
        since = all(completion.happened_at >= each.valid_from for each in measures)
        if since and completion.counts(valid=duty.valid, on=on):
            return completion
    return None


def _learners(
    version: CourseVersion,
    members: dict[UUID, _Member],
    *,
    duty: Asked,
    measures: list[Assignment],
) -> tuple[Learner, ...]:
    passed: dict[UUID, list[Completion]] = defaultdict(list)
    for completion in Completion.objects.filter(
        version__course_id=version.course_id, person_id__in=members, voided_at=None
    ).order_by("-happened_at", "-pk"):
        passed[completion.person_id].append(completion)
    learners = []
    for person_id, member in members.items():
        own = _asking(measures, member)
        done = _counting(passed[person_id], duty=duty, measures=own, on=member.today) is not None
        learners.append(
            Learner(
                name=str(member.person),
                roles=tuple(sorted(member.roles)),
                done=done,
                due_on=None if done else _due(own),
                late=not done and _late(own, member),
            )
        )
    return tuple(sorted(learners, key=lambda each: (each.done, each.name.casefold())))
