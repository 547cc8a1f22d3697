"""Enough random worlds are asked about, and a difference in one of them is found and shown."""

from __future__ import annotations

from datetime import timedelta

import pytest

from goodstanding.rulebook.pack import Pack

from . import test_changes, test_compile_affiliates, test_compile_worlds
from .crowds import crowd, require_same, worlds_asked
from .test_compile_worlds import by_duckdb, by_the_oracle
from .worlds import Answer, World, at
from .worlds_packs import code_accepted, contacts, make_pack

ASKING = (test_compile_worlds, test_changes, test_compile_affiliates)
#: How many random worlds the engines are asked about at least, in every run of the suite.
LEAST = 2_000


def test_at_least_two_thousand_random_worlds_are_asked_about() -> None:
    asked = {name: count for module in ASKING for name, count in worlds_asked(module).items()}

    assert len(asked) == 10
    assert sum(asked.values()) >= LEAST, asked


def test_a_crowd_is_as_many_worlds_as_it_says_and_no_two_have_a_partner_in_common() -> None:
    made = crowd(7, 25)

    partners = [row["partner_id"] for world in made.worlds for row in world.of("enrolments")]
    once = {partner_id for world in made.worlds for partner_id in world.by_partner()}
    of_each = [set(world.by_partner()) for world in made.worlds]
    assert len(made.worlds) == 25
    assert set(partners) == once
    assert sum(map(len, of_each)) == len(once) > 25


def test_a_difference_is_shown_with_the_least_that_makes_it() -> None:
    pack, made, as_of = make_pack(code_accepted(), contacts()), crowd(7, 25), at("2026-03-01")
    due = [row for row in by_the_oracle(as_of)(pack, made.together) if row.due_at]
    one_of_them = max(row.partner_id for row in due)

    def a_day_late(pack: Pack, world: World) -> list[Answer]:
        return [
            row._replace(due_at=row.due_at + timedelta(days=1))
            if row.due_at and row.kind == "obligation" and row.partner_id == one_of_them
            else row
            for row in by_the_oracle(as_of)(pack, world)
        ]

    with pytest.raises(AssertionError) as failure:
        require_same(pack, made, a_day_late, by_duckdb(as_of))

    duties, facts = str(failure.value).count("Obligation("), str(failure.value).count("known_from")
    assert (duties, facts) == (1, 1)
    assert "  enrolments: " in str(failure.value)
