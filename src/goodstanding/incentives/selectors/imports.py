"""Imports of earnings of a program, and the report of one of them."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from goodstanding.incentives.models import EarningsImport
from goodstanding.partners.rules.plans import Outcome

REPORT_HEADER = ("row", "line", "earning", "outcome", "column", "reason")


def imports_of(program_id: UUID) -> QuerySet[EarningsImport]:
    """Return the files of earnings of a program, latest first, with ``refused``: bad rows."""
    bad = Count("rows", filter=Q(rows__outcome=Outcome.REFUSED.value))
    return (
        EarningsImport.objects.filter(program_id=program_id)
        .defer("content")
        .annotate(refused=bad)
        .order_by("-sent_at", "-id")
    )


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
