"""The two engines that run the compiled text, and the least work that reads what it reads."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from bench._export import open_facts
from bench._objects import Answer
from goodstanding.rulebook.pack import Pack

THREADS = 2
#: Later than anything can be recorded: all that is known.
KNOWN_AT = datetime(9999, 1, 1, tzinfo=UTC)
_SCAN = (Path(__file__).parent / "sql" / "scan.sql").read_text(encoding="utf-8")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_COLUMNS = "cast(partner_id as text), kind, source, unit, status, level, rank, have, need"


class Duck:
    """DuckDB over the exported files."""

    def __init__(self, folder: Path, pack: Pack, *, program_id: UUID, as_of: datetime) -> None:
        from goodstanding.standing.answering import Answering

        self._engine = open_facts(folder, threads=THREADS)
        self._engine.execute("create macro id_of(id) as id")
        self._pack = pack
        self._answering = Answering(pack)
        self._given = {
            "program_id": str(program_id),
            "as_of": as_of.isoformat(),
            "known_at": KNOWN_AT.isoformat(),
        }

    def recompute(self) -> None:
        """Answer for everybody as a simulation does, and keep the rows in a table."""
        self._answering.answer(self._engine, "answer", self._given)

    def scan(self) -> None:
        """Read what the text reads."""
        # Kept as a table, because reading instants needs one more package.
        self._engine.execute(f"create or replace temp table scanned as {_SCAN}")

    def answers(self) -> list[Answer]:
        """Return the rows of the last recompute, in no order."""
        # Instants cross as microseconds: reading them as such needs one more package.
        rows = self._engine.execute(
            f"select {_COLUMNS}, epoch_us(due_at), fact, note, epoch_us(turns_at) from answer"
        ).fetchall()
        return [
            Answer._make((*said, _instant(due_us), fact, note, _instant(turns_us)))
            for *said, due_us, fact, note, turns_us in rows
        ]

    def profile(self, file: Path) -> None:
        """Answer in one statement and leave what each operator took in ``file``, as JSON."""
        from goodstanding.programs.scopes import ALL
        from goodstanding.rulebook.compile import compile_pack
        from goodstanding.rulebook.sql import Engine

        text = compile_pack(self._pack, scope_sql=ALL, ordered=False).for_engine(Engine.DUCKDB)
        self._engine.execute("pragma enable_profiling = 'json'")
        self._engine.execute(f"set profiling_output = '{file}'")
        self._engine.execute(f"create or replace temp table profiled as {text}", self._given)
        self._engine.execute("pragma disable_profiling")
        self._engine.execute("drop table profiled")


class Postgres:
    """PostgreSQL over the fact views, as the application's role."""

    def __init__(self, url: str, text: str, *, program_id: UUID, as_of: datetime) -> None:
        self._connection: psycopg.Connection[Any] = psycopg.connect(url, autocommit=True)
        for setting in (
            "timezone = 'UTC'",
            "work_mem = '256MB'",
            f"max_parallel_workers_per_gather = {THREADS - 1}",
        ):
            self._connection.execute(f"set {setting}".encode())
        self._connection.execute(
            "create function pg_temp.id_of(uuid) returns integer language sql immutable "
            "parallel safe return uuid_hash($1)"
        )
        self._text = text
        self._given = {"program_id": program_id, "as_of": as_of, "known_at": KNOWN_AT}

    def recompute(self) -> None:
        """Answer for everybody, and keep the rows in a temporary table."""
        self._run(f"drop table if exists answer; create temporary table answer as {self._text}")

    def scan(self) -> None:
        """Read what the text reads."""
        text = _SCAN.replace("id_of(", "pg_temp.id_of(")
        self._connection.execute(text.encode()).fetchall()

    def answers(self) -> list[Answer]:
        """Return the rows of the last recompute, in no order."""
        rows = self._connection.execute(
            f"select {_COLUMNS}, due_at, fact, note, turns_at from answer".encode()
        )
        return [Answer(*row) for row in rows]

    def partner_ids(self) -> list[UUID]:
        """Return everybody, in order."""
        rows = self._connection.execute(
            "select distinct partner_id from facts.enrolments order by partner_id"
        )
        return [partner_id for (partner_id,) in rows]

    def plan(self) -> dict[str, Any]:
        """Return what each node of the recompute took."""
        ((found,),) = self._run(f"explain (analyze, costs off, format json) {self._text}")
        plan: dict[str, Any] = found[0]
        return plan

    def close(self) -> None:
        """Let the connection go."""
        self._connection.close()

    def _run(self, text: str) -> Iterable[tuple[Any, ...]]:
        # Planned for these values: the text in bulk is asked once, not a thousand times.
        with psycopg.ClientCursor(self._connection) as cursor:
            cursor.execute(text.encode(), self._given)
            return cursor.fetchall() if cursor.description else []


def _instant(microseconds: int | None) -> datetime | None:
    return None if microseconds is None else _EPOCH + timedelta(microseconds=microseconds)
