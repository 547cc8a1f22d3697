"""One sealer at a time, whoever asks: a lock of the database that ends with its connection."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

#: Any number nothing else in the product locks.
_LOCK = 6962_9162


@contextmanager
def alone() -> Iterator[bool]:
    """Give whether this is the only sealer now, and stay so until the end of the block."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        mine: bool = cursor.fetchone()[0]
    try:
        yield mine
    finally:
        if mine:
            _unlock()


@contextmanager
def sealer_waits() -> Iterator[None]:
    """Wait until no sealer is at work, and keep others out until the end of the block."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
    try:
        yield
    finally:
        _unlock()


def _unlock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
