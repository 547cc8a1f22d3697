"""Asking both engines: the same text, the same facts, the same rows."""

from __future__ import annotations

import atexit
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import psycopg

from goodstanding.rulebook.compile import compile_pack, compile_parts
from goodstanding.rulebook.pack import Pack
from goodstanding.rulebook.sql import Engine
from goodstanding.rulebook.staging import stages

from .oracle_rows import answers
from .worlds import NOW, NULL, SCOPE, Answer, PartRow, World, insert_sql, schema_sql, world_csv

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Duck:
    """DuckDB in this process, with one world at a time."""

    def __init__(self) -> None:
        self._connection = duckdb.connect()
        self._connection.execute("set threads = 1")
        for statement in schema_sql():
            self._connection.execute(statement)
        self._connection.execute("begin")
        folder = TemporaryDirectory()
        atexit.register(folder.cleanup)
        self._file = Path(folder.name) / "facts.csv"

    def load(self, world: World) -> None:
        """Forget the world before, and record this one."""
        self._connection.execute("rollback")
        self._connection.execute("begin")
        told = f"(format csv, header false, auto_detect false, nullstr '{NULL}')"
        for relation, text in world_csv(world):
            self._file.write_text(text, encoding="utf-8")
            self._connection.execute(f"copy facts.{relation} from '{self._file}' {told}")

    def keep(self, rows: list[Answer]) -> None:
        """Keep the reasons among ``rows`` as what was worked out last."""
        kept = [row._asdict() for row in rows if row.kind != "partner"]
        if kept:
            self._connection.execute(insert_sql("reasons", kept))

    def ask(
        self,
        pack: Pack,
        *,
        as_of: datetime,
        known_at: datetime = NOW,
        changed: frozenset[str] | None = None,
    ) -> list[Answer]:
        """Return the result of the pack's text, in its order."""
        compiled = compile_pack(pack, scope_sql=SCOPE, changed=changed)
        text = compiled.for_engine(Engine.DUCKDB)
        # Instants cross as microseconds: reading them as such needs one more package.
        outer = (
            "select * replace (epoch_us(due_at) as due_at, epoch_us(turns_at) as turns_at)"
            f" from ({text}) t"
        )
        given = {"as_of": as_of.isoformat(), "known_at": known_at.isoformat()}
        rows = self._connection.execute(outer, given).fetchall()
        return [_with_instants(Answer(*row)) for row in rows]

    def ask_in_stages(
        self, pack: Pack, *, as_of: datetime, known_at: datetime = NOW
    ) -> list[Answer]:
        """Return the result of the pack's text taken apart, in its order."""
        given = {"as_of": as_of.isoformat(), "known_at": known_at.isoformat()}
        rows: list[tuple[Any, ...]] = []
        for stage in stages(compile_pack(pack, scope_sql=SCOPE), Engine.DUCKDB):
            bound = {name: given[name] for name in stage.parameters}
            text = (
                f"create temp table {stage.name} as {stage.sql}"
                if stage.name
                else "select * replace (epoch_us(due_at) as due_at, epoch_us(turns_at) as turns_at)"
                f" from ({stage.sql}) t"
            )
            rows = self._connection.execute(text, bound).fetchall()
            for name in stage.read_last:
                self._connection.execute(f"drop table {name}")
        return [_with_instants(Answer(*row)) for row in rows]

    def ask_parts(self, pack: Pack, *, as_of: datetime, known_at: datetime = NOW) -> list[PartRow]:
        """Return how the parts of duties stand, in the order of the text."""
        compiled = compile_parts(pack, scope_sql=SCOPE)
        assert compiled is not None
        text = compiled.for_engine(Engine.DUCKDB)
        outer = f"select * replace (epoch_us(turns_at) as turns_at) from ({text}) t"
        given = {"as_of": as_of.isoformat(), "known_at": known_at.isoformat()}
        rows = [PartRow(*row) for row in self._connection.execute(outer, given).fetchall()]
        return [row._replace(turns_at=_crossed(row.turns_at)) for row in rows]


class Postgres:
    """PostgreSQL, in the transaction of a connection that is rolled back by its owner."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        for statement in schema_sql():
            connection.execute(statement)
        connection.execute("savepoint empty")

    def load(self, world: World) -> None:
        """Forget the world before, and record this one."""
        self._connection.execute("rollback to savepoint empty")
        for relation, text in world_csv(world):
            told = f"copy facts.{relation} from stdin (format csv, null '{NULL}')"
            with self._connection.cursor().copy(told) as copied:
                copied.write(text)

    def ask(self, pack: Pack, *, as_of: datetime, known_at: datetime = NOW) -> list[Answer]:
        """Return the result of the pack's text, in its order."""
        text = compile_pack(pack, scope_sql=SCOPE).for_engine(Engine.POSTGRESQL)
        given = {"as_of": as_of, "known_at": known_at}
        cursor = self._connection.execute(text, given, prepare=True)
        return [
            answer._replace(due_at=_in_utc(answer.due_at), turns_at=_in_utc(answer.turns_at))
            for answer in (Answer(*row) for row in cursor.fetchall())
        ]

    def ask_parts(self, pack: Pack, *, as_of: datetime, known_at: datetime = NOW) -> list[PartRow]:
        """Return how the parts of duties stand, in the order of the text."""
        compiled = compile_parts(pack, scope_sql=SCOPE)
        assert compiled is not None
        text, given = compiled.for_engine(Engine.POSTGRESQL), {"as_of": as_of, "known_at": known_at}
        rows = [PartRow(*row) for row in self._connection.execute(text, given).fetchall()]
        return [row._replace(turns_at=_in_utc(row.turns_at)) for row in rows]

    def plan(self, text: str, given: dict[str, Any]) -> list[Any]:
        """Return how PostgreSQL would answer a text, which it takes as one statement."""
        return self._connection.execute(f"explain {text}", given).fetchall()

    def asked(self, as_of: datetime, known_at: datetime) -> Callable[[Pack, World], list[Answer]]:
        """Return how to load a world and ask about it."""

        def ask(pack: Pack, world: World) -> list[Answer]:
            self.load(world)
            return self.ask(pack, as_of=as_of, known_at=known_at)

        return ask


def _in_utc(instant: datetime | None) -> datetime | None:
    return None if instant is None else instant.astimezone(UTC)


def _with_instants(answer: Answer) -> Answer:
    return answer._replace(due_at=_crossed(answer.due_at), turns_at=_crossed(answer.turns_at))


def _crossed(microseconds: Any) -> datetime | None:
    return None if microseconds is None else _EPOCH + timedelta(microseconds=microseconds)


@cache
def duck() -> Duck:
    """Return the one DuckDB of this process: making its calendar takes a while."""
    return Duck()


def ask(
    pack: Pack, world: World, as_of: datetime, *, known_at: datetime = NOW
) -> dict[tuple[str, str | None], Answer]:
    """Return the rows by source and unit, on which the text and the oracle agree."""
    duck().load(world)
    rows = duck().ask(pack, as_of=as_of, known_at=known_at)
    expected = answers(world, pack, as_of=as_of, known_at=known_at)
    assert sorted(rows, key=repr) == sorted(expected, key=repr)
    return {(row.source, row.unit): row for row in rows}
