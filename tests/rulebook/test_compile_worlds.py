"""Random worlds: the compiled text in both engines, and the oracle, give the same rows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import psycopg
from hypothesis import HealthCheck, Phase, given, settings

from goodstanding.rulebook.pack import Pack

from .engines import Postgres, duck
from .oracle_rows import answers
from .packs_random import instants, packs
from .worlds import NOW, Answer, World
from .worlds_random import worlds

MOMENT = timedelta(microseconds=1)
slow = settings(deadline=None, suppress_health_check=list(HealthCheck))


def in_order(rows: list[Answer]) -> list[Answer]:
    return sorted(rows, key=repr)


def next_turn(rows: list[Answer]) -> datetime | None:
    turns = [row.turns_at for row in rows if row.kind == "partner" and row.turns_at is not None]
    return min(turns, default=None)


@settings(slow, max_examples=40)
@given(packs(), worlds(), instants(), instants())
def test_duckdb_answers_as_the_oracle_does(
    pack: Pack, world: World, as_of: datetime, known_at: datetime
) -> None:
    duck().load(world)

    rows = duck().ask(pack, as_of=as_of, known_at=known_at)

    assert in_order(rows) == in_order(answers(world, pack, as_of=as_of, known_at=known_at))


@settings(slow, max_examples=25)
@given(packs(), worlds(corrected=False), instants())
def test_nothing_changes_before_it_turns(pack: Pack, world: World, as_of: datetime) -> None:
    duck().load(world)
    rows = duck().ask(pack, as_of=as_of)
    turns_at = next_turn(rows)

    later = rows if turns_at is None else duck().ask(pack, as_of=turns_at - MOMENT)

    assert later == rows


@settings(slow, max_examples=25)
@given(packs(), worlds(), instants())
def test_both_agree_at_the_very_instant_it_turns(pack: Pack, world: World, as_of: datetime) -> None:
    duck().load(world)
    turns_at = next_turn(answers(world, pack, as_of=as_of, known_at=NOW)) or as_of

    rows = duck().ask(pack, as_of=turns_at)

    assert in_order(rows) == in_order(answers(world, pack, as_of=turns_at, known_at=NOW))


def test_postgresql_answers_as_duckdb_does_in_the_same_order(
    bare_connection: psycopg.Connection[Any],
) -> None:
    postgres = Postgres(bare_connection)

    @settings(slow, max_examples=8, phases=[Phase.explicit, Phase.generate])
    @given(packs(), worlds(), instants(), instants())
    def agree(pack: Pack, world: World, as_of: datetime, known_at: datetime) -> None:
        duck().load(world)
        postgres.load(world)

        rows = postgres.ask(pack, as_of=as_of, known_at=known_at)

        assert rows == duck().ask(pack, as_of=as_of, known_at=known_at)

    agree()
