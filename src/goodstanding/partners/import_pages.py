"""The pages every import has: the files that were sent, and what becomes of the rows of one.

Rendered by ``partners/import_list.html`` and ``partners/import_report.html``; the templates of
one kind of import extend them with its own words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext

from goodstanding.partners.rules.plans import Outcome
from goodstanding.partners.selectors.imports import Counts, counts_of, with_outcome
from goodstanding.programs.acting import VendorSide
from goodstanding.ui.components import Chip, Column, Figure

ROWS_A_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportUrls:
    """The URL names of the pages of one kind of import."""

    every: str
    new: str
    one: str
    apply: str
    report: str


def list_context(
    request: HttpRequest, side: VendorSide, *, sent: QuerySet[Any], urls: ImportUrls
) -> dict[str, Any]:
    """Return what the list of ``sent`` shows, page by page."""
    return {
        "program": side.program,
        "urls": urls,
        "page": Paginator(sent, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "columns": (
            Column(label=gettext("File")),
            Column(label=gettext("State")),
            Column(label=gettext("Bad rows"), numeric=True),
            Column(label=gettext("Sent")),
        ),
    }


def report_context(
    request: HttpRequest,
    side: VendorSide,
    *,
    rows: QuerySet[Any],
    urls: ImportUrls,
    open_: bool,
    applied: bool,
    own_columns: Sequence[Column] = (),
) -> dict[str, Any]:
    """Return what the report of one import shows, but the import itself.

    ``open_`` says whether it can still be applied, ``applied`` whether all of it was:
    until then the words tell what each row would do. ``own_columns`` stand behind the row number.
    """
    counts, words = counts_of(rows), _words(applied=applied)
    only = request.GET.get("only")
    outcome = Outcome(only) if only in set(Outcome) else None
    return {
        "program": side.program,
        "urls": urls,
        "counts": counts,
        "applicable": open_ and counts.changing > 0,
        "figures": tuple(
            Figure(name=word, value=f"{getattr(counts, kind.value):,}")
            for kind, word in words.items()
        ),
        "words": {kind.value: word for kind, word in words.items()},
        "chips": _chips(counts, outcome, words),
        "page": Paginator(with_outcome(rows, outcome), ROWS_A_PAGE).get_page(
            request.GET.get("page")
        ),
        "columns": (
            Column(label=gettext("Row")),
            *own_columns,
            Column(label=gettext("Outcome")),
            Column(label=gettext("Why")),
        ),
    }


def _words(*, applied: bool) -> dict[Outcome, str]:
    if not applied:
        return {
            Outcome.CREATED: gettext("Would be created"),
            Outcome.UPDATED: gettext("Would be updated"),
            Outcome.UNCHANGED: gettext("Would stay as it is"),
            Outcome.REFUSED: gettext("Refused"),
        }
    return {
        Outcome.CREATED: gettext("Created"),
        Outcome.UPDATED: gettext("Updated"),
        Outcome.UNCHANGED: gettext("Unchanged"),
        Outcome.REFUSED: gettext("Refused"),
    }


def _chips(
    counts: Counts, outcome: Outcome | None, words: Mapping[Outcome, str]
) -> tuple[Chip, ...]:
    every = Chip(label=gettext("All rows"), url="?", count=counts.total, current=outcome is None)
    return (
        every,
        *(
            Chip(
                label=word,
                url=f"?only={kind}",
                count=getattr(counts, kind.value),
                current=outcome is kind,
            )
            for kind, word in words.items()
        ),
    )
