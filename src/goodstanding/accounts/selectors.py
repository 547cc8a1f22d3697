"""Who somebody is and which vendor-side rights they hold."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from goodstanding.accounts.models import Grant, Person, Role
from goodstanding.evidence.dated import in_force
from goodstanding.values.actor import Actor
from goodstanding.values.errors import NotPermittedError


def person_by_email(email: str) -> Person | None:
    """Return the person with this address, whatever its case."""
    return Person.objects.filter(email__iexact=email.strip()).first()


def grants_in_force(person_id: UUID, *, at: datetime) -> QuerySet[Grant]:
    """Return the vendor-side rights a person holds at an instant."""
    return Grant.objects.filter(in_force(at), person_id=person_id)


def holds(
    person_id: UUID, roles: Iterable[Role], *, program_id: UUID | None, at: datetime
) -> bool:
    """Return whether a person holds one of ``roles`` in a program, or on the installation."""
    return (
        grants_in_force(person_id, at=at)
        .filter(Q(program_id=program_id), role__in=list(roles))
        .exists()
    )


def programs_with(person_id: UUID, roles: Iterable[Role], *, at: datetime) -> list[UUID]:
    """Return the programs in which a person holds one of ``roles``."""
    return list(
        grants_in_force(person_id, at=at)
        .filter(role__in=list(roles), program_id__isnull=False)
        .values_list("program_id", flat=True)
        .distinct()
    )


def require(actor: Actor, *roles: Role, program_id: UUID | None, at: datetime) -> None:
    """Let an act go on if its actor may do it: a routine of the product, or a grant in force.

    Raises:
        NotPermittedError: The person holds none of ``roles`` there.
    """
    person_id = actor.person_id
    if person_id is None:
        return
    if not holds(person_id, roles, program_id=program_id, at=at):
        names = " or ".join(role.label.lower() for role in roles)
        raise NotPermittedError(
            f"This needs the right of {names}. Ask the operator of your installation for it."
        )
