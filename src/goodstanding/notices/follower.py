"""Notices follow who is named as a contact: the rules want proof that messages reach them."""

from __future__ import annotations

from goodstanding.evidence.subscribers import Batch
from goodstanding.notices.services.greeting import greet_contact
from goodstanding.partners.events import AffiliationStarted


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
