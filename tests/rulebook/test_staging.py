"""A compiled text taken apart: what becomes a statement, what it reads, how long it is kept."""

from __future__ import annotations

from pathlib import Path

from goodstanding.rulebook.compile import CompiledText, compile_pack
from goodstanding.rulebook.parse import read_pack
from goodstanding.rulebook.sql import Engine
from goodstanding.rulebook.staging import stages

from .worlds import SCOPE

TEXT = """with scope as (
select e.id from facts.enrolments e where e.id = :id -- whose (we ask
),
words(word) as (values (') from late ('), ('x')),
-- Read once only.
once as (select s.id from scope s),
twice as (
    select o.id, w.word from once o cross join words w where o.id > cast(:as_of as timestamptz)
),
a_duties as (select t.id from twice t),
late as (select t.id, w.word from twice t cross join words w)
select d.id from a_duties d join late l on l.id = d.id"""


def test_what_several_read_and_what_a_verb_ends_in_are_statements_of_their_own() -> None:
    text = CompiledText(sql=TEXT, parameters=("id", "as_of"), compiler_version=1)

    found = stages(text, Engine.DUCKDB)

    assert [(one.name, one.parameters, one.read_last) for one in found] == [
        ("scope", ("id",), ()),
        ("twice", ("as_of",), ("scope",)),
        ("a_duties", (), ()),
        ("", (), ("a_duties", "twice")),
    ]


def test_what_is_read_once_and_what_is_only_written_stand_where_they_are_read() -> None:
    text = CompiledText(sql=TEXT, parameters=("id", "as_of"), compiler_version=1)

    scope, twice, _, last = stages(text, Engine.POSTGRESQL)

    assert scope.sql.strip() == (
        "select e.id from facts.enrolments e where e.id = %(id)s -- whose (we ask"
    )
    words = "with words(word) as (values (') from late ('), ('x')),\n"
    assert twice.sql.startswith(f"{words}once as (select s.id from scope s)\n")
    assert twice.sql.rstrip().endswith("where o.id > cast(%(as_of)s as timestamptz)")
    assert last.sql.startswith(f"{words}late as (select t.id, w.word from twice t cross join words")
    assert last.sql.endswith("select d.id from a_duties d join late l on l.id = d.id")


def test_a_rule_book_ends_its_verbs_in_statements_and_keeps_nothing_at_the_end() -> None:
    pack = read_pack(Path("packs/default.yaml").read_text(encoding="utf-8"))

    found = stages(compile_pack(pack, scope_sql=SCOPE), Engine.DUCKDB)

    names = [one.name for one in found]
    assert names[0] == "scope"
    assert names[-1] == ""
    assert {"accept_duties", "pass_duties", "reach_duties", "units", "reasons"} <= set(names)
    dropped = [name for one in found for name in one.read_last]
    assert sorted(dropped) == sorted(names[:-1])
