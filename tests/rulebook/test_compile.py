from __future__ import annotations

import re
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from goodstanding.rulebook import facts
from goodstanding.rulebook.compile import COMPILER_VERSION, CompiledText, compile_pack
from goodstanding.rulebook.pack import Who
from goodstanding.rulebook.parse import read_pack
from goodstanding.rulebook.sql import Engine

from .worlds import SCOPE
from .worlds_packs import code_accepted, contacts, make_pack, trained

PACKS = sorted((Path(__file__).parents[2] / "packs").glob("*.yaml"))
DIALECTS = {Engine.POSTGRESQL: "postgres", Engine.DUCKDB: "duckdb"}
FUNCTIONS = {
    *(
        "And",
        "Or",
        "Case",
        "Cast",
        "Coalesce",
        "Collate",
        "Count",
        "Greatest",
        "Least",
        "Max",
        "Min",
    ),
    *("Floor", "Nullif", "Pad", "Substring", "RowNumber", "If", "Sum"),
}
TYPES = {"BIGINT", "BOOLEAN", "DATE", "INT", "TEXT", "TIMESTAMPTZ", "UUID"}


def full_text() -> CompiledText:
    who = Who(tiers=("reseller",), excluded=Who(countries=("DE",)))
    return compile_pack(make_pack(code_accepted(who=who), trained(), contacts()), scope_sql=SCOPE)


def parsed(engine: Engine) -> exp.Expr:
    return sqlglot.parse_one(full_text().for_engine(engine), read=DIALECTS[engine])


@pytest.mark.parametrize("engine", Engine)
def test_the_text_uses_only_what_both_engines_answer_alike(engine: Engine) -> None:
    tree = parsed(engine)

    functions = {type(node).__name__ for node in tree.find_all(exp.Func)}
    types = {node.this.value for node in tree.find_all(exp.DataType)}

    assert functions - FUNCTIONS == set()
    assert types - TYPES - {"INTERVAL"} == set()
    assert list(tree.find_all(exp.Div, exp.Mod, exp.Array, exp.AtTimeZone)) == []


@pytest.mark.parametrize("engine", Engine)
def test_every_order_says_where_nulls_go_and_every_subquery_has_a_name(engine: Engine) -> None:
    text, tree = full_text().for_engine(engine), parsed(engine)

    ordered = len(list(tree.find_all(exp.Ordered)))

    assert len(re.findall(r"(?:asc|desc) nulls (?:first|last)", text)) == ordered > 10
    unnamed = [node for node in tree.find_all(exp.Subquery) if not node.alias]
    assert all(isinstance(node.parent, exp.In) for node in unnamed)
    assert not [node for node in tree.find_all(exp.Distinct) if node.args.get("on")]


@pytest.mark.parametrize("engine", Engine)
def test_the_text_reads_facts_that_are_declared_and_nothing_else(engine: Engine) -> None:
    tree = parsed(engine)
    named = {cte.alias for cte in tree.find_all(exp.CTE)}

    outside = {(t.db, t.name) for t in tree.find_all(exp.Table)} - {("", name) for name in named}

    assert outside <= {(facts.SCHEMA, relation.name) for relation in facts.RELATIONS}
    assert ("facts", "days") in outside


def test_the_text_says_its_parameters_and_who_made_it() -> None:
    text = full_text()

    given = compile_pack(
        make_pack(),
        scope_sql="select :program::uuid as program_id, unnest(:partners::uuid[]) as partner_id",
    )

    assert text.parameters == ("known_at", "as_of")
    assert text.compiler_version == COMPILER_VERSION
    assert given.parameters == ("program", "partners", "known_at", "as_of")
    assert "%(program)s::uuid" in given.for_engine(Engine.POSTGRESQL)
    assert "$as_of" in given.for_engine(Engine.DUCKDB)


def test_a_text_without_order_is_the_same_text_but_for_its_end() -> None:
    pack = make_pack(code_accepted(), trained(), contacts())

    loose = compile_pack(pack, scope_sql=SCOPE, ordered=False).sql

    ordered = compile_pack(pack, scope_sql=SCOPE).sql
    assert ordered.startswith(f"{loose}\norder by s.program_id asc nulls last, s.partner_id")


def test_the_same_pack_gives_the_same_text() -> None:
    assert full_text() == full_text()


def test_scope_stands_in_front_of_everything() -> None:
    text = full_text().sql

    assert text.startswith("with scope as (\nselect g.program_id, g.partner_id,\n")
    front = f"select distinct g.program_id, g.partner_id\nfrom (\n{SCOPE}\n) g\n) g\n),"
    assert text.index(front) < text.index("facts.")


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.stem)
def test_every_pack_we_ship_compiles(path: Path) -> None:
    pack = read_pack(path.read_text(encoding="utf-8"))

    text = compile_pack(pack, scope_sql=SCOPE)

    tree = sqlglot.parse_one(text.for_engine(Engine.POSTGRESQL), read="postgres")
    assert isinstance(tree, exp.Select)
