"""Which desks questions came to, who sits there, and what waits for each of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from goodstanding.accounts.models import Grant, Role
from goodstanding.evidence.dated import in_force
from goodstanding.partners.acting import DISTRIBUTOR_MANAGER, roles_held
from goodstanding.partners.models import Affiliation, Relationship
from goodstanding.questions.models import Question, Step, StepTold
from goodstanding.questions.rules.states import Desk
from goodstanding.questions.selectors.visible import (
    DESK,
    questions_of_distributor,
    questions_of_vendor,
    waiting_for_distributor,
    waiting_for_vendor,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskKey:
    """One desk: a distributor's in a program, or the vendor's, which has no ``distributor_id``."""

    program_id: UUID
    distributor_id: UUID | None

    @classmethod
    def of(cls, step: Step) -> DeskKey:
        """Return the desk to which a step led."""
        below = step.desk == Desk.DISTRIBUTOR
        return cls(
            program_id=step.question.program_id,
            distributor_id=step.question.distributor_id if below else None,
        )


def untold(*, at: datetime) -> QuerySet[Step]:
    """Return the steps that brought a question to where it lies, and nobody there was told.

    What lies with a distributor that the partner left is not among them: that it went to the
    vendor is written down by a routine, as a step of its own.
    """
    later = Step.objects.filter(
        Q(done_at__gt=OuterRef("done_at")) | Q(done_at=OuterRef("done_at"), pk__gt=OuterRef("pk")),
        question=OuterRef("question"),
    )
    way = Relationship.objects.filter(in_force(at), fact_id=OuterRef("question__relationship_id"))
    return (
        Step.objects.select_related("question")
        .exclude(desk="")
        .filter(~Exists(later), ~Exists(StepTold.objects.filter(step=OuterRef("pk"))))
        .filter(Exists(way) | ~Q(desk=Desk.DISTRIBUTOR.value))
        .order_by("question_id")
    )


def told_within(desk: DeskKey, length: timedelta, *, at: datetime) -> bool:
    """Return whether a desk was written to in the time before an instant."""
    below = desk.distributor_id is not None
    told = StepTold.objects.filter(
        told_at__gt=at - length,
        step__desk=(Desk.DISTRIBUTOR if below else Desk.VENDOR).value,
        step__question__program_id=desk.program_id,
    )
    return (
        told.filter(step__question__distributor_id=desk.distributor_id) if below else told
    ).exists()


def people_at(desk: DeskKey, *, confidential: bool, at: datetime) -> list[UUID]:
    """Return who sits at a desk and may see what came: what is ``confidential``, officers alone."""
    if desk.distributor_id is not None:
        people = Affiliation.objects.filter(
            in_force(at), partner_id=desk.distributor_id, role=DISTRIBUTOR_MANAGER
        ).values_list("person_id", flat=True)
        return sorted(set(people))
    roles = (Role.OFFICER,) if confidential else DESK
    grants = Grant.objects.filter(in_force(at), program_id=desk.program_id, role__in=roles)
    return sorted(set(grants.values_list("person_id", flat=True)))


def waiting_for(desk: DeskKey, person_id: UUID, *, at: datetime) -> QuerySet[Question]:
    """Return what waits at a desk for a person, the soonest due first; nothing for a stranger."""
    if desk.distributor_id is not None:
        if DISTRIBUTOR_MANAGER not in roles_held(person_id, desk.distributor_id, at=at):
            return Question.objects.none()
        return questions_of_distributor(
            desk.distributor_id, program_id=desk.program_id, at=at
        ).filter(waiting_for_distributor())
    grants = Grant.objects.filter(
        in_force(at), person_id=person_id, program_id=desk.program_id, role__in=DESK
    )
    roles = {Role(role) for role in grants.values_list("role", flat=True)}
    if not roles:
        return Question.objects.none()
    return questions_of_vendor(desk.program_id, roles=roles).filter(waiting_for_vendor(at=at))
