"""Which database cluster an event's transaction number was drawn in."""

from __future__ import annotations

from functools import cache

from django.db import connection


@cache
def cluster_id() -> int:
    """Return the system identifier of the connected cluster; a process only ever has one.

    Transaction numbers start anew after a restore into another cluster. An event keeps both,
    so that the sealer never compares numbers of two clusters.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT system_identifier FROM pg_control_system()")
        return int(cursor.fetchone()[0])
