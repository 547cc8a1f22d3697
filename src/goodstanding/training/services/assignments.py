"""Asking people of a partner to pass a course because of a measure, until they did."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from goodstanding.evidence.dated import in_force
from goodstanding.evidence.payloads import Code
from goodstanding.evidence.services import Change, change
from goodstanding.partners.models import Affiliation, Partner
from goodstanding.training.events import AssignmentEnded, CourseAssigned, EndedBecause
from goodstanding.training.models import Assignment, Completion
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError
from goodstanding.values.keys import PartnerKey


def assign_course(
    course_id: UUID,
    *,
    partner_id: UUID,
    cause_id: UUID,
    person_id: UUID | None = None,
    roles: Sequence[str] = (),
    due_on: date | None = None,
    actor: Actor,
    at: datetime,
) -> Assignment:
    """Ask one person, or people of a partner, to pass a course from ``at`` on.

    Only a pass from then on counts. The right to ask is the cause's, and was judged there.
    Asking twice for one cause adds nothing.

    Args:
        course_id: The course.
        partner_id: For whom the people act.
        cause_id: The act of a higher room, such as a measure, that this is an effect of.
        person_id: The one who is asked; None for everybody in ``roles``.
        roles: Whom of the partner's people; none for all who act for it.
        due_on: The last local day in time, if there is one.
        actor: Who asks.
        at: When.

    Raises:
        ConflictError: The person does not act for the partner.
    """
    with change(actor=actor, at=at) as done:
        # Assignments to one partner queue on its row.
        Partner.objects.select_for_update(no_key=True).get(pk=partner_id)
        held = _held(course_id, partner_id=partner_id, person_id=person_id, cause_id=cause_id)
        if held is not None:
            return held
        if person_id is not None and person_id not in _people(partner_id, (), at=at):
            raise ConflictError(
                "This person does not act for the partner. Choose somebody who does, or a function."
            )
        assignment = Assignment.objects.create(
            course_id=course_id,
            partner_id=partner_id,
            person_id=person_id,
            roles=sorted(set(roles)),
            due_on=due_on,
            cause_id=cause_id,
            valid_from=at,
        )
        _record(assignment, done=done)
    return assignment


def _held(
    course_id: UUID, *, partner_id: UUID, person_id: UUID | None, cause_id: UUID
) -> Assignment | None:
    return Assignment.objects.filter(
        Q(person_id=None) if person_id is None else Q(person_id=person_id),
        course_id=course_id,
        partner_id=partner_id,
        cause_id=cause_id,
        superseded_at=None,
        valid_until=None,
    ).first()


def _record(assignment: Assignment, *, done: Change) -> None:
    course = assignment.course
    done.record(
        CourseAssigned(
            assignment_id=assignment.fact_id,
            cause_id=assignment.cause_id,
            course=Code(course.code),
            partner_id=assignment.partner_id,
            person_id=assignment.person_id,
            roles=[Code(role) for role in assignment.roles],
            due_on=assignment.due_on,
        ),
        partners=[PartnerKey(course.program_id, assignment.partner_id)],
    )


def end_effects(cause_id: UUID, *, actor: Actor, at: datetime) -> list[UUID]:
    """End every assignment of a cause and return which; a second time there is nothing left."""
    with change(actor=actor, at=at) as done:
        return [
            _end(assignment, because=EndedBecause.CAUSE_ENDED, done=done)
            for assignment in _locked(Assignment.objects.filter(cause_id=cause_id))
        ]


def settle(course_id: UUID, *, person_id: UUID, done: Change) -> list[UUID]:
    """End the assignments of a course whose people have all passed it, after one of them did.

    Called within a change, after the completion was written. Of two last people who pass at
    once, the second waits for the first's lock and then reads that completion.
    """
    partners = Affiliation.objects.filter(in_force(done.at), person_id=person_id)
    candidates = _locked(
        Assignment.objects.filter(course_id=course_id, partner_id__in=partners.values("partner_id"))
    )
    return [
        _end(assignment, because=EndedBecause.PASSED, done=done)
        for assignment in candidates
        if _fulfilled(assignment, at=done.at)
    ]


def settle_without(partner_id: UUID, *, actor: Actor, at: datetime) -> list[UUID]:
    """End the assignments to a function whose people have all passed, after one of them left.

    Where nobody is left it stays open: whoever takes up the function is asked. Of the last who
    passes and the last who leaves at once, the second waits for the first's lock as in ``settle``.
    """
    with change(actor=actor, at=at) as done:
        return [
            _end(assignment, because=EndedBecause.PASSED, done=done)
            for assignment in _locked(Assignment.objects.filter(partner_id=partner_id, person=None))
            if _fulfilled(assignment, at=at)
        ]


def _locked(assignments: QuerySet[Assignment]) -> list[Assignment]:
    # Whoever ends assignments queues on their rows, in the order of their keys.
    return list(
        assignments.filter(superseded_at=None, valid_until=None)
        .select_related("course")
        .select_for_update(no_key=True, of=("self",))
        .order_by("pk")
    )


def _fulfilled(assignment: Assignment, *, at: datetime) -> bool:
    """Return whether everybody it asks has passed since; nobody to ask fulfils nothing."""
    asked = (
        {assignment.person_id}
        if assignment.person_id is not None
        else _people(assignment.partner_id, assignment.roles, at=at)
    )
    passed = set(
        Completion.objects.filter(
            version__course_id=assignment.course_id,
            person_id__in=asked,
            voided_at=None,
            happened_at__gte=assignment.valid_from,
        ).values_list("person_id", flat=True)
    )
    return bool(asked) and asked <= passed


def _people(partner_id: UUID, roles: Sequence[str], *, at: datetime) -> set[UUID]:
    """Return who acts for a partner now, in one of the roles where some are named."""
    acting = Affiliation.objects.filter(in_force(at), partner_id=partner_id)
    if roles:
        acting = acting.filter(role__in=list(roles))
    return set(acting.values_list("person_id", flat=True))


def _end(assignment: Assignment, *, because: EndedBecause, done: Change) -> UUID:
    """Say that an assignment holds until now; one that ends as it starts never held."""
    assignment.superseded_at = done.recorded_at
    assignment.save(update_fields=["superseded_at"])
    if done.at > assignment.valid_from:
        Assignment.objects.create(
            fact_id=assignment.fact_id,
            course_id=assignment.course_id,
            partner_id=assignment.partner_id,
            person_id=assignment.person_id,
            roles=assignment.roles,
            due_on=assignment.due_on,
            cause_id=assignment.cause_id,
            valid_from=assignment.valid_from,
            valid_until=done.at,
        )
    done.record(
        AssignmentEnded(
            assignment_id=assignment.fact_id,
            cause_id=assignment.cause_id,
            partner_id=assignment.partner_id,
            because=because,
            valid_until=done.at,
        ),
        partners=[PartnerKey(assignment.course.program_id, assignment.partner_id)],
    )
    return assignment.fact_id
