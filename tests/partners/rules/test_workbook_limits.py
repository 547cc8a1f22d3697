"""A workbook that would fill the machine is refused, however it hides what it holds."""

from __future__ import annotations

import io
import zipfile
from unittest import mock

import openpyxl
import pytest

from goodstanding.partners.rules import workbook_parts, workbooks
from goodstanding.partners.rules.errors import UnreadableFileError
from goodstanding.partners.rules.reading import read_table
from goodstanding.partners.rules.workbook_parts import require_safe
from goodstanding.partners.rules.workbooks import opened
from tests.partners.rules.test_workbooks import repacked, workbook

SHEET = "xl/worksheets/sheet1.xml"
SMALL = workbook(("Data", [("a", "b"), ("1", "2")]))


def _body(content: bytes = SMALL) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return packed.read(SHEET)


def _declaring(padding: str = "") -> str:
    """Return the sheet with a document type that defines an entity, and a cell that uses it."""
    declares = f'<!--{padding}--><!DOCTYPE worksheet [<!ENTITY e "aaaa">]><worksheet'
    return _body().decode().replace("<worksheet", declares, 1).replace("<t>a<", "<t>&e;<")


def _filled(count: int) -> bytes:
    return workbook(("Data", [("a", "b"), *[("1", str(row)) for row in range(count)]]))


@pytest.mark.parametrize(
    "body",
    [
        _declaring().encode(),
        _declaring(" " * 900_000).encode(),
        _declaring().encode("utf-16"),
        b"\xfe\xff" + _declaring(" " * 5_000).encode("utf-16-be"),
    ],
    ids=["at the start", "far below", "in UTF-16", "in UTF-16, the other way round"],
)
def test_a_part_that_declares_a_document_type_is_refused_before_it_is_read(body) -> None:
    content = repacked(SMALL, SHEET, body)

    with (
        mock.patch.object(openpyxl, "load_workbook") as load,
        pytest.raises(UnreadableFileError, match="This is no Excel workbook"),
    ):
        opened(content)

    load.assert_not_called()


def test_a_part_in_utf_16_without_a_document_type_is_read() -> None:
    plain = _body().decode().encode("utf-16")

    table = read_table(repacked(SMALL, SHEET, plain))

    assert table.records[0].cells == ("1", "2")


def test_a_comment_without_an_end_in_sight_is_not_waited_for() -> None:
    body = _body().replace(b"<worksheet", b"<!--" + b" " * 1_200_000 + b"--><worksheet", 1)

    with pytest.raises(UnreadableFileError, match="This is no Excel workbook"):
        require_safe(repacked(SMALL, SHEET, body))


@pytest.mark.parametrize("limit", ["UNPACKED_BYTES_MAX", "PARTS_MAX"])
def test_a_workbook_that_is_large_unpacked_is_refused_before_it_is_read(limit) -> None:
    with (
        mock.patch.object(workbook_parts, limit, 3),
        mock.patch.object(openpyxl, "load_workbook") as load,
        pytest.raises(UnreadableFileError, match="unpacked"),
    ):
        opened(SMALL)

    load.assert_not_called()


@pytest.mark.parametrize("limit", ["SHARED_STRINGS_MAX", "ELEMENTS_MAX"])
def test_more_texts_or_cells_than_fit_are_refused_whichever_part_holds_them(limit) -> None:
    texts = b"<x:sst xmlns:x='urn:x'>" + b"<x:si/>" * 40 + b"</x:sst>"
    content = repacked(SMALL, "xl/styles.xml", texts)
    few = repacked(SMALL, "xl/styles.xml", texts.replace(b"<x:si/>", b"", 10))

    with mock.patch.object(workbook_parts, "SHARED_STRINGS_MAX", 30):
        require_safe(few)
    with (
        mock.patch.object(workbook_parts, limit, 30),
        mock.patch.object(openpyxl, "load_workbook") as load,
        pytest.raises(UnreadableFileError, match="too many cells or texts to be read at once"),
    ):
        opened(content)

    load.assert_not_called()


