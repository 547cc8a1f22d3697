"""Writing tables as CSV that any spreadsheet opens and none runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from goodstanding.partners.rules.cells import defused

#: Tells spreadsheets that the text is UTF-8.
_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


def csv_lines(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the rows as lines of CSV (RFC 4180), with formulas made harmless."""
    line = io.StringIO(newline="")
    line.write(_MARK)
    writer = csv.writer(line)
    for row in rows:
        writer.writerow([defused(cell) for cell in row])
        yield line.getvalue()
        line.seek(0)
        line.truncate()
