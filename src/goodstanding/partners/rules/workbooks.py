"""Reading a sheet out of an Excel workbook (.xlsx), as the text that a CSV file would hold.

A workbook is a packed folder that a stranger sent: all of it is looked through before anything is
read (``workbook_parts``), and only as many rows, columns and bytes are read as a table may have.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import Any

from goodstanding.partners.rules.amount_columns import amount_columns
from goodstanding.partners.rules.columns import Column, IdColumn, partner_columns, spoken
from goodstanding.partners.rules.errors import UnreadableFileError
from goodstanding.partners.rules.grant_columns import grant_columns
from goodstanding.partners.rules.stake_columns import stake_columns
from goodstanding.partners.rules.table_limits import COLUMNS_MAX, FILE_BYTES_MAX, ROWS_MAX
from goodstanding.partners.rules.workbook_parts import require_safe, unreadable

#: What stands between cells of the text: a sign that no cell holds, and no file that people write.
SEPARATOR = "\x1f"
#: As many rows as a sheet can have.
SHEET_ROWS_MAX = 1_048_576
#: As many characters as a cell can hold.
TEXT_MAX = 32_767
#: One more than are read: that there are too many is seen.
CELLS_A_ROW_MAX = COLUMNS_MAX + 1

_PACKED, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZEROS = re.compile(r"0{2,}")
_IDENTIFIES = re.compile(r"\b(?:ids?|number|no|code|lei|duns|mpn|mpnid|crm)\b")
_NEXT_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")
#: Longer ones name no column of IDs, and would take long to compare.
_HEADER_MAX = 100
_A_PERCENT = 100
_AN_ERROR = "e"  # the kind of a cell that shows #N/A, #REF! and the like
#: What a number format shows as it stands: in quotation marks, escaped, as a gap, or as a colour.
_LITERAL = re.compile(r'"[^"]*"|[\\_*].|\[[^\]]*\]')
#: Spreadsheets show no more digits, and compute with a little less than the last one.
_SHOWN = Context(prec=15, rounding=ROUND_HALF_UP)


#: How our own text begins: every cell in quotation marks, which no file does that holds the sign.
_FIRST_LINE = re.compile(rf'(?:"(?:[^"]|"")*"{SEPARATOR})+"(?:[^"]|"")*"\r?\n')


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A sheet as text, and what has to be said of how it was read."""

    text: str
    sheet: str
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is kept of a file: all of it, or of a workbook the text of the sheet that was read."""

    content: bytes
    sheet: str = ""
    remarks: tuple[str, ...] = ()


def is_workbook(content: bytes) -> bool:
    """Return whether the bytes are those of a workbook, of today's kind or the old one."""
    return content.startswith((_PACKED, _OLD))


def was_workbook(text: str) -> bool:
    """Return whether a text is what ``opened`` wrote of a sheet."""
    return _FIRST_LINE.match(text) is not None


def opened(content: bytes, *, sheet: str = "") -> Opened:
    """Return a sheet of a workbook as text: the one that is named, else the first visible.

    Raises:
        UnreadableFileError: It is no workbook that can be read, is too large unpacked, or has no
            such sheet.
    """
    # Here: it takes as long as all else at a start, and few ever need it.
    from goodstanding.partners.rules.workbook_texts import load, plain_text

    unsaved = require_safe(content)
    try:
        book = load(content)
    except Exception as error:
        raise unreadable() from error
    try:
        name = _sheet_named(book.worksheets, sheet)
        _require_saved(name, unsaved.get(vars(book[name])["_worksheet_path"], ""))
        rows = _Rows(name, plain_text)
        text = rows.text_of(book[name])
    finally:
        book.close()
    said = (f"The sheet “{name}” was read.", *rows.remarks())
    return Opened(text=text, sheet=name, remarks=said)


def opened_file(content: bytes, *, sheet: str = "") -> Kept:
    """Return what is kept of a file, and remarks: of a workbook the text of a sheet, else all.

    Raises:
        UnreadableFileError: It is a workbook that cannot be read, or has no such sheet.
    """
    if not is_workbook(content):
        return Kept(content=content)
    read = opened(content, sheet=sheet)
    return Kept(content=read.text.encode(), sheet=read.sheet, remarks=read.remarks)


def _sheet_named(sheets: Sequence[Any], wanted: str) -> str:
    """Return the name of the sheet that is wanted, hidden or not; else the first visible."""
    names = [str(one.title) for one in sheets]
    named = wanted.strip().casefold()
    for name, one in zip(names, sheets, strict=True):
        if name.casefold() == named or (not named and one.sheet_state == "visible"):
            return name
    has = ", ".join(f"“{name}”" for name in names) or "none"
    lacks = f"no sheet “{wanted}”" if named else "no sheet that is visible"
    raise UnreadableFileError(f"The workbook has {lacks}. It has: {has}. Name one.")


def _require_saved(sheet: str, cell: str) -> None:
    """Refuse formulas without values: an empty cell would say something else."""
    if cell:
        raise UnreadableFileError(
            f"Sheet “{sheet}”, cell {cell}: the formula was saved without what it comes to, by a "
            "program that computes none. Open the workbook in Excel, save it, and send it again."
        )


