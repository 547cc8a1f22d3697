"""Services of invitations: a known person is asked to come in, by letter."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from goodstanding.accounts import jobs
from goodstanding.accounts.errors import LinkSpentError
from goodstanding.accounts.events import InvitationAccepted, InvitationSent
from goodstanding.accounts.link_secrets import hash_of
from goodstanding.accounts.models import Grant, IdentifiedBy, Invitation, Person, Role
from goodstanding.accounts.selectors import holds, person_by_email, require
from goodstanding.accounts.services import (
    add_person,
    describe_person,
    give_grant,
    set_password,
)
from goodstanding.evidence.payloads import Private
from goodstanding.evidence.services import change
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError

GOOD_FOR = timedelta(days=7)

_SPENT = (
    "This invitation does not open anything any more. It works once and for 7 days, and a newer "
    "one replaces it. Look for a later letter, or ask the person who invited you for a new one."
)


def send_invitation(
    person_id: UUID, *, place: str, program_id: UUID | None, actor: Actor, at: datetime
) -> Invitation:
    """Ask a known person to come in; the letter leaves with this transaction.

    Args:
        person_id: Who is asked.
        place: The partner or program the person will act for, as the letter names it.
        program_id: The program whose officer may ask; none where only an operator may.
        actor: Who asks.
        at: When.

    Raises:
        NotPermittedError: The actor is neither operator nor officer of the program.
        ConflictError: The person has no address, or a password already.
    """
    if program_id is None or not _is_officer(actor, program_id, at):
        require(actor, Role.OPERATOR, program_id=None, at=at)
    named = " ".join(place.split())  # One line: it stands in the subject of a letter.
    with change(actor=actor, at=at) as done:
        # Two people inviting the same person queue on the person's row: the later one replaces.
        person = Person.objects.select_for_update(no_key=True).get(pk=person_id)
        if person.email is None:
            raise ConflictError("This person was erased and has no address to write to.")
        if person.has_usable_password():
            raise ConflictError(
                f"{person} has a password already and needs no invitation. Tell them to sign in."
            )
        _open_invitations(person_id).update(replaced_at=at)
        invitation = Invitation.objects.create(
            person=person,
            invited_by_id=actor.person_id,
            place=named,
            program_id=program_id,
            created_at=at,
            expires_at=at + GOOD_FOR,
        )
        done.record(
            InvitationSent(
                invitation_id=invitation.pk,
                person_id=person_id,
                invited_program_id=program_id,
                place=Private(named),
                expires_at=invitation.expires_at,
            )
        )
        jobs.send_invitation_letter.defer(invitation_id=str(invitation.pk))
    return invitation


def give_right(
    *,
    email: str,
    name: str,
    role: Role,
    program_id: UUID | None,
    place: str,
    actor: Actor,
    at: datetime,
    until: datetime | None = None,
) -> tuple[Grant, bool]:
    """Give the person with an address a right; return it, and whether they were invited.

    Somebody who was not known becomes known, and is asked to come in: all of it, or nothing.

    Raises:
        NotPermittedError: The actor is not an operator.
        InvalidValueError: The right would end before it starts.
        ConflictError: The person holds it already, until another instant.
    """
    require(actor, Role.OPERATOR, program_id=None, at=at)
    with change(actor=actor, at=at):
        is_new = person_by_email(email) is None
        person = add_person(email=email, name=name, actor=actor, at=at)
        grant = give_grant(
            person.pk, role=role, program_id=program_id, actor=actor, at=at, until=until
        )
        if is_new:
            send_invitation(person.pk, place=place, program_id=program_id, actor=actor, at=at)
    return grant, is_new


def _is_officer(actor: Actor, program_id: UUID, at: datetime) -> bool:
    person_id = actor.person_id
    return person_id is not None and holds(person_id, [Role.OFFICER], program_id=program_id, at=at)


def _open_invitations(person_id: UUID) -> QuerySet[Invitation]:
    return Invitation.objects.filter(person_id=person_id, accepted_at=None, replaced_at=None)


def invitation_of(secret: str, *, at: datetime) -> Invitation:
    """Return the invitation a link opens, with both people, and use nothing up.

    Raises:
        LinkSpentError: It was accepted, replaced or left too long, or is not one of ours.
    """
    invitation = (
        Invitation.objects.filter(
            secret_sha256=hash_of(secret),
            accepted_at=None,
            replaced_at=None,
            expires_at__gt=at,
            person__email__isnull=False,
        )
        .select_related("person", "invited_by")
        .first()
    )
    if invitation is None:
        raise LinkSpentError(_SPENT)
    return invitation


def accept_invitation(secret: str, *, name: str, password: str, at: datetime) -> Person:
    """Let the invited person in: their name, their password, and the invitation is used up.

    Raises:
        LinkSpentError: It was accepted, replaced or left too long, or is not one of ours.
    """
    invited = invitation_of(secret, at=at)
    actor = Actor.person(invited.person_id)
    with change(actor=actor, at=at) as done:
        # Everybody who holds the same letter queues on the person's row; the first one is let in.
        person = Person.objects.select_for_update(no_key=True).get(pk=invited.person_id)
        invitation = invitation_of(secret, at=at)
        invitation.accepted_at = at
        invitation.save(update_fields=["accepted_at"])
        done.record(InvitationAccepted(invitation_id=invitation.pk, person_id=person.pk))
        describe_person(person.pk, name=name, language=person.language, actor=actor, at=at)
        set_password(person.pk, password, identified_by=IdentifiedBy.LINK, actor=actor, at=at)
    return Person.objects.get(pk=person.pk)
