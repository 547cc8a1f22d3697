"""Running a rule book's text: for some partners, at an instant, as known at an instant.

There is one definition of every rule, the text kept with the published version. This module
only hands it its parameters and gives the rows names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from uuid import UUID

from django.db import connection
from psycopg import Connection, Cursor
from psycopg.rows import class_row

from goodstanding.programs.models import PackVersion
from goodstanding.programs.selectors import next_effect

#: Later than anything can be recorded: all that is known today, whatever the clocks say.
KNOWN_TODAY = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the answer, as ``rulebook.compile`` describes it."""

    program_id: UUID
    partner_id: UUID
    kind: str
    source: str
    unit: str | None
    status: str
    level: str | None
    rank: int
    have: int | None
    need: int | None
    due_at: datetime | None
    fact: str | None
    note: str | None
    turns_at: datetime | None


@cache
def _recompute_text() -> str:
    file = resources.files("goodstanding.standing") / "recompute.sql"
    return file.read_text(encoding="utf-8")


def _driver() -> Connection[tuple[object, ...]]:
    """Return the driver's connection: Django's own cursors bind on the client, never prepare."""
    connection.ensure_connection()
    driver: Connection[tuple[object, ...]] = connection.connection
    return driver


def _text(version: PackVersion) -> str:
    """Return the SQL a published version is kept with, for some partners."""
    assert version.compiled is not None  # the database refuses to publish without it
    some: str = version.compiled["some"]
    return some


def answer(
    version: PackVersion,
    partner_ids: Sequence[UUID],
    *,
    as_of: datetime,
    known_at: datetime = KNOWN_TODAY,
) -> list[Row]:
    """Return what ``version`` says of some partners; writes nothing."""
    with Cursor(_driver(), row_factory=class_row(Row)) as cursor:
        cursor.execute(
            _text(version).encode(),
            {
                "program_id": version.program_id,
                "partner_ids": list(partner_ids),
                "as_of": as_of,
                "known_at": known_at,
            },
            prepare=True,
        )
        return cursor.fetchall()


def recompute(
    version: PackVersion, partner_ids: Sequence[UUID], *, as_of: datetime, epoch: int
) -> None:
    """Work out and keep the standing of partners whose rows the caller has locked."""
    text = _recompute_text().replace("{text}", _text(version))
    with Cursor(_driver()) as cursor:
        cursor.execute(
            text.encode(),
            {
                "program_id": version.program_id,
                "partner_ids": list(partner_ids),
                "as_of": as_of,
                "known_at": KNOWN_TODAY,
                "version_id": version.pk,
                "epoch": epoch,
                "next_effect": next_effect(version.program_id, after=as_of),
            },
            prepare=True,
        )
