"""Imports of earnings of a program, and the report of one of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from goodstanding.incentives.models import EarningsImport, ImportedRow
from goodstanding.partners.rules.plans import Outcome

REPORT_HEADER = ("row", "line", "earning", "outcome", "column", "reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many rows of an import do, or did, what."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0

    @property
    def total(self) -> int:
        """All rows."""
        return self.created + self.updated + self.unchanged + self.refused

    @property
    def changing(self) -> int:
        """The rows that change something."""
        return self.created + self.updated


def imports_of(program_id: UUID) -> QuerySet[EarningsImport]:
    """Return the files of earnings of a program, latest first, with ``refused``: bad rows."""
    bad = Count("rows", filter=Q(rows__outcome=Outcome.REFUSED.value))
    return (
        EarningsImport.objects.filter(program_id=program_id)
        .defer("content")
        .annotate(refused=bad)
        .order_by("-sent_at", "-id")
    )


def counts_of(held: EarningsImport) -> Counts:
    """Return how many rows do what."""
    found = held.rows.order_by().values_list("outcome").annotate(number=Count("pk"))
    return Counts(**{str(outcome): number for outcome, number in found})


def rows_of(held: EarningsImport, outcome: Outcome | None = None) -> QuerySet[ImportedRow]:
    """Return the rows of an import in the order of the file, or those with one outcome."""
    rows = held.rows.order_by("number")
    return rows.filter(outcome=outcome.value) if outcome is not None else rows


def report_lines(held: EarningsImport) -> Iterator[tuple[str, ...]]:
    """Yield the report line by line: a line for each reason and note, and one for a quiet row."""
    yield REPORT_HEADER
    for row in held.rows.order_by("number").iterator(chunk_size=2_000):
        said = [*row.refusals, *(["", note] for note in row.notes)] or [["", ""]]
        for column, reason in said:
            yield (
                str(row.number),
                str(row.line),
                row.external_id,
                row.outcome,
                str(column),
                str(reason),
            )