class _Rows:
    """The rows of a sheet on their way to text, and what is to be said of them."""

    def __init__(self, sheet: str, plain_text: Callable[[str], str]) -> None:
        self._sheet = sheet
        self._plain_text = plain_text
        self._header: list[str] = []
        self._numbers: dict[int, tuple[int, int]] = {}  # by column: the first row, and how many
        self._row = 0

    def text_of(self, sheet: Any) -> str:
        """Return all rows as text, each on lines of its own, as a spreadsheet counts them."""
        written = io.BytesIO()
        text = io.TextIOWrapper(written, encoding="utf-8", newline="")
        writer = csv.writer(text, delimiter=SEPARATOR, quoting=csv.QUOTE_ALL)
        try:
            for cells in self._read(sheet):
                writer.writerow(cells)
                self._require_fits(written.tell())
        except UnreadableFileError:
            raise
        except Exception as error:
            raise UnreadableFileError(
                f"The sheet “{self._sheet}” cannot be read after row {self._row}. Save the "
                "workbook as .xlsx again, or the sheet as CSV (UTF-8)."
            ) from error
        text.flush()
        return written.getvalue().decode()

    def remarks(self) -> Iterator[str]:
        """Yield a sentence for each column of IDs in which numbers may have lost zeros."""
        for column, (row, count) in sorted(self._numbers.items()):
            yield (
                f"Sheet “{self._sheet}”, row {row}, column “{self._header[column]}”: the ID is "
                f"kept as a number, as in {count} rows, so zeros in front of it are lost. Where "
                "IDs begin with 0, make it a column of text and send the file again."
            )

    def _read(self, sheet: Any) -> Iterator[list[str]]:
        """Yield the cells of each row up to the last one that says something."""
        empty = filled = written_out = 0
        for row in self._rows_of(sheet):
            written_out += bool(row)
            if written_out - filled > ROWS_MAX:
                raise self._too_much(f"{ROWS_MAX:,} rows that are empty, and written out")
            cells = [
                "" if cell.value is None else self._text(column, cell)
                for column, cell in enumerate(row)
            ]
            while cells and not cells[-1]:
                cells.pop()
            if not cells:
                empty += 1
                continue
            for _ in range(empty):
                # The first line shows what stands between cells; below it an empty one is enough.
                yield [] if self._header else ["", ""]
            empty = 0
            self._header = self._header or cells
            # A row of one cell still shows what stands between cells, so that nobody guesses.
            yield [*cells, *[""] * (max(len(self._header), 2) - len(cells))]
            filled += 1
            if filled > ROWS_MAX + 1:
                raise self._too_much(f"{ROWS_MAX:,} rows below its header")

    def _rows_of(self, sheet: Any) -> Iterator[Sequence[Any]]:
        """Yield the cells of each row; none for those that the sheet leaves out."""
        sheet.reset_dimensions()  # What a workbook says of its own size is not always true.
        before: object = None
        for row in sheet.iter_rows(max_col=CELLS_A_ROW_MAX):
            self._row += 1
            if self._row > SHEET_ROWS_MAX:
                raise self._too_much(f"{SHEET_ROWS_MAX:,} rows")
            # All that are left out are one and the same row: there may be a million of them.
            yield () if row is before else row
            before = row

    def _require_fits(self, bytes_written: int) -> None:
        if bytes_written > FILE_BYTES_MAX:
            raise self._too_much(f"{FILE_BYTES_MAX // 1024**2} MiB of text")

    def _too_much(self, limit: str) -> UnreadableFileError:
        return UnreadableFileError(f"The sheet “{self._sheet}” has more than {limit}. Split it.")

    def _text(self, column: int, cell: Any) -> str:
        value = cell.value
        if isinstance(value, bool):
            return str(value).upper()
        if isinstance(value, datetime):
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
        if isinstance(value, date | time):
            return value.isoformat()
        if isinstance(value, int | float):
            return self._number(column, value, str(cell.number_format))
        if cell.data_type == _AN_ERROR:
            header = self._header[column] if column < len(self._header) else ""
            raise UnreadableFileError(
                f"Sheet “{self._sheet}”, row {self._row}, column “{header}”, cell "
                f"{cell.coordinate}: “{value}” is an error and no value. Correct it."
            )
        text = self._plain_text(str(value))
        if len(text) > TEXT_MAX:
            # One long text may stand in many cells: it is refused before it is written for each.
            raise UnreadableFileError(
                f"Sheet “{self._sheet}”, row {self._row}, cell {cell.coordinate}: the text has "
                f"more than {TEXT_MAX:,} characters, which no cell can hold. Shorten it."
            )
        # A line of the text is a row of the sheet.
        return " ".join(text.replace(SEPARATOR, " ").splitlines())

    def _number(self, column: int, value: float, shown_as: str) -> str:
        """Return a number as it is written, with the zeros or the percent that its cell shows."""
        exact = Decimal(value) if isinstance(value, int) else _SHOWN.create_decimal(repr(value))
        if "%" in _LITERAL.sub("", shown_as):
            return f"{_plain(exact * _A_PERCENT)} %"
        if _ZEROS.fullmatch(shown_as):
            return _plain(exact).zfill(len(shown_as))
        if column < len(self._header) and _identifies(self._header[column]):
            first, count = self._numbers.get(column, (self._row, 0))
            self._numbers[column] = (first, count + 1)
        return _plain(exact)


@lru_cache(maxsize=CELLS_A_ROW_MAX)
def _identifies(header: str) -> bool:
    """Return whether a column of this name holds IDs, in any kind of file."""
    if len(header) > _HEADER_MAX:
        return False
    means = [
        columns().suggested(header)
        for columns in (partner_columns, amount_columns, grant_columns, stake_columns)
    ]
    return (
        Column.DISTRIBUTOR in means
        or any(isinstance(target, IdColumn) for target in means)
        or _IDENTIFIES.search(spoken(_NEXT_WORD.sub(" ", header))) is not None
    )


def _plain(number: Decimal) -> str:
    """Return a number without an exponent, and without zeros after the point."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
