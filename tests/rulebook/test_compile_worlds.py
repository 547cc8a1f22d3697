"""Random worlds: the compiled text in both engines, and the oracle, give the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest

from goodstanding.rulebook.pack import Pack

from .crowds import Asked, Crowd, asks, in_order, require_same, telling
from .engines import Postgres, duck
from .oracle_rows import answers
from .packs_composed import composed_packs
from .packs_random import packs
from .worlds import NOW, Answer, World

MOMENT = timedelta(microseconds=1)
FAR = timedelta(days=4 * 365)  #: The calendar of these worlds reaches further than that.


def by_duckdb(as_of: datetime, known_at: datetime = NOW) -> Asked:
    def ask(pack: Pack, world: World) -> list[Answer]:
        duck().load(world)
        return duck().ask(pack, as_of=as_of, known_at=known_at)

    return ask


def by_the_oracle(as_of: datetime, known_at: datetime = NOW) -> Asked:
    return lambda pack, world: answers(world, pack, as_of=as_of, known_at=known_at)


def turns(rows: list[Answer]) -> dict[object, datetime | None]:
    """Return until when nothing about each partner changes."""
    return {row.partner_id: row.turns_at for row in rows if row.kind == "partner"}


def some_turns(rows: list[Answer]) -> Iterator[datetime]:
    """Yield a few of the instants at which partners turn, the last among them."""
    ahead = sorted({instant for instant in turns(rows).values() if instant is not None})
    yield from (ahead[(len(ahead) - 1) * n // 2] for n in range(3) if ahead)


def require_nothing_before_it_turns(pack: Pack, crowd: Crowd) -> None:
    as_of = crowd.as_of
    now = by_duckdb(as_of)
    rows = now(pack, crowd.together)
    until = turns(rows)

    for at in [*some_turns(rows), as_of + FAR]:
        later = by_duckdb(at - MOMENT)

        def of_the_unturned(rows: list[Answer], at: datetime = at) -> list[Answer]:
            return in_order([row for row in rows if (until[row.partner_id] or at) >= at])

        if of_the_unturned(later(pack, crowd.together)) != of_the_unturned(rows):
            require_same(pack, crowd, later, now, alike=of_the_unturned)


@asks(questions=40, worlds=25, pack=packs())
def test_duckdb_answers_as_the_oracle_does(pack: Pack, crowd: Crowd) -> None:
    as_of, known_at = crowd.as_of, crowd.known_at

    require_same(pack, crowd, by_duckdb(as_of, known_at), by_the_oracle(as_of, known_at))


@asks(questions=25, worlds=25, pack=composed_packs())
def test_duckdb_puts_parts_together_as_the_oracle_does(pack: Pack, crowd: Crowd) -> None:
    as_of, known_at = crowd.as_of, crowd.known_at

    require_same(pack, crowd, by_duckdb(as_of, known_at), by_the_oracle(as_of, known_at))


def in_stages(as_of: datetime, known_at: datetime) -> Asked:
    def ask(pack: Pack, world: World) -> list[Answer]:
        duck().load(world)
        return duck().ask_in_stages(pack, as_of=as_of, known_at=known_at)

    return ask


@asks(questions=10, worlds=25, pack=packs() | composed_packs())
def test_a_text_taken_apart_says_what_the_whole_says(pack: Pack, crowd: Crowd) -> None:
    as_of, known_at = crowd.as_of, crowd.known_at

    require_same(pack, crowd, in_stages(as_of, known_at), by_duckdb(as_of, known_at))


@asks(questions=6, worlds=20, corrected=False, pack=packs())
def test_nothing_changes_before_it_turns(pack: Pack, crowd: Crowd) -> None:
    require_nothing_before_it_turns(pack, crowd)


@asks(questions=5, worlds=20, corrected=False, pack=composed_packs())
def test_nothing_made_of_parts_changes_before_it_turns(pack: Pack, crowd: Crowd) -> None:
    require_nothing_before_it_turns(pack, crowd)


@asks(questions=10, worlds=25, pack=packs())
def test_both_agree_at_the_very_instant_something_happens(pack: Pack, crowd: Crowd) -> None:
    rows = answers(crowd.together, pack, as_of=crowd.as_of, known_at=NOW)

    for at in telling(rows, crowd.as_of):
        require_same(pack, crowd, by_duckdb(at), by_the_oracle(at))


@pytest.fixture
def postgres(bare_connection: psycopg.Connection[Any]) -> Postgres:
    return Postgres(bare_connection)


@asks(questions=8, worlds=20, pack=packs())
def test_postgresql_answers_as_duckdb_does_in_the_same_order(
    postgres: Postgres, pack: Pack, crowd: Crowd
) -> None:
    as_of, known_at = crowd.as_of, crowd.known_at
    one, other = postgres.asked(as_of, known_at), by_duckdb(as_of, known_at)

    by_postgres, by_duck = require_same(pack, crowd, one, other)

    assert by_postgres == by_duck


@asks(questions=5, worlds=20, pack=composed_packs())
def test_postgresql_puts_parts_together_as_duckdb_does(
    postgres: Postgres, pack: Pack, crowd: Crowd
) -> None:
    as_of, known_at = crowd.as_of, crowd.known_at
    one, other = postgres.asked(as_of, known_at), by_duckdb(as_of, known_at)

    by_postgres, by_duck = require_same(pack, crowd, one, other)

    assert by_postgres == by_duck
