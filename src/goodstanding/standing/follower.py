"""Standing acts before a fact counts: instants that passed before it are settled first."""

from __future__ import annotations

from goodstanding.evidence.subscribers import Batch
from goodstanding.partners.services.losing import SWEEP
from goodstanding.standing.services import REACH_MAX
from goodstanding.standing.settling import settle_before


def settle_touched(batch: Batch) -> None:
    """Put on record what the countdowns of touched partners came to before this transaction.

    Of more partners than are recomputed at once it is left to the sweep, which finds the same.
    """
    events = [event for event in batch.events if event.actor != SWEEP]
    keys = sorted({key for event in events for key in event.partners})
    if keys and len(keys) <= REACH_MAX:
        # At what comes after that instant, the facts of this transaction are known.
        settle_before(keys, at=batch.recorded_at)
