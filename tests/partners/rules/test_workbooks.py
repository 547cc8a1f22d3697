"""A sheet of a workbook is read exactly as its cells say, and never more than a table may have."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart
from openpyxl.xml.constants import SHEET_MAIN_NS

from goodstanding.partners.rules.errors import UnreadableFileError
from goodstanding.partners.rules.reading import read_table
from goodstanding.partners.rules.workbooks import is_workbook, opened

SHEET = "xl/worksheets/sheet1.xml"


def workbook(*sheets: tuple[str, Sequence[Sequence[Any]]]) -> bytes:
    """Return a workbook; a cell may be a value with the format it is shown in."""
    book = openpyxl.Workbook()
    book.remove(book["Sheet"])
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for number, row in enumerate(rows, start=1):
            for column, said in enumerate(row, start=1):
                value, shown = said if isinstance(said, tuple) else (said, None)
                cell = sheet.cell(row=number, column=column, value=value)
                if shown:
                    cell.number_format = shown
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def cells(*row: Any, header: Sequence[str] = ("one", "two", "three")) -> tuple[str, ...]:
    table = read_table(workbook(("Data", [header, row])))
    return table.records[0].cells


def repacked(content: bytes, part: str, body: bytes) -> bytes:
    """Return a workbook with another body in one of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(out, "w") as again:
        for one in packed.infolist():
            again.writestr(one, body if one.filename == part else packed.read(one))
    return out.getvalue()


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("0047", "0047"),
        (4711, "4711"),
        ((47, "00000"), "00047"),
        ((0.8, "0%"), "80 %"),
        ((0.3333, "0.00%"), "33.33 %"),
        ((1 / 3, "0.00%"), "33.3333333333333 %"),
        ((0.1 * 3, "0%"), "30 %"),
        ((80, '0"%"'), "80"),
        ((80, "0\\%"), "80"),
        ((0.8, '"about" 0%'), "80 %"),
        (0.1 + 0.2, "0.3"),
        (123456789012345, "123456789012345"),
        (1234.5, "1234.5"),
        (0.1, "0.1"),
        (1e22, "10000000000000000000000"),
        (1.5e-7, "0.00000015"),
        (date(2026, 8, 1), "2026-08-01"),
        (datetime.fromisoformat("2026-08-01T14:30"), "2026-08-01 14:30:00"),
        (time(14, 30), "14:30:00"),
        (True, "TRUE"),
        ("two\nlines", "two lines"),
        ("two_x000D_\nlines_x000d_here", "two lines here"),
        ("a_x001F_b _x00E4_ _x_", "a b ä _x_"),
        ('a\x09b; c, "d"', 'a\x09b; c, "d"'),
        (None, ""),
    ],
)
def test_a_cell_is_read_as_what_it_holds(said: Any, text: str) -> None:
    assert cells("x", said, "y") == ("x", text, "y")


@pytest.mark.parametrize(
    ("saved", "typed"),
    [
        ("tea_x0009_time", "tea\ttime"),
        ("_x005F_x000D_ as it was typed", "_x000D_ as it was typed"),
        ("_x005F_x005F_", "_x005F_"),
        ("ax005F_b", "ax005F_b"),
        ("_x005f_", "_"),
        ("_x41_ _x0041 _X0041_ _xG041_", "_x41_ _x0041 _X0041_ _xG041_"),
        ("_xD83D__xDE00_", "\N{GRINNING FACE}"),
        ("half _xD83D_ a sign", "half \N{REPLACEMENT CHARACTER} a sign"),
        ("_x0000_", " "),
    ],
)
@pytest.mark.parametrize("kept", ["shared", "shared in parts", "in the cell", "of a formula"])
def test_signs_by_their_numbers_are_read_as_the_signs(saved: str, typed: str, kept: str) -> None:
    """Excel writes so what XML cannot hold, and what looks like it."""
    cell, text = {
        "shared": ('t="s"><v>0</v>', f"<t>{saved}</t>"),
        "shared in parts": (
            't="s"><v>0</v>',
            f"<r><t>{saved[:3]}</t></r><r><t>{saved[3:]}</t></r>",
        ),
        "in the cell": (f't="inlineStr"><is><t>{saved}</t></is>', ""),
        "of a formula": (f't="str"><f>A1</f><v>{saved}</v>', ""),
    }[kept]

    table = read_table(_sharing(text, f'<c r="A3" {cell}</c><c r="B3"><v>1</v></c>'))

    assert table.records[1].cells == (typed, "1")


def _sharing(text: str, cells: str) -> bytes:
    """Return a workbook as Excel saves it: its texts in a part of their own."""
    content = _holding(cells.encode())
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(out, "w") as again:
        for one in packed.infolist():
            body = packed.read(one)
            if one.filename == "[Content_Types].xml":
                named = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
                body = body.replace(b"</Types>", named.encode())
            if one.filename != "xl/sharedStrings.xml":
                again.writestr(one, body)
        again.writestr(
            "xl/sharedStrings.xml", f'<sst xmlns="{SHEET_MAIN_NS}"><si>{text}</si></sst>'
        )
    return out.getvalue()


