"""Tables as files to save."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from goodstanding.partners.rules.writing import csv_lines


def csv_file(name: str, rows: Iterable[Sequence[str]]) -> HttpResponse:
    """Return rows as a CSV file to save."""
    file_name = name if name.lower().endswith(".csv") else f"{name}.csv"
    response = StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=file_name
    )
    return cast(HttpResponse, response)  # What Django calls a response, and its typing does not.
