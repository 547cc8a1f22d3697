"""Standing follows every change: recomputed once per transaction, last, before the commit."""

from __future__ import annotations

from goodstanding.evidence.subscribers import Batch


def recompute_touched(batch: Batch) -> None:
    """Recompute the partners a transaction touched."""