def test_a_column_is_called_what_was_typed() -> None:
    content = workbook(("Data", [("net_x000A_amount", "_x005F_x0041_"), ("1", "2")]))

    assert read_table(content).header == ("net amount", "_x0041_")


def test_rows_are_counted_as_the_sheet_counts_them() -> None:
    table = read_table(workbook(("Data", [("a", "b"), (None, None), ("1", "2\n3"), ("4", "5")])))

    assert [(one.number, one.line) for one in table.records] == [(3, 3), (4, 4)]
    assert table.remarks == ("The sheet “Data” was read.", "1 empty row was passed over.")


def test_a_sheet_of_one_column_is_not_taken_apart() -> None:
    table = read_table(workbook(("Data", [("partner",), ("Fabrikam; Sons, Ltd",)])))

    assert table.header[0] == "partner"
    assert table.records[0].cells[0] == "Fabrikam; Sons, Ltd"


def test_the_named_sheet_is_read_whatever_its_case_else_the_first() -> None:
    content = workbook(("First", [("a",), ("1",)]), ("Owners", [("b",), ("2",)]))

    assert '"a"' in opened(content).text
    assert '"b"' in opened(content, sheet=" owners ").text
    with pytest.raises(UnreadableFileError) as refused:
        opened(content, sheet="Third")
    assert str(refused.value) == (
        "The workbook has no sheet “Third”. It has: “First”, “Owners”. Name one."
    )


def _with_states(*states: str) -> bytes:
    """Return a workbook of a chart and then sheets that are shown, or are not."""
    book = openpyxl.Workbook()
    book.remove(book["Sheet"])
    book.create_chartsheet("Chart").add_chart(BarChart())
    for number, state in enumerate(states, start=1):
        sheet = book.create_sheet(f"S{number}")
        sheet.append([f"header of {number}", "b"])
        sheet.sheet_state = state
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_the_first_sheet_that_is_visible_is_read_unless_another_is_named() -> None:
    content = _with_states("hidden", "veryHidden", "visible", "visible")

    assert opened(content).remarks == ("The sheet “S3” was read.",)
    assert "header of 1" in opened(content, sheet="S1").text


def test_where_no_sheet_is_visible_one_has_to_be_named_and_charts_are_none() -> None:
    content = _with_states("hidden", "hidden")

    with pytest.raises(UnreadableFileError) as refused:
        opened(content)
    assert str(refused.value) == (
        "The workbook has no sheet that is visible. It has: “S1”, “S2”. Name one."
    )
    with pytest.raises(UnreadableFileError, match="no sheet “Chart”"):
        opened(content, sheet="Chart")


def test_ids_that_are_numbers_are_told_with_sheet_row_and_column() -> None:
    rows = [("location id:mpn", "amount"), ("0047", 5), (48, 5), (49, 5)]

    remarks = opened(workbook(("Sales", rows))).remarks

    assert remarks == (
        "The sheet “Sales” was read.",
        (
            "Sheet “Sales”, row 3, column “location id:mpn”: the ID is kept as a number, as in 2 "
            "rows, so zeros in front of it are lost. Where IDs begin with 0, make it a column of "
            "text and send the file again."
        ),
    )


@pytest.mark.parametrize(
    "header",
    [
        "partner_id",
        "crm_id",
        "PartnerID",
        "vendorId",
        "D-U-N-S",
        "Symbol",
        "distributor",
        "parent",
        "subsidiary",
        "Participant number",
    ],
)
def test_numbers_are_told_under_every_header_that_says_id(header: str) -> None:
    told, *_ = opened(workbook(("Data", [(header, "x"), (47, "y")]))).remarks[1:]

    assert told.startswith(f"Sheet “Data”, row 2, column “{header}”: the ID is kept as a number")


@pytest.mark.parametrize(
    ("row", "place", "error"),
    [
        (("1", "#N/A"), "column “until”, cell B2", "#N/A"),
        (("1", "2", "#REF!"), "column “”, cell C2", "#REF!"),
    ],
)
def test_an_error_in_a_cell_is_no_value(row: Sequence[str], place: str, error: str) -> None:
    with pytest.raises(UnreadableFileError) as refused:
        opened(workbook(("Data", [("a", "until"), row])))

    assert str(refused.value) == (
        f"Sheet “Data”, row 2, {place}: “{error}” is an error and no value. Correct it."
    )


@pytest.mark.parametrize("header", ["amount", "share", "Norway", "idle_days", "id " * 40])
def test_other_numbers_are_not_told_as_ids(header: str) -> None:
    assert len(opened(workbook(("Data", [(header, "x"), (47, "y")]))).remarks) == 1


