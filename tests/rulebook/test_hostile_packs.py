"""Packs come from strangers: each is a pack or is refused, and no word of theirs becomes SQL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import psycopg
import pytest
import sqlglot
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlglot import exp

from goodstanding.rulebook.changes import FREQUENT
from goodstanding.rulebook.compile import compile_pack
from goodstanding.rulebook.document import ENTRIES_MAX
from goodstanding.rulebook.errors import SENTENCE_CHARACTERS_MAX, PackRefusedError
from goodstanding.rulebook.pack import Pack
from goodstanding.rulebook.parse import read_pack
from goodstanding.rulebook.parse_parts import PARTS_DEPTH_MAX
from goodstanding.rulebook.parse_reading import PROBLEMS_MAX
from goodstanding.rulebook.sql import Engine

from .engines import Postgres, duck
from .strategies_hostile import MARK, WORDS, broken_packs, worded_packs
from .strategies_texts import pack_text, problems
from .worlds import NOW, SCOPE, World

GIVEN = {"as_of": NOW, "known_at": NOW}
hostile = settings(deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
def postgres(bare_connection: psycopg.Connection[Any]) -> Postgres:
    return Postgres(bare_connection)


def texts_of(pack: Pack) -> Iterator[str]:
    """Yield the text that answers for all, and those that work out a change."""
    for changed in (None, *FREQUENT):
        yield compile_pack(pack, scope_sql=SCOPE, changed=changed).for_engine(Engine.DUCKDB)


def names_in(pack: Pack) -> set[str]:
    """Return the codes of a pack, which alone of what its author wrote may stand in the text."""
    return {
        word
        for node in pack.obligations
        for who in (node.who, node.who.excluded if node.who else None)
        if who is not None
        for word in (*who.tiers, *who.countries, *who.regions)
    } | {MARK, f"{MARK}-x"}


@settings(hostile, max_examples=100)
@given(broken_packs())
def test_whatever_is_sent_is_a_pack_or_is_refused(text: str) -> None:
    try:
        pack = read_pack(text)
    except PackRefusedError as error:
        told = error.problems
        assert 1 <= len(told) <= PROBLEMS_MAX + 1
        assert all(problem.line >= 1 and problem.column >= 1 for problem in told)
        assert all(len(problem.sentence) < SENTENCE_CHARACTERS_MAX + 10 for problem in told)
    else:
        for sql in texts_of(pack):
            (statement,) = duckdb.extract_statements(sql)
            assert statement.type is duckdb.StatementType.SELECT


@settings(hostile, max_examples=8)
@given(worded_packs(), st.sampled_from((None, *FREQUENT)))
def test_no_word_of_an_author_stands_in_the_text(text: str, changed: frozenset[str] | None) -> None:
    pack = read_pack(text)

    sql = compile_pack(pack, scope_sql=SCOPE, changed=changed).sql

    tree = sqlglot.parse_one(sql, read="postgres")
    said = [node.this for node in tree.find_all(exp.Literal) if node.is_string]
    assert isinstance(tree, exp.Select)
    assert {words for words in said if MARK in words} <= names_in(pack)
    assert sql.count(MARK) == sum(MARK in words for words in said)
    assert not [words for words in WORDS if words in sql]


@settings(hostile, max_examples=5)
@given(worded_packs())
def test_both_engines_take_the_text_for_one_question(postgres: Postgres, text: str) -> None:
    compiled = compile_pack(read_pack(text), scope_sql=SCOPE)

    in_postgres = postgres.plan(compiled.for_engine(Engine.POSTGRESQL), GIVEN)
    (in_duckdb,) = duckdb.extract_statements(compiled.for_engine(Engine.DUCKDB))

    assert in_postgres
    assert in_duckdb.type is duckdb.StatementType.SELECT
    assert in_duckdb.named_parameters == {"as_of", "known_at"}
    duck().load(World())
    assert duck().ask(read_pack(text), as_of=NOW) == []


def part(name: str, *parts: str) -> str:
    asks = f"all: [{', '.join(parts)}]" if parts else "show: {document: d, per: partner}"
    return f"{name}: {{title: A, {asks}, part: true}}"


def whole(part_name: str, *parts: str) -> str:
    due = f"whole: {{title: A, any: [{part_name}], due: 1 day after assignment, countdown: talk}}"
    return pack_text(obligations=f"{{{', '.join([*parts, due])}}}")


def test_a_list_has_an_end() -> None:
    effects = ", ".join(f"e{n}" for n in range(ENTRIES_MAX - 1))

    kept = read_pack(pack_text(effects=f"[orders, {effects}]"))
    refused = problems(pack_text(effects=f"[orders, {effects}, x]"))

    assert len(kept.effects) == ENTRIES_MAX
    assert [code for code, _, _ in refused] == ["too_large"]


def test_parts_have_parts_so_often_and_no_oftener() -> None:
    chain = [part("p0"), *(part(f"p{n}", f"p{n - 1}") for n in range(1, PARTS_DEPTH_MAX))]
    last = f"p{PARTS_DEPTH_MAX - 1}"

    deepest = read_pack(whole(last, *chain))
    deeper = problems(whole("one-more", *chain, part("one-more", last)))

    assert compile_pack(deepest, scope_sql=SCOPE).sql.count("composed_duties_8 as (") == 1
    assert [code for code, _, _ in deeper] == ["too_deep"]


def test_a_part_of_many_is_looked_at_once() -> None:
    row = [f"a{n}" for n in range(30)]
    wide = [part("p0"), *(part(name, "p0") for name in row)]
    rows = [part(f"r{n}", *(row if n == 0 else [f"r{n - 1}", *row])) for n in range(6)]

    pack = read_pack(whole("r5", *wide, *rows))

    assert compile_pack(pack, scope_sql=SCOPE).sql.count("composed_duties_8 as (") == 1


def test_of_very_many_problems_the_first_are_told() -> None:
    unknown = ", ".join(f"{{name: l{n}, titel: A}}" for n in range(ENTRIES_MAX))

    assert len(problems(pack_text(levels=f"[{unknown}]"))) == PROBLEMS_MAX


def test_a_very_long_word_is_quoted_in_part() -> None:
    ((code, _, sentence),) = problems(pack_text(program="A" * 60_000))

    assert code == "not_a_name"
    assert len(sentence) < SENTENCE_CHARACTERS_MAX + 10
    assert sentence.startswith("“AAAA")
    assert sentence.endswith("at most 63 characters.")


@pytest.mark.parametrize("escape", ["\\0", "\\e", "\\x9f", "\\ud800", "\\uffff"])
def test_a_character_nobody_can_see_is_refused(escape: str) -> None:
    found = problems(pack_text(title=f'"A{escape}"'))

    assert [code for code, _, _ in found] == ["not_plain"]


def test_words_are_no_agreement() -> None:
    longest = "x" * 1_000

    kept, refused = read_pack(pack_text(title=longest)), problems(pack_text(title=f"{longest}x"))

    assert kept.title == longest
    assert [code for code, _, _ in refused] == ["too_large"]


def test_of_many_names_some_are_shown_instead_of_the_closest() -> None:
    many = ", ".join(f"n{n}: {{due: late}}" for n in range(101))
    asks = "title: A, show: {document: d, per: partner}, due: 1 day after assignment"
    text = pack_text(
        countdowns=f"{{{many}}}", obligations=f"{{papers: {{{asks}, countdown: n1x}}}}"
    )

    sentences = [sentence for code, _, sentence in problems(text) if code == "unknown_name"]

    assert len(sentences) == 1
    assert sentences[0].endswith("n98, n99, …")
