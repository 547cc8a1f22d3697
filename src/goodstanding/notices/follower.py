"""Notices follow what the rooms below do: who is named as a contact, and what is authorized."""

from __future__ import annotations

from goodstanding.evidence.subscribers import Batch
from goodstanding.notices.services.authorizations import (
    tell_of_correction,
    tell_of_end,
    tell_of_grant,
    tell_of_loss,
)
from goodstanding.notices.services.greeting import greet_contact
from goodstanding.partners.events import AffiliationStarted
from goodstanding.partners.events_authorizations import (
    AuthorizationEnded,
    AuthorizationGranted,
    AuthorizationLost,
)
from goodstanding.partners.events_corrections import AuthorizationCorrected


def write_to_new_contacts(batch: Batch) -> None:
    """Write to whom a person named. What an import brings is many, and reached by a campaign."""
    for event in batch.events:
        if isinstance(event.payload, AffiliationStarted) and event.actor.person_id is not None:
            greet_contact(
                event.payload.person_id,
                partner_id=event.payload.partner_id,
                role=event.payload.role,
                cause_id=event.payload.affiliation_id,
                actor=event.actor,
                at=event.at,
            )


def write_of_authorizations(batch: Batch) -> None:
    """Tell a partner what people granted, ended or corrected, and what the rules ended.

    What a file says is told of otherwise.
    """
    for event in batch.events:
        if isinstance(event.payload, AuthorizationLost):
            tell_of_loss(event.payload, key=event.partners[0], actor=event.actor, at=event.at)
        if event.actor.person_id is None:
            continue
        if isinstance(event.payload, AuthorizationGranted):
            tell_of_grant(event.payload, key=event.partners[0], actor=event.actor, at=event.at)
        elif isinstance(event.payload, AuthorizationEnded):
            tell_of_end(event.payload, key=event.partners[0], actor=event.actor, at=event.at)
        elif isinstance(event.payload, AuthorizationCorrected):
            key = event.partners[0]
            tell_of_correction(event.payload, key=key, actor=event.actor, at=event.at)