def test_a_part_whose_packing_is_broken_is_refused() -> None:
    content = bytearray(SMALL)
    with zipfile.ZipFile(io.BytesIO(SMALL)) as packed:
        at = packed.getinfo(SHEET).header_offset + 30 + len(SHEET)
    content[at : at + 20] = b"\xff" * 20

    with pytest.raises(UnreadableFileError, match="This is no Excel workbook"):
        require_safe(bytes(content))


def test_rows_are_read_up_to_the_limit_and_no_further() -> None:
    with mock.patch.object(workbooks, "ROWS_MAX", 3):
        assert len(read_table(_filled(3)).records) == 3
        with pytest.raises(UnreadableFileError, match="has more than 3 rows below its header"):
            opened(_filled(4))


def test_text_is_written_up_to_the_limit_and_no_further() -> None:
    wide = [("a", "b"), *[("x" * 30_000, "y")] * 80]

    with (
        mock.patch.object(workbooks, "FILE_BYTES_MAX", 1024**2),
        pytest.raises(UnreadableFileError, match="more than 1 MiB of text"),
    ):
        opened(workbook(("Data", wide)))


def test_rows_that_are_left_out_cost_a_line_each_and_none_at_the_end() -> None:
    header = [f"c{column}" for column in range(201)]
    sheet = workbook(("Data", [header, *[()] * 4_000, ("x",), *[("",)] * 50]))

    text = opened(sheet).text

    assert text.count("\r\n") == 4_002
    assert len(text) < 10_000
    assert text.endswith('\x1f""\r\n')


def test_empty_rows_above_the_header_are_counted_and_cells_kept_apart() -> None:
    table = read_table(workbook(("Data", [(), (), ("partner; group",), (), ("Fabrikam, Ltd",)])))

    assert table.header[0] == "partner; group"
    assert [(one.number, one.cells[0]) for one in table.records] == [(5, "Fabrikam, Ltd")]


def test_a_sheet_with_more_rows_than_a_sheet_can_have_is_refused() -> None:
    with (
        mock.patch.object(workbooks, "SHEET_ROWS_MAX", 2),
        pytest.raises(UnreadableFileError, match="has more than 2 rows"),
    ):
        opened(_filled(2))


def test_a_row_that_claims_to_be_far_below_is_not_waited_for() -> None:
    far = _body().replace(b'<row r="2"', b'<row r="99999999999"')
    content = repacked(SMALL, SHEET, far.replace(b'"A2"', b'"A99999999999"'))

    with (
        mock.patch.object(workbooks, "SHEET_ROWS_MAX", 1_000),
        pytest.raises(UnreadableFileError, match=r"more than 1,000 rows|cannot be read after row"),
    ):
        opened(content)


def test_a_row_with_more_cells_than_a_sheet_can_have_is_refused_before_it_is_read() -> None:
    rows = b'<row r="3">%s</row><row r="4"><c/><c/></row>'
    allowed, more = (
        _body().replace(b"</sheetData>", rows % (b"<c/>" * cells) + b"</sheetData>")
        for cells in (16_384, 16_385)
    )

    require_safe(repacked(SMALL, SHEET, allowed))
    with (
        mock.patch.object(openpyxl, "load_workbook") as load,
        pytest.raises(UnreadableFileError, match="A row of the workbook has more than 16,384"),
    ):
        opened(repacked(SMALL, SHEET, more))

    load.assert_not_called()


def test_empty_rows_that_are_written_out_are_read_up_to_the_limit_and_no_further() -> None:
    few, many = (
        _body().replace(b"</sheetData>", b"<row/>" * rows + b"</sheetData>") for rows in (3, 4)
    )

    with mock.patch.object(workbooks, "ROWS_MAX", 3):
        assert len(read_table(repacked(SMALL, SHEET, few)).records) == 1
        with pytest.raises(UnreadableFileError, match="more than 3 rows that are empty, and wri"):
            opened(repacked(SMALL, SHEET, many))


