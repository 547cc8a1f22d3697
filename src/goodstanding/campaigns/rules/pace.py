"""How many messages may leave now."""

from __future__ import annotations


def allowance(*, per_hour: int | None, sent_last_hour: int, chunk_max: int) -> int:
    """Return how many messages one chunk may hold so that no hour sees more than ``per_hour``."""
    if per_hour is None:
        return chunk_max
    return max(0, min(chunk_max, per_hour - sent_last_hour))
