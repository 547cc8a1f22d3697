"""Who may put their name under something for a partner."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from goodstanding.accounts.models import Person
from goodstanding.agreements.rules.signature import (
    Identification,
    Signature,
    is_shared_mailbox,
)
from goodstanding.partners.acting import SIGNATORY, roles_held
from goodstanding.partners.models import Membership
from goodstanding.values.actor import Actor
from goodstanding.values.errors import NotPermittedError


def signatory_of(actor: Actor, *, program_id: UUID, partner_id: UUID, at: datetime) -> Person:
    """Return the person who signs for a partner that takes part in a program.

    Raises:
        NotPermittedError: The actor is no person, or no signatory of the partner at ``at``.
    """
    if actor.person_id is None:
        raise NotPermittedError(
            "Only a person can sign for a company, never a machine. Ask a signatory to sign in."
        )
    member = Membership.objects.filter(partner_id=partner_id, program_id=program_id).exists()
    if not member or SIGNATORY not in roles_held(actor.person_id, partner_id, at=at):
        raise NotPermittedError(
            "Only a signatory of the partner can sign. Send the page to your signatory, or ask "
            "to become one."
        )
    return Person.objects.get(pk=actor.person_id)


def require_person(signer: Person, signature: Signature) -> None:
    """Refuse who cannot be told apart from others who read the same mailbox.

    Raises:
        NotPermittedError: There is no mail address, or only a link to a shared one.
    """
    if not signer.email:
        raise NotPermittedError("We have no mail address of yours. Ask your contact to add it.")
    by_link = signature.identified_by is Identification.LINK
    if by_link and is_shared_mailbox(signer.email):
        raise NotPermittedError(
            "You came in by a link sent to a mailbox that several people may read. Set a password "
            "and sign in with it, then come back."
        )
