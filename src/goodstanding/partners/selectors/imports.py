"""Imports of a program, and the report of one of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from goodstanding.partners.models import ExternalId, Membership, PartnerImport
from goodstanding.partners.rules.plans import Outcome

REPORT_HEADER = ("row", "line", "outcome", "column", "value", "reason")


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


def imports_of(program_id: UUID) -> QuerySet[PartnerImport]:
    """Return the imports of a program, latest first.

    Each carries ``refused``, the number of its bad rows.
    """
    bad = Count("rows", filter=Q(rows__outcome=Outcome.REFUSED.value))
    sent = PartnerImport.objects.filter(program_id=program_id)
    return sent.annotate(refused=bad).order_by("-sent_at", "-id")


def namespaces_of(program_id: UUID) -> list[str]:
    """Return whose numbers the partners of a program have."""
    members = Membership.objects.filter(program_id=program_id).values("partner_id")
    held = ExternalId.objects.filter(superseded_at=None, partner_id__in=members)
    return sorted(set(held.order_by().values_list("namespace", flat=True).distinct()))


def counts_of(rows: QuerySet[Any]) -> Counts:
    """Return how many rows of any kind of import do what."""
    found = rows.order_by().values_list("outcome").annotate(number=Count("pk"))
    return Counts(**{str(outcome): number for outcome, number in found})


def with_outcome(rows: QuerySet[Any], outcome: Outcome | None) -> QuerySet[Any]:
    """Return the rows of an import in the order of the file, or those with one outcome."""
    rows = rows.order_by("number")
    return rows.filter(outcome=outcome.value) if outcome is not None else rows


def refusal_lines(rows: QuerySet[Any], *, most: int) -> Iterator[str]:
    """Yield why rows were refused, of the first ``most`` of them, and how many more there are."""
    refused = with_outcome(rows, Outcome.REFUSED)
    for row in refused[:most]:
        for column, reason in row.refusals:
            place = f", column “{column}”" if column else ""
            yield f"Row {row.number} (line {row.line}){place}: {reason}"
    more = refused.count() - most
    if more > 0:
        yield f"… and {more} more rows. See all with --report FILE."


def report_lines(partner_import: PartnerImport) -> Iterator[tuple[str, ...]]:
    """Yield the report line by line: a line for each reason and note, and one for a quiet row."""
    yield REPORT_HEADER
    header = list(partner_import.header)
    for row in partner_import.rows.order_by("number").iterator(chunk_size=2_000):
        said = [*row.refusals, *(["", note] for note in row.notes)] or [["", ""]]
        for column, reason in said:
            position = header.index(column) if column in header else len(row.cells)
            value = row.cells[position] if position < len(row.cells) else ""
            yield (str(row.number), str(row.line), row.outcome, column, value, reason)
