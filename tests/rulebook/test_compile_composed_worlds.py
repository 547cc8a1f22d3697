"""Random worlds: duties made of parts stand as the oracle says, in both engines."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import psycopg
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from goodstanding.rulebook.changes import FREQUENT
from goodstanding.rulebook.pack import Pack

from .engines import Postgres, duck
from .oracle_rows import answers
from .packs_composed import composed_packs
from .packs_random import instants
from .test_compile_worlds import MOMENT, in_order, next_turn, slow
from .worlds import World
from .worlds_random import worlds


@settings(slow, max_examples=40)
@given(composed_packs(), worlds(), instants(), instants())
def test_duckdb_puts_parts_together_as_the_oracle_does(
    pack: Pack, world: World, as_of: datetime, known_at: datetime
) -> None:
    duck().load(world)

    rows = duck().ask(pack, as_of=as_of, known_at=known_at)

    assert in_order(rows) == in_order(answers(world, pack, as_of=as_of, known_at=known_at))


@settings(slow, max_examples=20)
@given(composed_packs(), worlds(corrected=False), instants())
def test_nothing_made_of_parts_changes_before_it_turns(
    pack: Pack, world: World, as_of: datetime
) -> None:
    duck().load(world)
    rows = duck().ask(pack, as_of=as_of)
    turns_at = next_turn(rows)

    later = rows if turns_at is None else duck().ask(pack, as_of=turns_at - MOMENT)

    assert later == rows


@settings(slow, max_examples=15)
@given(composed_packs(), worlds(), instants(), st.sampled_from(FREQUENT))
def test_a_change_of_a_part_works_out_what_it_is_a_part_of(
    pack: Pack, world: World, as_of: datetime, change: frozenset[str]
) -> None:
    before = World({n: [] if n in change else rows for n, rows in world.facts.items()})
    duck().load(before)
    first = duck().ask(pack, as_of=as_of)
    duck().load(world)
    duck().keep(first)

    rows = duck().ask(pack, as_of=as_of, changed=change)

    whole = duck().ask(pack, as_of=as_of)
    assert [row[:-1] for row in rows] == [row[:-1] for row in whole]


def test_postgresql_puts_parts_together_as_duckdb_does(
    bare_connection: psycopg.Connection[Any],
) -> None:
    postgres = Postgres(bare_connection)

    @settings(slow, max_examples=5, phases=[Phase.explicit, Phase.generate])
    @given(composed_packs(), worlds(), instants(), instants())
    def agree(pack: Pack, world: World, as_of: datetime, known_at: datetime) -> None:
        duck().load(world)
        postgres.load(world)

        rows = postgres.ask(pack, as_of=as_of, known_at=known_at)

        assert rows == duck().ask(pack, as_of=as_of, known_at=known_at)

    agree()
