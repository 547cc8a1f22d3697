"""Standing follows every change: worked out once per transaction, last, before the commit."""

from __future__ import annotations

from goodstanding.evidence.subscribers import Batch
from goodstanding.standing.jobs import sweep_soon
from goodstanding.standing.services import REACH_MAX, raise_epoch, recompute
from goodstanding.values import clock


def recompute_touched(batch: Batch) -> None:
    """Recompute the partners a transaction touched, or make them stale where it is too many."""
    wide = set(batch.programs())
    keys = [key for key in batch.partners() if key.program_id not in wide]
    if len(keys) > REACH_MAX:
        wide.update(key.program_id for key in keys)
        keys = []
    for program_id in sorted(wide):
        raise_epoch(program_id)
    if wide:
        sweep_soon()
    if keys:
        as_of = max(clock.now(), *(event.at for event in batch.events))
        recompute(keys, as_of=as_of, changed=_changed(batch))


def _changed(batch: Batch) -> frozenset[str] | None:
    """Return the relations of facts the transaction may have changed; None: any of them."""
    changed = frozenset[str]()
    for event in batch.events:
        if event.partners:
            if event.payload.FACTS is None:
                return None
            changed |= event.payload.FACTS
    return changed