def test_what_is_packed_and_no_workbook_is_refused() -> None:
    folder = io.BytesIO()
    with zipfile.ZipFile(folder, "w") as packed:
        packed.writestr("letter.txt", "Dear all")

    for content in (folder.getvalue(), b"PK\x03\x04 and then nothing"):
        assert is_workbook(content)
        with pytest.raises(UnreadableFileError, match="This is no Excel workbook"):
            read_table(content)


def test_an_old_workbook_or_one_with_a_password_is_refused_with_what_to_do() -> None:
    with pytest.raises(UnreadableFileError, match=r"of the old kind \(.xls\) or has a password"):
        read_table(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))


def test_a_sheet_that_breaks_off_is_refused_with_its_row() -> None:
    content = workbook(("Data", [("a", "b"), ("1", "2")]))
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        body = packed.read("xl/worksheets/sheet1.xml")

    with pytest.raises(UnreadableFileError, match="The sheet “Data” cannot be read after row"):
        opened(repacked(content, "xl/worksheets/sheet1.xml", body[: body.index(b"</row>")]))


def test_rows_count_whatever_the_workbook_says_of_its_size() -> None:
    content = workbook(("Data", [("a", "b"), ("1", "2")]))
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        body = packed.read("xl/worksheets/sheet1.xml")
    assert b'ref="A1:B2"' in body

    lied = repacked(content, "xl/worksheets/sheet1.xml", body.replace(b"A1:B2", b"A1"))

    assert read_table(lied).records[0].cells == ("1", "2")


def test_an_empty_sheet_is_an_empty_file() -> None:
    with pytest.raises(UnreadableFileError, match="The file is empty"):
        read_table(workbook(("Data", [])))


def _holding(cells: bytes, *, then: bytes = b"") -> bytes:
    """Return a workbook of two sheets, the first of which has a row of these cells."""
    content = workbook(("Data", [("a", "b"), ("1", "2")]), ("More", [("c", "d"), ("3", "4")]))
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        rows = packed.read(SHEET).partition(b"</sheetData>")[0]
    row = b'<row r="3">%s</row></sheetData>' % cells
    return repacked(content, SHEET, rows + row + then + b"</worksheet>")


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="B3"><f>1+1</f></c>',
        b'<c r="B3"><f>1+1</f><v></v></c>',
        b'<c r="B3"><f>1+1</f><v/>\n</c><c r="C3"><f>1</f><v>1</v></c>',
        b'<c r="B3"><f>1</f></c><c r="C3"><f>1</f></c>',
        b'<c r="B3" t="str"><f>1</f></c><c r="C3"/>',
    ],
)
def test_a_formula_saved_without_its_value_is_refused_where_its_sheet_is_read(cell) -> None:
    with pytest.raises(UnreadableFileError) as refused:
        opened(_holding(cell))

    assert str(refused.value) == (
        "Sheet “Data”, cell B3: the formula was saved without what it comes to, by a program that "
        "computes none. Open the workbook in Excel, save it, and send it again."
    )
    assert '"3"' in opened(_holding(cell), sheet="More").text


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (b'<c r="B3"><f>1+1</f><v>2</v></c>', "2"),
        (b'<c r="B3" t="str"><f>""</f><v></v></c>', ""),
        (b'<c r="B3" t="inlineStr"><f>"a"</f><is><t>a</t></is></c>', "a"),
        (b'<c r="B3"/>', ""),
    ],
)
def test_a_formula_counts_with_the_value_it_was_saved_with(cell: bytes, value: str) -> None:
    format_below = b"<x:ext xmlns:x='urn:x'><x:f>A1</x:f></x:ext>"
    content = _holding(b'<c r="A3"><v>1</v></c>' + cell, then=format_below)

    assert read_table(content).records[1].cells == ("1", value)


@pytest.mark.parametrize(
    ("below", "told"),
    [
        (b'<row r="2"/>', "row 2 below row 3"),
        (b'<row r="4"/><row/><row r="5"/>', "row 5 below row 5"),
        (b'<row r="last"/>', "This is no Excel workbook"),
    ],
)
def test_rows_out_of_order_are_refused_and_not_left_out(below: bytes, told: str) -> None:
    with pytest.raises(UnreadableFileError, match=told):
        opened(_holding(b"<c/>", then=b"<sheetData>%s</sheetData>" % below))


def test_rows_of_another_workbook_that_are_kept_begin_anew_for_each_sheet() -> None:
    content = io.BytesIO(workbook(("Data", [("a", "b")])))
    rows = b'<sheetData><row r="2"/></sheetData>'
    with zipfile.ZipFile(content, "a") as packed:
        kept = b"<externalLink>%s</externalLink>" % (rows * 2)
        packed.writestr("xl/externalLinks/externalLink1.xml", kept)

    assert '"a"' in opened(content.getvalue()).text
