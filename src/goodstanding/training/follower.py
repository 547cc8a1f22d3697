"""Training follows who leaves a partner: the last person still to be taught may have been them."""

from __future__ import annotations

from goodstanding.evidence.subscribers import Batch
from goodstanding.partners.events import AffiliationEnded
from goodstanding.training.services.assignments import settle_without


def settle_after_leaving(batch: Batch) -> None:
    """End what a partner's people have all passed, now that somebody acts for it no more."""
    for event in batch.events:
        if isinstance(event.payload, AffiliationEnded):
            settle_without(event.payload.partner_id, actor=event.actor, at=event.at)
