"""Answering for everybody over the files of facts, so many partners at a time.

What an answer holds in memory grows with its partners. The files are sorted by who owns a row,
so an answer about a range of partners skips most of what is not theirs, and many thousands of
partners in a row cost as much together as alone. Ranges are answered side by side, each on one
processor: what one statement does in turn, two ranges do at the same time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

from goodstanding.programs.scopes import ALL
from goodstanding.rulebook.compile import compile_pack
from goodstanding.rulebook.pack import Pack
from goodstanding.rulebook.sql import Engine
from goodstanding.rulebook.staging import stages
from goodstanding.standing.facts_export import Duck

#: Partners answered for at a time. Fewer cost more time together, more cost more memory.
PART = 25_000
#: Ranges answered side by side at most: each holds some 200 MB.
WORKERS_MAX = 4
#: Columns of an answer, and their types, in the order of the result.
ANSWER = {
    "program_id": "uuid",
    "partner_id": "uuid",
    "kind": "text",
    "source": "text",
    "unit": "text",
    "status": "text",
    "level": "text",
    "rank": "integer",
    "have": "bigint",
    "need": "bigint",
    "due_at": "timestamptz",
    "fact": "text",
    "note": "text",
    "turns_at": "timestamptz",
}

_RANGE = " and e.partner_id between cast(:first_id as uuid) and cast(:last_id as uuid)"
#: A range of identifiers for each so many partners of a program, in order; few partners are shared
#: out among those who answer.
_RANGES = """select cast(min(partner_id) as text), cast(max(partner_id) as text)
from (
    select partner_id,
        (row_number() over (order by partner_id) - 1)
            // least($part, (count(*) over () + $workers - 1) // $workers) as n
    from (select distinct partner_id from facts.enrolments where program_id = $program_id)
)
group by n
order by n"""


class Answering:
    """The text of a rule book, ready to answer for everybody in DuckDB."""

    def __init__(self, pack: Pack, *, part: int = PART) -> None:
        text = compile_pack(pack, scope_sql=ALL + _RANGE, ordered=False)
        self._stages = stages(text, Engine.DUCKDB)
        self._part = part

    def answer(self, duck: Duck, table: str, given: Mapping[str, str]) -> None:
        """Leave the rows of every partner in a table, in no order.

        Args:
            duck: An engine in which the facts are open, and in which nobody else works.
            table: What the table is called; one of that name is replaced.
            given: ``program_id``, ``as_of`` and ``known_at``, as text.
        """
        empty_answer(duck, table)
        ranges = self._ranges(duck, given["program_id"])
        with _beside_each_other(duck, most=len(ranges)) as workers:
            for _done in workers.map(lambda some: self._answer(duck, table, given, some), ranges):
                pass

    def _answer(
        self, duck: Duck, table: str, given: Mapping[str, str], some: tuple[str, str]
    ) -> None:
        """Add the rows of a range, on a connection of its own."""
        bound = {**given, "first_id": some[0], "last_id": some[1]}
        with closing(duck.cursor()) as own:
            own.execute("set timezone = 'UTC'")
            for stage in self._stages:
                into = (
                    f"create temp table {stage.name} as" if stage.name else f"insert into {table}"
                )
                own.execute(f"{into} {stage.sql}", {name: bound[name] for name in stage.parameters})
                for name in stage.read_last:
                    own.execute(f"drop table {name}")

    def _ranges(self, duck: Duck, program_id: str) -> list[tuple[str, str]]:
        workers = min(_threads(duck), WORKERS_MAX)
        given = {"part": self._part, "program_id": program_id, "workers": workers}
        return duck.execute(_RANGES, given).fetchall()


def empty_answer(duck: Duck, table: str) -> None:
    """Leave a table of answers without rows; one of that name is replaced."""
    columns = ", ".join(f"{name} {kind}" for name, kind in ANSWER.items())
    duck.execute(f"create or replace table {table} ({columns})")


@contextmanager
def _beside_each_other(duck: Duck, *, most: int) -> Iterator[ThreadPoolExecutor]:
    """Yield workers that share an engine's processors, as long as they work."""
    threads = _threads(duck)
    workers = max(1, min(threads, most, WORKERS_MAX))
    # Who asks works too: the engine has one processor fewer at its own hand for each.
    duck.execute(f"set threads = {threads - workers + 1}")
    try:
        with ThreadPoolExecutor(workers) as pool:
            yield pool
    finally:
        duck.execute(f"set threads = {threads}")


def _threads(duck: Duck) -> int:
    row = duck.execute("select current_setting('threads')").fetchone()
    assert row is not None  # a select without a table gives one row
    return int(row[0])
