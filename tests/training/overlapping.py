"""Two acts whose transactions overlap for certain: the second runs while the first is open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from threading import Thread
from typing import TypeVar

from django.db import connection, connections

from goodstanding.evidence.services import change
from tests.builders import SYSTEM

T = TypeVar("T")


def overlapping(first: Callable[[], T], second: Callable[[], T], *, at: datetime) -> list[T]:
    """Return what both acts gave; the second starts before the first is committed.

    The first is committed once the second waits for one of its locks, or has gone past them all.
    """
    given: list[T] = []
    failed: list[Exception] = []

    def run() -> None:
        try:
            given.append(second())
        except Exception as error:  # noqa: BLE001 -- told by the caller's thread.
            failed.append(error)
        finally:
            connections.close_all()

    thread = Thread(target=run)
    with change(actor=SYSTEM, at=at):
        mine = first()
        thread.start()
        while thread.is_alive() and not _somebody_waits():
            pass
    thread.join()
    for error in failed:
        raise error
    return [mine, *given]


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        waits: bool = cursor.fetchone()[0]
    return waits
