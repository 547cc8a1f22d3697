"""Looking through the parts of a workbook before anything of it is read.

A workbook is a packed folder of XML that a stranger sent. All of it goes through the parser that
reads it afterwards, piece by piece and keeping nothing, so that what would fill the machine or
keep it busy is refused first.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections import Counter
from contextlib import suppress
from xml.parsers import expat

from goodstanding.partners.rules.errors import UnreadableFileError

PARTS_MAX = 2_000
UNPACKED_BYTES_MAX = 64 * 1024 * 1024
#: A cell of a sheet is two of them, so these are more than so many bytes of real cells have.
ELEMENTS_MAX = 6_000_000
#: Formats, links, names and all else that is kept in memory as an object of its own.
OBJECTS_MAX = 200_000
#: As many cells as a row of a sheet can have.
CELLS_A_ROW_MAX = 16_384
#: Different texts in cells: each is kept in memory as long as the workbook is read.
SHARED_STRINGS_MAX = 500_000
#: As many characters as the format of a number can have: to read one takes their square.
FORMAT_MAX = 255
#: The longest tag or comment. An unfinished one is read again with every piece that follows.
MARK_BYTES_MAX = 1024 * 1024

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PIECE_BYTES = 64 * 1024
_A_SHARED_STRING = "si"
_AN_OBJECT = "an object"
_OF_CELLS = "row c v f is cell x n s d e m"
_OF_TEXTS = "si t r rPr rFont sz color family scheme charset b i u strike vertAlign rPh phoneticPr"
#: What cells and texts are made of is let go while it is read, or not read at all.
_PASSING = frozenset(f"{_OF_CELLS} {_OF_TEXTS}".split())
#: Parts that are read whole, whatever their elements are called.
_READ_WHOLE = re.compile(
    r"\[Content_Types\]\.xml|xl/(?:styles|workbook)\.xml|docProps/.*|.*\.rels", re.IGNORECASE
)
_TO_A_SHEET = "/worksheet"  # how the type of a relation to one ends


def unreadable() -> UnreadableFileError:
    """Return the refusal of what is no workbook."""
    return UnreadableFileError(
        "This is no Excel workbook that can be read. Open it, save it as .xlsx again, or save the "
        "sheet as CSV (UTF-8)."
    )


def require_safe(content: bytes) -> dict[str, str]:
    """Refuse what is no workbook, and what would fill the machine when it is read.

    No part may declare a document type: only there can entities be defined, which grow without
    limit when they are read, and no program for spreadsheets writes one (ECMA-376-2, 8.1.4).

    Returns:
        By the name of a part, its first cell whose formula was saved without what it comes to.

    Raises:
        UnreadableFileError: It is too large unpacked, of the old kind, or no workbook at all.
    """
    if content.startswith(_OLD):
        raise UnreadableFileError(
            "This workbook is of the old kind (.xls) or has a password. Save it as .xlsx without "
            "one, or as CSV (UTF-8)."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            _require_small(parts)
            counted: Counter[str] = Counter()
            looks = [_look_through(packed, part, counted) for part in parts]
    except UnreadableFileError:
        raise
    # Names, packings and encodings can each be broken in their own way, and no list is complete.
    except Exception as error:
        raise unreadable() from error
    return {
        part.filename: look.unsaved for part, look in zip(parts, looks, strict=True) if look.unsaved
    }


def _require_small(parts: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > PARTS_MAX or unpacked > UNPACKED_BYTES_MAX:
        raise UnreadableFileError(
            f"The workbook has {len(parts)} parts and {-(-unpacked // 1024**2)} MiB unpacked; "
            f"{PARTS_MAX} and {UNPACKED_BYTES_MAX // 1024**2} are read at once. Split it, "
            "or save the sheet as CSV (UTF-8)."
        )


def _look_through(packed: zipfile.ZipFile, part: zipfile.ZipInfo, counted: Counter[str]) -> _Look:
    """Refuse one part for its document type, or for what all parts so far add up to."""
    look = _Look(part.filename, counted)
    fed = 0
    # What is no XML, or breaks off, the reader refuses at the same place, if it needs it at all.
    with packed.open(part) as stream, suppress(expat.ExpatError):
        while piece := stream.read(_PIECE_BYTES):
            look.parser.Parse(piece)
            fed += len(piece)
            if fed - look.parser.CurrentByteIndex > MARK_BYTES_MAX:
                raise unreadable()
    look.ended()
    return look


class _Look:
    """What is counted of one part, and refused."""

    def __init__(self, part: str, counted: Counter[str]) -> None:
        self._counted = counted
        self._passing = frozenset() if _READ_WHOLE.fullmatch(part) else _PASSING
        self._cells = 0  # of a row
        self._named: set[str] = set()
        self._root = self._before = ""
        self._row = 0
        self._cell: dict[str, str] = {}
        self._formula: dict[str, str] | None = None  # the cell of one, until its value is read
        self.unsaved = ""  #: The first cell whose formula was saved without what it comes to.
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = self.declared
        self.parser.StartElementHandler = self.begun

    def declared(self, *_: object) -> None:
        """Refuse a document type."""
        raise unreadable()

    def begun(self, name: str, said: dict[str, str]) -> None:
        """Count an element by its name without a prefix, and refuse one too many."""
        local = name.rpartition(":")[2]
        if self._formula is not None:
            self._after_formula(local, self._formula)
        match local:
            case "c":
                self._cells += 1
                self._cell = said
            case "f" if self._before == "c":
                self._formula = self._cell
            case "row":
                self._cells = 0
                self._require_below(said)
            case "si":
                self._counted[_A_SHARED_STRING] += 1
            case "sheet" | "Relationship":
                self._require_once(said)
            case "numFmt":
                _require_short(said.get("formatCode", ""))
        self._root = self._root or local
        self._before = local
        self._count(local)

    def _after_formula(self, local: str, cell: dict[str, str]) -> None:
        """Look at what follows a formula: its value, or its cell is the first one without."""
        if self._before == "f" and local == "v" and cell.get("t") != "str":
            self.parser.CharacterDataHandler = self._valued
            return
        # A formula that comes to no text at all has a value, and it is empty.
        if self._before != "f" or local not in {"v", "is"}:
            self.unsaved = self.unsaved or cell.get("r", "without a name")
        self._formula = self.parser.CharacterDataHandler = None

    def ended(self) -> None:
        """Look at what follows the last formula: nothing does."""
        if self._formula is not None:
            self._after_formula("", self._formula)

    def _valued(self, text: str) -> None:
        if text.strip():
            self._formula = self.parser.CharacterDataHandler = None

    def _require_below(self, said: dict[str, str]) -> None:
        """Refuse a row of a sheet that is not below the one before: the reader leaves it out."""
        if self._root != "worksheet":
            return
        row = int(float(said.get("r", self._row + 1)))
        if row <= self._row:
            raise UnreadableFileError(
                f"A sheet of the workbook has row {row} below row {self._row}. Save it as .xlsx "
                "again, or save the sheet as CSV (UTF-8)."
            )
        self._row = row

    def _count(self, local: str) -> None:
        self._counted[""] += 1
        self._counted[_AN_OBJECT] += local not in self._passing
        if self._cells > CELLS_A_ROW_MAX:
            raise UnreadableFileError(
                f"A row of the workbook has more than {CELLS_A_ROW_MAX:,} cells, which no sheet "
                "can have. Save it as .xlsx again, or save the sheet as CSV (UTF-8)."
            )
        if self._counted[""] > ELEMENTS_MAX or self._counted[_A_SHARED_STRING] > SHARED_STRINGS_MAX:
            raise UnreadableFileError(
                "The workbook holds too many cells or texts to be read at once. Split it, or save "
                "the sheet as CSV (UTF-8)."
            )
        if self._counted[_AN_OBJECT] > OBJECTS_MAX:
            raise UnreadableFileError(
                f"The workbook holds more than {OBJECTS_MAX:,} formats, links and names. Save the "
                "sheet as CSV (UTF-8)."
            )

    def _require_once(self, said: dict[str, str]) -> None:
        """Refuse several sheets that are one part: it is read anew for each."""
        parts = [
            value
            for name, value in said.items()
            if name.endswith(":id")
            or (name == "Target" and said.get("Type", "").endswith(_TO_A_SHEET))
        ]
        for part in parts:
            key = posixpath.normpath(posixpath.join("/xl", part))
            if key in self._named:
                raise UnreadableFileError(
                    "Several sheets of the workbook are one and the same. Save it as .xlsx again, "
                    "or save the sheet as CSV (UTF-8)."
                )
            self._named.add(key)


def _require_short(number_format: str) -> None:
    if len(number_format) > FORMAT_MAX:
        raise UnreadableFileError(
            f"The workbook shows numbers in a format of more than {FORMAT_MAX} characters, which "
            "none can have. Save it as .xlsx again, or save the sheet as CSV (UTF-8)."
        )
