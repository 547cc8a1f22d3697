"""Who works out the answers of a rule book over the files of facts."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol

from goodstanding.rulebook.pack import Pack
from goodstanding.standing.answering import Answering
from goodstanding.standing.facts_export import Duck


class EngineName(StrEnum):
    """The engines there are."""

    DUCKDB = "duckdb"
    SPARK = "spark"


class AnswersPack(Protocol):
    """Leaves what a rule book says of everybody in a table of the engine that compares."""

    def answer(self, table: str, pack: Pack, given: Mapping[str, str]) -> None:
        """Answer for everybody; ``given`` are the parameters of the text, as text."""


class DuckAnswers:
    """DuckDB, in the process itself."""

    def __init__(self, duck: Duck) -> None:
        self._duck = duck
        # Nobody asks in which order answers are kept.
        duck.execute("set preserve_insertion_order = false")

    def answer(self, table: str, pack: Pack, given: Mapping[str, str]) -> None:
        """Answer for everybody."""
        Answering(pack).answer(self._duck, table, given)
