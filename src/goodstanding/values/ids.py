"""Identifiers that sort by the time they were made."""

from __future__ import annotations

import os
import time
import uuid

_RANDOM_BYTES = 10


def new_id() -> uuid.UUID:
    """Return a UUID version 7: 48 bits of milliseconds, then 74 random bits (RFC 9562, 5.7).

    Ordered keys keep the pages of large tables and their indexes warm. The instant inside
    is the wall clock's and is never read back: business time is a column of its own.
    """
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds << 80) | int.from_bytes(os.urandom(_RANDOM_BYTES))
    value = value & ~(0xF << 76) | (0x7 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    return uuid.UUID(int=value)
