"""Two processes that each judge half of the partners with an engine of rules."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

from bench._cel import Cel
from bench._nested import Nesting
from bench._objects import Answer
from bench._rules import Engine, Judged, answers
from bench._terms import Asked, terms
from bench._zen import Zen
from goodstanding.rulebook.pack import Pack

_Work = TypeVar("_Work")
PROCESSES = 2
ENGINES: dict[str, Callable[[Pack, dict[str, Any]], Engine]] = {"zen compiled": Zen, "cel c++": Cel}
_halves: list[tuple[Nesting, Engine]] = []


@dataclass(frozen=True, slots=True)
class Rules:
    """The processes, ready: files are open, rules are compiled."""

    processes: ProcessPoolExecutor

    def shares(self) -> tuple[float, float]:
        """Judge everybody; return the seconds spent reading and nesting, and in the engine.

        Both are those of all processes together.
        """
        read_s, judged_s = zip(*self._each(_shares), strict=True)
        return sum(read_s), sum(judged_s)

    def answers(self) -> list[Answer]:
        """Judge everybody and return the rows."""
        return [answer for half in self._each(_answers) for answer in half]

    def _each(self, work: Callable[[int], _Work]) -> list[_Work]:
        return list(self.processes.map(work, range(PROCESSES)))


@contextmanager
def rules(engine: str, *, folders: Sequence[Path], asked: Asked) -> Iterator[Rules]:
    """Yield the processes, one for each folder; they end with the block."""
    spawned = get_context("spawn")
    given = (engine, folders, asked)
    with ProcessPoolExecutor(PROCESSES, spawned, _begin, given) as processes:
        yield Rules(processes)


def _begin(engine: str, folders: Sequence[Path], asked: Asked) -> None:
    for folder in folders:
        nesting = Nesting(folder, asked)
        shared = terms(asked, starts=nesting.starts(), versions=nesting.versions())
        _halves.append((nesting, ENGINES[engine](asked.pack, shared)))


def _judged(half: int) -> Iterator[tuple[float, float, list[Judged]]]:
    """Yield what is found of some partners, and the seconds that reading and judging took."""
    nesting, engine = _halves[half]
    started = time.perf_counter()
    for documents in nesting.documents():
        read = time.perf_counter()
        found = engine.judge(documents)
        judged = time.perf_counter()
        yield read - started, judged - read, found
        started = time.perf_counter()


def _shares(half: int) -> tuple[float, float]:
    read_s = judged_s = 0.0
    for reading_s, judging_s, _ in _judged(half):
        read_s += reading_s
        judged_s += judging_s
    return read_s, judged_s


def _answers(half: int) -> list[Answer]:
    return [answer for _, _, found in _judged(half) for answer in answers(found)]
