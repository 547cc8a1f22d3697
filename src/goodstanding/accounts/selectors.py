"""Who somebody is and which vendor-side rights they hold."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.contrib.auth.tokens import default_token_generator
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.http import HttpRequest

from goodstanding.accounts.errors import LinkSpentError
from goodstanding.accounts.models import Grant, IdentifiedBy, Person, Role, SignIn
from goodstanding.evidence.dated import in_force
from goodstanding.values.actor import Actor, ActorKind
from goodstanding.values.errors import NotPermittedError

#: Where the session remembers how its person signed in.
IDENTIFIED_BY = "identified_by"
SIGN_INS_SHOWN = 20

_known_to_have_people = False


def people_at(addresses: Iterable[str]) -> QuerySet[Person]:
    """Return the people with these addresses, through the index that makes them unique."""
    wanted = [address.strip().lower() for address in addresses]
    return Person.objects.alias(address=Lower("email")).filter(address__in=wanted)


def person_by_email(email: str) -> Person | None:
    """Return the person with this address, whatever its case."""
    return people_at([email]).first()


def grants_in_force(person_id: UUID, *, at: datetime) -> QuerySet[Grant]:
    """Return the vendor-side rights a person holds at an instant."""
    return Grant.objects.filter(in_force(at), person_id=person_id)


def holds(person_id: UUID, roles: Iterable[Role], *, program_id: UUID | None, at: datetime) -> bool:
    """Return whether a person holds one of ``roles`` in a program, or on the installation."""
    return (
        grants_in_force(person_id, at=at)
        .filter(Q(program_id=program_id), role__in=list(roles))
        .exists()
    )


def first_officer(program_id: UUID, *, at: datetime) -> UUID | None:
    """Return who signs where nobody else does: the officer of a program longest in office."""
    officers = Grant.objects.filter(in_force(at), program_id=program_id, role=Role.OFFICER)
    return officers.order_by("valid_from", "pk").values_list("person_id", flat=True).first()


def programs_with(person_id: UUID, roles: Iterable[Role], *, at: datetime) -> list[UUID]:
    """Return the programs in which a person holds one of ``roles``."""
    found = (
        grants_in_force(person_id, at=at)
        .filter(role__in=list(roles), program_id__isnull=False)
        .values_list("program_id", flat=True)
        .distinct()
    )
    return [program_id for program_id in found if program_id is not None]


def require(actor: Actor, *roles: Role, program_id: UUID | None, at: datetime) -> None:
    """Let an act go on if its actor may do it: a routine of the product, or a grant in force.

    Raises:
        NotPermittedError: The person holds none of ``roles`` there, or a machine with a token acts.
    """
    if actor.kind is ActorKind.SYSTEM:
        return
    person_id = actor.person_id
    if person_id is None or not holds(person_id, roles, program_id=program_id, at=at):
        names = " or ".join(role.label.lower() for role in roles)
        raise NotPermittedError(
            f"This needs the right of {names}. Ask the operator of your installation for it."
        )


def identified_by(request: HttpRequest) -> IdentifiedBy | None:
    """Return what showed who the signed-in person is; none for nobody, or where it is not known."""
    said = request.session.get(IDENTIFIED_BY)
    return IdentifiedBy(said) if said in IdentifiedBy.values else None


def person_of_reset_token(person_id: UUID, token: str) -> Person:
    """Return who may choose a new password with the link of a letter.

    Raises:
        LinkSpentError: The link is too old, or the password was set or used since.
    """
    person = Person.objects.filter(pk=person_id, email__isnull=False).first()
    if person is None or not default_token_generator.check_token(person, token):
        raise LinkSpentError(
            "This link does not open anything any more. It is good for 3 days, until you set a "
            "password or sign in. Ask for a new one on the sign-in page."
        )
    return person


def sign_ins_of(person_id: UUID) -> QuerySet[SignIn]:
    """Return the latest times a person signed in, latest first."""
    return SignIn.objects.filter(person_id=person_id)[:SIGN_INS_SHOWN]


def rights_in_force(*, at: datetime) -> QuerySet[Grant]:
    """Return every vendor-side right held at an instant, by name of its holder."""
    return (
        Grant.objects.filter(in_force(at))
        .select_related("person")
        .order_by("person__name", "person__email", "role", "program_id")
    )


def installation_is_empty() -> bool:
    """Return whether nobody at all is known here.

    Once somebody was, the answer is remembered for as long as the process lives: people are
    never deleted.
    """
    global _known_to_have_people  # noqa: PLW0603 -- spares every request a query.
    if not _known_to_have_people:
        _known_to_have_people = Person.objects.exists()
    return not _known_to_have_people
