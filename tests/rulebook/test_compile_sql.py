from __future__ import annotations

from datetime import date

import pytest

from goodstanding.rulebook.sql import (
    PHRASES,
    Engine,
    Literal,
    NotCompiledError,
    SqlType,
    expand,
    literal,
    parameters,
    render,
    table,
)


@pytest.mark.parametrize(
    ("value", "sql_type", "text"),
    [
        (None, SqlType.DATE, "cast(null as date)"),
        (True, SqlType.BOOLEAN, "cast(true as boolean)"),
        (False, SqlType.BOOLEAN, "cast(false as boolean)"),
        (-30, SqlType.INTEGER, "cast(-30 as integer)"),
        (date(2026, 8, 1), SqlType.DATE, "cast('2026-08-01' as date)"),
        ("partner-code", SqlType.TEXT, "cast('partner-code' as text)"),
        ("North America", SqlType.TEXT, "cast('North America' as text)"),
    ],
)
def test_a_value_becomes_a_typed_literal(value: Literal, sql_type: SqlType, text: str) -> None:
    assert literal(value, sql_type) == text


@pytest.mark.parametrize(
    "name", ["", "it's", "a\\", "a%b", "a:b", "a\nb", " a", "a ", "ä", "x" * 101, '"a"']
)
def test_a_name_that_could_end_its_literal_is_refused(name: str) -> None:
    with pytest.raises(NotCompiledError, match="cannot be a name here"):
        literal(name, SqlType.TEXT)


def test_a_table_holds_typed_rows() -> None:
    columns = {"ob": SqlType.INTEGER, "role": SqlType.TEXT}

    text = table("roles", columns, [(1, "sales")])

    assert text == "roles(ob, role) as (values\n    (cast(1 as integer), cast('sales' as text))\n)"


def test_phrases_are_written_out_and_instants_are_typed() -> None:
    text = expand("where @ahead(x.from_at) is null", PHRASES)

    assert text == (
        "where case when x.from_at > cast(:as_of as timestamptz) then x.from_at end is null"
    )


def test_parameters_are_named_once_and_casts_are_no_parameters() -> None:
    text = "select :b, :a, :b, x::uuid, '10'::text"

    assert parameters(text) == ("b", "a")
    assert render(text, Engine.DUCKDB) == "select $b, $a, $b, x::uuid, '10'::text"
    assert render("select :a, 7 % 2", Engine.POSTGRESQL) == "select %(a)s, 7 %% 2"
