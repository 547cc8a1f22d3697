"""Running a rule book's text: for some partners, at an instant, as known at an instant.

There is one definition of every rule, the text its published version compiles to. This module
only hands it its parameters and gives the rows names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from importlib import resources
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg import Connection, Cursor
from psycopg.rows import class_row

from goodstanding.programs.models import PackVersion
from goodstanding.programs.scopes import compile_for_storage
from goodstanding.programs.selectors import next_effect, pack_of
from goodstanding.rulebook.changes import name_of
from goodstanding.rulebook.compile import COMPILER_VERSION

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


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRow:
    """How one part of a duty stands, as ``rulebook.compile.compile_parts`` describes it."""

    program_id: UUID
    partner_id: UUID
    whole: str
    unit: str | None
    part: str
    part_unit: str | None
    state: str
    have: int | None
    need: int | None
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


@lru_cache(maxsize=32)
def _texts(version_id: UUID) -> dict[str, Any]:
    """Return the SQL of a published version, compiled anew where an older compiler wrote it.

    What a version says never changes; what is kept of its SQL only saves the work.
    """
    version = PackVersion.objects.only("text", "compiled").get(pk=version_id)
    assert version.compiled is not None  # the database refuses to publish without it
    compiled: dict[str, Any] = version.compiled
    if compiled.get("compiler", 0) < COMPILER_VERSION:
        return compile_for_storage(pack_of(version)).to_json()
    return compiled


def text_for_some(version_id: UUID) -> str:
    """Return the text for some partners."""
    text: str = _texts(version_id)["some"]
    return text


def text_after(version_id: UUID, change: frozenset[str]) -> str | None:
    """Return the text for some partners after a change of ``change``, relations of facts.

    Empty where the change moves nothing; None where the version has no text for it.
    """
    after: dict[str, str] = _texts(version_id)["after"]
    return after.get(name_of(change))


def answer(
    version: PackVersion,
    partner_ids: Sequence[UUID],
    *,
    as_of: datetime,
    known_at: datetime = KNOWN_TODAY,
) -> list[Row]:
    """Return what ``version`` says of some partners; writes nothing."""
    given = _given(version, partner_ids, as_of=as_of, known_at=known_at)
    with Cursor(_driver(), row_factory=class_row(Row)) as cursor:
        cursor.execute(text_for_some(version.pk).encode(), given, prepare=True)
        return cursor.fetchall()


def answer_parts(
    version: PackVersion, partner_id: UUID, *, as_of: datetime, known_at: datetime = KNOWN_TODAY
) -> list[PartRow]:
    """Return how the parts of one partner's duties stand; none where ``version`` has no parts."""
    text: str = _texts(version.pk)["parts"]
    if not text:
        return []
    given = _given(version, [partner_id], as_of=as_of, known_at=known_at)
    with Cursor(_driver(), row_factory=class_row(PartRow)) as cursor:
        cursor.execute(text.encode(), given)
        return cursor.fetchall()


def _given(
    version: PackVersion, partner_ids: Sequence[UUID], *, as_of: datetime, known_at: datetime
) -> dict[str, Any]:
    return {
        "program_id": version.program_id,
        "partner_ids": list(partner_ids),
        "as_of": as_of,
        "known_at": known_at,
    }


def recompute(
    version_id: UUID, partner_ids: Sequence[UUID], *, as_of: datetime, epoch: int
) -> None:
    """Work out and keep the standing of partners whose rows the caller has locked."""
    version = PackVersion.objects.only("program_id").get(pk=version_id)
    given = {
        "program_id": version.program_id,
        "version_id": version_id,
        "next_effect": next_effect(version.program_id, after=as_of),
        "whole": True,
    }
    _keep(text_for_some(version_id), given, partner_ids, as_of=as_of, epoch=epoch)


def recompute_moved(
    text: str,
    partner_ids: Sequence[UUID],
    *,
    program_id: UUID,
    version_id: UUID,
    as_of: datetime,
    epoch: int,
) -> None:
    """Work out and keep what a change moves, where what is kept of the rest is still true.

    ``text`` is what ``text_after`` gave for the change; the caller has locked the rows, and
    knows that they were worked out by this version and have not turned.
    """
    given = {
        "program_id": program_id,
        "version_id": version_id,
        "next_effect": None,
        "whole": False,
    }
    _keep(text, given, partner_ids, as_of=as_of, epoch=epoch)


def _keep(
    text: str,
    given: dict[str, Any],
    partner_ids: Sequence[UUID],
    *,
    as_of: datetime,
    epoch: int,
) -> None:
    statement = _recompute_text().replace("{text}", text)
    with Cursor(_driver()) as cursor:
        cursor.execute(
            statement.encode(),
            {
                **given,
                "partner_ids": list(partner_ids),
                "as_of": as_of,
                "known_at": KNOWN_TODAY,
                "epoch": epoch,
            },
            prepare=True,
        )
