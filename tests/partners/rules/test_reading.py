"""Reading a table: whatever wrote it, and nothing guessed in silence."""

from __future__ import annotations

import csv
import io
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodstanding.partners.rules import reading
from goodstanding.partners.rules.cells import cleaned, defused, folded, restored
from goodstanding.partners.rules.errors import UnreadableFileError
from goodstanding.partners.rules.reading import Record, read_table
from goodstanding.partners.rules.writing import csv_lines

PLAIN = "id:crm,partner\r\n1,Contoso\r\n2,Fabrikam\r\n"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (PLAIN.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + PLAIN.encode(), "utf-8"),
        (b"\xff\xfe" + PLAIN.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + PLAIN.encode("utf-16-be"), "utf-16-be"),
        (b"\xff\xfe\x00\x00" + PLAIN.encode("utf-32-le"), "utf-32-le"),
        (PLAIN.replace("\r\n", "\n").encode(), "utf-8"),
        (PLAIN.replace("\r\n", "\r").encode(), "utf-8"),
        (PLAIN.rstrip().encode(), "utf-8"),
    ],
)
def test_encodings_and_line_ends_give_the_same_table(content: bytes, encoding: str) -> None:
    table = read_table(content)

    assert table.encoding == encoding
    assert table.header == ("id:crm", "partner")
    assert table.records == (
        Record(number=2, line=2, cells=("1", "Contoso")),
        Record(number=3, line=3, cells=("2", "Fabrikam")),
    )
    assert table.remarks == ()


def test_a_latin_1_file_is_read_and_said_to_be() -> None:
    table = read_table("id:crm,partner\n1,Müller & Söhne\n".encode("cp1252"))

    assert table.records[0].cells == ("1", "Müller & Söhne")
    assert table.encoding == "cp1252"
    assert table.remarks[0].startswith("The file is not UTF-8, so it was read as Windows-1252")


def test_bytes_that_windows_does_not_know_are_latin_1() -> None:
    table = read_table(b"id:crm,partner\n1,M\x81\xfcller\n")

    assert table.encoding == "latin-1"


@pytest.mark.parametrize(
    ("delimiter", "named"), [(";", "a semicolon"), ("\t", "a tab"), ("|", "a vertical bar")]
)
def test_other_separators_are_found_and_said(delimiter: str, named: str) -> None:
    text = f"id:crm{delimiter}partner\n1{delimiter}Contoso, Ltd\n2{delimiter}A, B, C\n"

    table = read_table(text.encode())

    assert table.records[0].cells == ("1", "Contoso, Ltd")
    assert table.remarks == (f"Cells are separated by {named}.",)


def test_line_breaks_in_quotes_move_the_line_and_not_the_row() -> None:
    table = read_table(b'id:crm,partner\n1,"Con\r\ntoso"\n\n2,Fabrikam\n')

    assert table.records == (
        Record(number=2, line=2, cells=("1", "Con\r\ntoso")),
        Record(number=4, line=5, cells=("2", "Fabrikam")),
    )
    assert table.remarks == ("1 empty row was passed over.",)


def test_a_quotation_mark_within_a_cell_is_a_letter_like_any_other() -> None:
    table = read_table(b'id:crm,partner\n1,Contoso 5" Screens\n')

    assert table.records[0].cells == ("1", 'Contoso 5" Screens')


def test_characters_with_the_code_0_become_spaces() -> None:
    table = read_table(b"id:crm,partner\n1,Con\x00toso and a longer name of the company\n")

    assert table.records[0].cells[1] == "Con toso and a longer name of the company"
    assert table.remarks == ("1 character with the code 0 was read as a space.",)


def test_what_was_passed_over_is_counted() -> None:
    table = read_table(b"id:crm,partner\n1,Con\x00toso\x00and a longer name of it\n\n\n2,Litware\n")

    assert table.remarks == (
        "2 characters with the code 0 were read as spaces.",
        "2 empty rows were passed over.",
    )


def test_columns_of_one_name_and_of_none_are_told_apart() -> None:
    table = read_table(b"Name,name ,Name,,Name\n1,2,3,4,5\n")

    assert table.header == ("Name", "name", "Name (2)", "column 4", "Name (3)")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty"),
        (b"\n \n", "The file is empty"),
        (PLAIN.encode("utf-16-le"), "not a text file"),
        (b"\xff\xfe\x41\xd8\x41\x00\x41", "says it is UTF-16-LE and is not"),
        (
            b'id:crm,partner\n1,"Contoso\n2,Fabrikam\n',
            "opened in row 2 \\(line 2\\) is never closed",
        ),
        (b"a,b\n1," + b"x" * 200_000, "Row 2 \\(line 2\\) cannot be read"),
        (b'a\n"never closed\n', "opened in row 2 \\(line 2\\) is never closed"),
        (b"\x7fELF" + bytes(range(256)), "This is not a text file. Save the table as CSV"),
        (b"PK\x03\x04" + bytes(range(256)), "This is no Excel workbook that can be read"),
        (b",".join(b"c" for _ in range(201)), "The header names 201 columns"),
    ],
)
def test_what_cannot_be_read_says_where_and_what_to_do(content: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableFileError, match=sentence):
        read_table(content)


def test_more_rows_or_bytes_than_are_read_at_once_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "ROWS_MAX", 1)
    with pytest.raises(UnreadableFileError, match="more than 1 rows"):
        read_table(PLAIN.encode())

    monkeypatch.setattr(reading, "FILE_BYTES_MAX", 10)
    with pytest.raises(UnreadableFileError, match="Split it"):
        read_table(PLAIN.encode())


def test_one_column_is_a_table_too() -> None:
    table = read_table(b"partner\nContoso\n")

    assert table.header == ("partner",)
    assert table.records[0].cells == ("Contoso",)


#: What a file can hold: no character of code 0 (read as a space) and no half of a pair.
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)


@settings(deadline=None)
@given(st.lists(st.lists(TEXTS, min_size=3, max_size=3), min_size=1, max_size=10))
def test_what_we_write_is_read_back(rows: list[list[str]]) -> None:
    written = "".join(csv_lines([["a", "b", "c"], *rows]))

    table = read_table(written.encode())

    read = [tuple(restored(cell) for cell in record.cells) for record in table.records]
    assert [row for row in read if "".join(row).strip()] == [
        tuple(row) for row in rows if "".join(row).strip()
    ]


@settings(deadline=None)
@given(TEXTS)
def test_a_defused_text_is_no_formula_and_comes_back(text: str) -> None:
    harmless = defused(text)

    assert not harmless.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert restored(harmless) == text


@settings(deadline=None)
@given(TEXTS)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert cleaned(cleaned(text)) == cleaned(text)
    assert folded(folded(text)) == folded(text)


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_a_refusal(content: bytes) -> None:
    with suppress(UnreadableFileError):
        table = read_table(content)

        assert len(set(table.header)) == len(table.header)


def test_written_lines_are_what_a_spreadsheet_expects() -> None:
    written = "".join(csv_lines([["a", "b"], ["=1+1", 'say "hi"']]))

    assert written.startswith("\N{ZERO WIDTH NO-BREAK SPACE}a,b\r\n")
    rows = list(csv.reader(io.StringIO(written)))
    assert rows[1] == ["'=1+1", 'say "hi"']
