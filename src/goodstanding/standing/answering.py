"""Answering for everybody over the files of facts, so many partners at a time.

What an answer holds in memory grows with its partners. The files are sorted by who owns a row,
so an answer about a range of partners skips most of what is not theirs, and many thousands of
partners in a row cost as much together as alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from goodstanding.programs.scopes import ALL
from goodstanding.rulebook.compile import compile_pack
from goodstanding.rulebook.pack import Pack
from goodstanding.rulebook.sql import Engine
from goodstanding.standing.facts_export import Duck

#: Partners answered for at a time. Fewer cost more time together, more cost more memory.
PART = 25_000

_RANGE = " and e.partner_id between cast(:first_id as uuid) and cast(:last_id as uuid)"
#: A range of identifiers for each so many partners of a program, in order.
_RANGES = """select cast(min(partner_id) as text), cast(max(partner_id) as text)
from (
    select partner_id, (row_number() over (order by partner_id) - 1) // $part as n
    from (select distinct partner_id from facts.enrolments where program_id = $program_id)
)
group by n
order by n"""


class Answering:
    """The text of a rule book, ready to answer for everybody in DuckDB."""

    def __init__(self, pack: Pack, *, part: int = PART) -> None:
        text = compile_pack(pack, scope_sql=ALL + _RANGE, ordered=False)
        self._text = text.for_engine(Engine.DUCKDB)
        self._part = part

    def answer(self, duck: Duck, table: str, given: Mapping[str, str]) -> None:
        """Leave the rows of every partner in a temporary table, in no order.

        Args:
            duck: An engine in which the facts are open.
            table: What the table is called; one of that name is replaced.
            given: ``program_id``, ``as_of`` and ``known_at``, as text.
        """
        duck.execute(f"drop table if exists {table}")
        into = f"create temp table {table} as"
        for some in self._ranges(duck, given["program_id"]):
            duck.execute(f"{into} {self._text}", {**given, **some})
            into = f"insert into {table}"

    def _ranges(self, duck: Duck, program_id: str) -> Iterator[dict[str, str]]:
        found = duck.execute(_RANGES, {"part": self._part, "program_id": program_id}).fetchall()
        nobody = "00000000-0000-0000-0000-000000000000"
        for first_id, last_id in found or [(nobody, nobody)]:
            yield {"first_id": first_id, "last_id": last_id}
