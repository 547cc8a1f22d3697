"""What changes people and their vendor-side rights."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from goodstanding.accounts.events import GrantEnded, GrantGiven, PersonAdded
from goodstanding.accounts.models import Grant, Person, Role
from goodstanding.accounts.selectors import person_by_email, require
from goodstanding.evidence.payloads import Code, Private
from goodstanding.evidence.services import change
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError


def add_person(*, email: str, name: str, actor: Actor, at: datetime) -> Person:
    """Make a person known by a mail address; the same address gives the same person."""
    known = person_by_email(email)
    if known is not None:
        return known
    with change(actor=actor, at=at) as done:
        person = Person(email=email.strip().lower(), name=name.strip(), created_at=at)
        person.set_unusable_password()
        person.save(force_insert=True)
        done.record(
            PersonAdded(person_id=person.pk, email=Private(email), name=Private(name)),
        )
    return person


def give_grant(  # the operator's act; the first operator is made by the installation itself
    person_id: UUID,
    *,
    role: Role,
    program_id: UUID | None,
    actor: Actor,
    at: datetime,
    until: datetime | None = None,
) -> Grant:
    """Give a person a vendor-side right from now on; holding it already changes nothing.

    Raises:
        NotPermittedError: The actor is not an operator.
    """
    require(actor, Role.OPERATOR, program_id=None, at=at)
    with change(actor=actor, at=at) as done:
        # Two operators giving the same right queue on the person's row.
        Person.objects.select_for_update(no_key=True).get(pk=person_id)
        held = Grant.objects.filter(
            person_id=person_id,
            role=role,
            program_id=program_id,
            superseded_at=None,
            valid_until=None,
        ).first()
        if held is not None:
            return held
        grant = Grant.objects.create(
            person_id=person_id, role=role, program_id=program_id, valid_from=at, valid_until=until
        )
        done.record(
            GrantGiven(
                grant_id=grant.fact_id,
                person_id=person_id,
                role=Code(role.value),
                granted_program_id=program_id,
                valid_from=at,
                valid_until=until,
            )
        )
    return grant


def end_grant(grant_id: UUID, *, actor: Actor, at: datetime) -> Grant:
    """End a vendor-side right now; the row that says it was held stays.

    Raises:
        NotPermittedError: The actor is not an operator.
        ConflictError: It is the last operator's right, or it has ended already.
    """
    require(actor, Role.OPERATOR, program_id=None, at=at)
    with change(actor=actor, at=at) as done:
        # Ending rights queues on all operators' rows, so that two cannot end each other's last.
        list(Grant.objects.select_for_update(no_key=True).filter(role=Role.OPERATOR).order_by("pk"))
        held = Grant.objects.select_for_update(no_key=True).get(fact_id=grant_id, superseded_at=None)
        if held.valid_until is not None:
            raise ConflictError("This right has an end already. Reload the page to see it.")
        if held.role == Role.OPERATOR and not _another_operator(held):
            raise ConflictError(
                "This is the last operator of the installation. Make somebody else operator first."
            )
        held.superseded_at = done.recorded_at
        held.save(update_fields=["superseded_at"])
        ended = Grant.objects.create(
            fact_id=held.fact_id,
            person_id=held.person_id,
            role=held.role,
            program_id=held.program_id,
            valid_from=held.valid_from,
            valid_until=at,
        )
        done.record(GrantEnded(grant_id=ended.fact_id, person_id=held.person_id, valid_until=at))
    return ended


def _another_operator(held: Grant) -> bool:
    return (
        Grant.objects.filter(role=Role.OPERATOR, superseded_at=None, valid_until=None)
        .exclude(person_id=held.person_id)
        .exists()
    )
