"""Texts of a workbook as they were typed: signs that XML cannot hold are written by their numbers.

Imported where a workbook is opened only: what reads workbooks takes long to load.
"""

from __future__ import annotations

import io
import re

from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.workbook import Workbook
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

_A_TEXT = f"{{{SHEET_MAIN_NS}}}si"
_BY_NUMBER = re.compile(r"_x([0-9A-Fa-f]{4})_", re.ASCII)
_HALF_A_SIGN = re.compile(r"[\ud800-\udfff]")


class _AsItIs(ExcelReader):
    """Reads the texts that sheets share as they are.

    The library takes ``x005F_`` out of them, wherever it stands: then nobody can tell a sign by
    its number from a text that looks like one.
    """

    def read_strings(self) -> None:
        """Keep the texts that sheets share, in their order."""
        part = self.package.find(SHARED_STRINGS)  # type: ignore[no-untyped-call] # has no types
        if part is None:
            return
        texts = []
        with self.archive.open(part.PartName[1:]) as source:
            for _, node in iterparse(source):
                if node.tag == _A_TEXT:
                    text = Text.from_tree(node)
                    assert text is not None  # None only where there is no node
                    texts.append(text.content)
                    node.clear()
        self.shared_strings = texts


def load(content: bytes) -> Workbook:
    """Return a workbook whose sheets are read row by row, with the values of formulas."""
    reader = _AsItIs(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    reader.read()
    book: Workbook = reader.wb
    return book


def plain_text(text: str) -> str:
    """Return a text with its signs in place of their numbers (ISO/IEC 29500-1, 22.9.2.19).

    ``_x000D_`` is the end of a line, and ``_x005F_x000D_`` is what a person typed who typed
    ``_x000D_``. Half a sign becomes the replacement character.
    """
    if "_x" not in text:
        return text
    plain = _BY_NUMBER.sub(lambda found: chr(int(found[1], 16)), text)
    if _HALF_A_SIGN.search(plain) is None:
        return plain
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
