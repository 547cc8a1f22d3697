"""Two processes that each work out half of the partners by walking objects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.pool import Pool
from uuid import UUID

from bench._engines import KNOWN_AT
from bench._objects import Answer
from bench._objects_read import Reader
from goodstanding.rulebook.pack import Pack

_PROCESSES = 2
_readers: list[Reader] = []


@dataclass(frozen=True, slots=True)
class Objects:
    """The processes, ready and connected."""

    pool: Pool

    def count(self, partner_ids: Sequence[UUID]) -> int:
        """Work out the standing of partners and return how many rows that is."""
        return sum(self.pool.map(_count, _halves(partner_ids), chunksize=1))

    def answers(self, partner_ids: Sequence[UUID]) -> list[Answer]:
        """Work out the standing of partners and return the rows."""
        halves = self.pool.map(_answers, _halves(partner_ids), chunksize=1)
        return [answer for half in halves for answer in half]


@contextmanager
def objects(url: str, *, pack: Pack, program_id: UUID, as_of: datetime) -> Iterator[Objects]:
    """Yield the processes; they end with the block."""
    with get_context("spawn").Pool(_PROCESSES, _begin, (url, pack, program_id, as_of)) as pool:
        yield Objects(pool)
        pool.close()
        pool.join()


def _begin(url: str, pack: Pack, program_id: UUID, as_of: datetime) -> None:
    _readers.append(Reader(url, pack=pack, program_id=program_id, as_of=as_of, known_at=KNOWN_AT))


def _halves(partner_ids: Sequence[UUID]) -> list[Sequence[UUID]]:
    return [partner_ids[n::_PROCESSES] for n in range(_PROCESSES)]


def _count(partner_ids: Sequence[UUID]) -> int:
    return sum(len(rows) for rows in _readers[0].answers(partner_ids))


def _answers(partner_ids: Sequence[UUID]) -> list[Answer]:
    return [answer for rows in _readers[0].answers(partner_ids) for answer in rows]