@pytest.mark.parametrize(
    ("part", "before", "after"),
    [
        ("xl/workbook.xml", b'r:id="rId2"', b'r:id="rId1"'),
        ("xl/_rels/workbook.xml.rels", b'"/xl/worksheets/sheet2.xml"', b'"worksheets/sheet1.xml"'),
    ],
)
def test_sheets_that_are_one_part_are_refused_before_it_is_read_for_each(
    part: str, before: bytes, after: bytes
) -> None:
    two = workbook(("Data", [("a", "b")]), ("More", [("c", "d")]))
    with zipfile.ZipFile(io.BytesIO(two)) as packed:
        body = packed.read(part)
    assert before in body

    require_safe(two)
    with pytest.raises(UnreadableFileError, match="Several sheets of the workbook are one"):
        require_safe(repacked(two, part, body.replace(before, after)))


def test_a_text_longer_than_a_cell_can_hold_is_refused_where_it_stands_first() -> None:
    long = workbook(("Data", [("a", "b"), ("1", "x" * 32_767)]))

    assert read_table(long).records[0].cells[1] == "x" * 32_767
    with pytest.raises(UnreadableFileError) as refused:
        opened(repacked(long, SHEET, _body(long).replace(b"xx", b"xxx", 1)))
    assert str(refused.value) == (
        "Sheet “Data”, row 2, cell B2: the text has more than 32,767 characters, which no cell can "
        "hold. Shorten it."
    )


@pytest.mark.parametrize("part", ["xl/styles.xml", "xl/theme/theme1.xml"])
def test_a_format_longer_than_any_can_be_is_refused_before_it_is_read(part: str) -> None:
    allowed, more = (
        repacked(
            SMALL, part, b'<x:a xmlns:x="urn:x"><x:numFmt formatCode="%s"/></x:a>' % (b"[" * n)
        )
        for n in (255, 256)
    )

    require_safe(allowed)
    with (
        mock.patch.object(openpyxl, "load_workbook") as load,
        pytest.raises(UnreadableFileError, match="in a format of more than 255 characters"),
    ):
        opened(more)

    load.assert_not_called()


def _lzma_broken() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as packed:
        packed.writestr("a", "a" * 500)
    content = out.getvalue()
    return content[:40] + b"\xff" * 8 + content[48:]


def _name_in_no_encoding() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("ä", "a")
    return out.getvalue().replace("ä".encode(), b"\xff\xff")


@pytest.mark.parametrize(
    "content",
    [
        repacked(SMALL, SHEET, b"<?xml version='1.0' encoding='klingon'?><worksheet/>"),
        repacked(SMALL, SHEET, b"<?xml version='1.0' encoding='shift_jis'?><worksheet/>"),
        _name_in_no_encoding(),
        _lzma_broken(),
    ],
    ids=["an encoding nobody knows", "one of several bytes", "a name", "another packing"],
)
def test_a_workbook_broken_in_a_way_of_its_own_is_refused_in_the_same_words(content) -> None:
    with pytest.raises(UnreadableFileError, match="This is no Excel workbook"):
        require_safe(content)


@pytest.mark.parametrize(
    ("part", "few"),
    [
        ("xl/styles.xml", b"<cellXfs><xf/></cellXfs>"),
        ("xl/styles.xml", b"<mruColors><c/></mruColors>"),
        ("xl/drawings/drawing1.xml", b"<row/><a/>"),
        (SHEET, b"<hyperlinks><row/><hyperlink/></hyperlinks>"),
    ],
)
def test_more_objects_than_fit_are_refused_before_they_are_made(part: str, few: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(SMALL)) as packed:
        others = [(one, packed.read(one)) for one in packed.infolist() if one.filename != part]

    def with_part(body: bytes) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as again:
            for one, kept in others:
                again.writestr(one, kept)
            again.writestr(part, b"<root>" + body + b"</root>")
        return out.getvalue()

    with (
        mock.patch.object(workbook_parts, "OBJECTS_MAX", 1_000),
        mock.patch.object(openpyxl, "load_workbook") as load,
    ):
        require_safe(with_part(few))
        with pytest.raises(UnreadableFileError, match="more than 1,000 formats, links and names"):
            opened(with_part(few * 1_000))

    load.assert_not_called()


def test_cells_and_texts_are_no_objects_that_are_kept() -> None:
    with mock.patch.object(workbook_parts, "OBJECTS_MAX", 1_000):
        require_safe(_filled(2_000))
