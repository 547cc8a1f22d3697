"""A dozen small mistakes in what the text is written with: random worlds notice each of them."""

from __future__ import annotations

from functools import cache
from typing import Any
from unittest import mock

import pytest

from goodstanding.rulebook.sql import PHRASES

from .engines import duck
from .mutants import Question, mutants_of, questions


@cache
def asked() -> list[Question]:
    return questions(40, worlds=25)


def noticed() -> bool:
    """Return whether DuckDB and the oracle disagree about one of the crowds."""
    for question in asked():
        duck().load(question.crowd.together)
        if question.asked() != question.expected:
            return True
    return False


def test_without_a_mistake_nothing_is_noticed() -> None:
    assert noticed() is False


@pytest.mark.parametrize(
    ("phrase", "said", "instead"),
    [
        ("known", "<= :known_at", "< :known_at"),
        ("known", "> :known_at", ">= :known_at"),
        ("known", ", true)", ", false)"),
        ("holds", "<= :as_of", "< :as_of"),
        ("holds", "> :as_of", ">= :as_of"),
        ("holds", ", true)", ", false)"),
        ("meet", " and coalesce(", " or coalesce("),
        ("of", ".partner_id = ", ".partner_id <> "),
        ("owner", ".owner_no = ", ".owner_no <> "),
        ("after", " * interval '1 month'", " * interval '0 month'"),
        ("after", ") + ", ") - "),
        ("end_of", " + 1", " + 0"),
        ("ahead", " > :as_of", " >= :as_of"),
        ("turn", "least(", "greatest("),
        ("month", " - 1)", ")"),
    ],
)
def test_a_mistake_is_noticed(phrase: str, said: str, instead: str) -> None:
    right = PHRASES[phrase]

    def wrong(*arguments: Any) -> str:
        text = right(*arguments)
        assert said in text
        return text.replace(said, instead)

    with mock.patch.dict(PHRASES, {phrase: wrong}):
        assert noticed()


def test_mistakes_are_made_one_at_a_time_and_not_in_what_is_only_said() -> None:
    mutants = [*mutants_of("x", "-- a <= b\nwhere a <= b and c <= d")]

    assert sorted(mutant.text.split("\n")[1] for mutant in mutants) == [
        "where a < b and c <= d",
        "where a <= b and c < d",
        "where a <= b or c <= d",
    ]
    assert mutants[0].said == "x.sql:2: where a < b and c <= d"
