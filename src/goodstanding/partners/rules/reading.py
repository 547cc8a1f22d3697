"""Reading a table out of the bytes of a CSV file or an Excel workbook, whoever wrote it.

Nothing is guessed in silence: the encoding and the separator that were used, and everything
that was read differently from how it is written, are remarks for the person who sent the file.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from goodstanding.partners.rules.errors import UnreadableFileError
from goodstanding.partners.rules.table_limits import COLUMNS_MAX, FILE_BYTES_MAX, ROWS_MAX
from goodstanding.partners.rules.workbooks import SEPARATOR, opened_file, was_workbook

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_DELIMITERS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a vertical bar"}
_SNIFFED_RECORDS = 25
_SNIFFED_CHARACTERS = 200_000
_BINARY_SHARE = 20  # One of these in so many characters: this was never a text file.
_NEVER_IN_TEXT = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row of the file below its header.

    ``number`` counts records as a spreadsheet does: the header is 1, empty rows count.
    ``line`` is the line of the file the record starts on, which quoted line breaks push down.
    """

    number: int
    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A file that was read: its header, its records, and how it was understood."""

    header: tuple[str, ...]
    records: tuple[Record, ...]
    encoding: str
    delimiter: str
    remarks: tuple[str, ...]


def read_table(content: bytes) -> Table:
    """Return the table in ``content``; of a workbook, in its first visible sheet.

    Raises:
        UnreadableFileError: It is empty, too large, not text, or a quotation mark never closes.
    """
    if len(content) > FILE_BYTES_MAX:
        raise UnreadableFileError(
            f"The file has {len(content) // 1024**2} MiB; {FILE_BYTES_MAX // 1024**2} are read at "
            "once. Split it into several files with the same header."
        )
    kept = opened_file(content)
    text, encoding, remarks = _text_of(kept.content)
    remarks = [*kept.remarks, *remarks]
    delimiter = _delimiter_of(text)
    header, records, empty = _records_of(text, delimiter)
    if delimiter not in {",", SEPARATOR}:
        remarks.append(f"Cells are separated by {_DELIMITERS[delimiter]}.")
    if empty:
        rows = "1 empty row was" if empty == 1 else f"{empty} empty rows were"
        remarks.append(f"{rows} passed over.")
    return Table(
        header=header,
        records=records,
        encoding=encoding,
        delimiter=delimiter,
        remarks=tuple(remarks),
    )


def read_filled_table(content: bytes) -> Table:
    """Return the table in ``content``, which has a row below its header.

    Raises:
        UnreadableFileError: It has none, or is no table.
    """
    table = read_table(content)
    if not table.records:
        raise UnreadableFileError("The file has a header and no row below it. Send one with rows.")
    return table


def _text_of(content: bytes) -> tuple[str, str, list[str]]:
    text, encoding, remarks = _decoded(content)
    head = text[:_SNIFFED_CHARACTERS]
    # What is UTF-8 was written as text; anything may pass for Windows-1252.
    strange = len(_NEVER_IN_TEXT.findall(head)) if remarks else head.count("\0")
    if strange * _BINARY_SHARE > len(head):
        raise UnreadableFileError(
            "This is not a text file. Save the table as CSV (UTF-8) and send that."
        )
    nuls = text.count("\0")
    if nuls:
        text = text.replace("\0", " ")
        read = "1 character" if nuls == 1 else f"{nuls} characters"
        as_spaces = "was read as a space" if nuls == 1 else "were read as spaces"
        remarks.append(f"{read} with the code 0 {as_spaces}.")
    if not text.strip():
        raise UnreadableFileError("The file is empty. Send one with a header and a row below it.")
    return text, encoding, remarks


def _decoded(content: bytes) -> tuple[str, str, list[str]]:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            try:
                return content[len(mark) :].decode(encoding), encoding, []
            except UnicodeDecodeError as error:
                raise UnreadableFileError(
                    f"The file says it is {encoding.upper()} and is not, from byte "
                    f"{error.start + len(mark)} on. Save it as CSV (UTF-8) again."
                ) from error
    try:
        return content.decode("utf-8"), "utf-8", []
    except UnicodeDecodeError:
        remark = (
            "The file is not UTF-8, so it was read as Windows-1252 (Latin-1). Check names with "
            "accents; save it as CSV (UTF-8) if they are wrong."
        )
    try:
        return content.decode("cp1252"), "cp1252", [remark]
    except UnicodeDecodeError:
        return content.decode("latin-1"), "latin-1", [remark]


def _delimiter_of(text: str) -> str:
    """Return the separator under which most records are as wide as the header."""
    head = text[:_SNIFFED_CHARACTERS]
    if was_workbook(head):
        return SEPARATOR

    def fit(delimiter: str) -> tuple[int, int]:
        try:
            widths = [len(row) for row in islice(_rows(head, delimiter), _SNIFFED_RECORDS) if row]
        except csv.Error:
            return (0, 0)
        if not widths or widths[0] == 1:
            return (0, 0)
        return (100 * widths.count(widths[0]) // len(widths), widths[0])

    best = max(_DELIMITERS, key=fit)
    return best if fit(best) > (0, 0) else ","


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    return iter(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def _records_of(text: str, delimiter: str) -> tuple[tuple[str, ...], tuple[Record, ...], int]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header: tuple[str, ...] = ()
    records: list[Record] = []
    number = line = empty = 0
    while True:
        before = reader.line_num
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise UnreadableFileError(
                f"Row {number + 1} (line {before + 1}) cannot be read: {error}. Look for a "
                "quotation mark that is opened and not closed."
            ) from error
        if cells is None:
            break
        number, line = number + 1, before + 1
        if not any(cell.strip() for cell in cells):
            empty += 1
        elif not header:
            header = _header_of(cells)
        else:
            records.append(Record(number=number, line=line, cells=tuple(cells)))
            if len(records) > ROWS_MAX:
                raise UnreadableFileError(
                    f"The file has more than {ROWS_MAX:,} rows. Split it into several files with "
                    "the same header."
                )
    if text.count('"') % 2 and _ends_in_quotes(text, delimiter, line):
        raise UnreadableFileError(
            f"A quotation mark opened in row {number} (line {line}) is never closed, so the rest "
            "of the file would be one cell. Close it, or double it where it is meant."
        )
    return header, tuple(records), empty


def _ends_in_quotes(text: str, delimiter: str, line: int) -> bool:
    """Return whether the record that starts on a line ends with the file, not with its quotes."""
    last = islice(io.StringIO(text, newline=""), line - 1, None)
    try:
        list(csv.reader(last, delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _header_of(cells: list[str]) -> tuple[str, ...]:
    """Return the names of the columns, each different: ``Name``, ``Name (2)``, ``column 3``."""
    if len(cells) > COLUMNS_MAX:
        raise UnreadableFileError(
            f"The header names {len(cells)} columns; {COLUMNS_MAX} are read. Delete those that "
            "the import does not need."
        )
    names: list[str] = []
    for position, cell in enumerate(cells, start=1):
        name = plain = " ".join(cell.split()) or f"column {position}"
        again = 2
        while name in names:
            name, again = f"{plain} ({again})", again + 1
        names.append(name)
    return tuple(names)
