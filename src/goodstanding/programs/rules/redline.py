"""What changed from one version of a rule book to the next, line by line and word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

CONTEXT_LINES = 3
WORDS_CHARACTERS_MAX = 2_000  #: Longer lines are compared whole: words of few lines read better.
#: In a longer text, lines that come often are no place to start from: that takes the square of
#: how often they come.
EXACT_LINES_MAX = 2_000
_WORDS = re.compile(r"\s+|[^\s,\[\]{}:]+|[,\[\]{}:]")


class Kind(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line."""

    kind: Kind
    text: str


_Pieces = tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the old text, of the new one, or of both; lines count from 1."""

    kind: Kind
    before: int | None
    after: int | None
    pieces: _Pieces

    @property
    def text(self) -> str:
        """The whole line."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class Redline:
    """The changed places of a text with some lines around each; empty where nothing changed."""

    places: tuple[tuple[Line, ...], ...]

    @property
    def gone(self) -> int:
        """How many lines of the old text are not in the new one."""
        return self._count(Kind.GONE)

    @property
    def new(self) -> int:
        """How many lines of the new text are not in the old one."""
        return self._count(Kind.NEW)

    def _count(self, kind: Kind) -> int:
        return sum(line.kind is kind for place in self.places for line in place)


def compare(before: str, after: str, *, context: int = CONTEXT_LINES) -> Redline:
    """Return the changed places from ``before`` to ``after``, ``context`` lines around each.

    Where as many lines come as go, they are compared word by word. Without the new pieces the
    lines read as before, without the gone ones as after.
    """
    old, new = before.splitlines(), after.splitlines()
    matcher = SequenceMatcher(None, old, new, autojunk=len(new) > EXACT_LINES_MAX)
    return Redline(
        places=tuple(
            tuple(line for code in group for line in _lines(code, old, new))
            for group in matcher.get_grouped_opcodes(context)
        )
    )


def _lines(
    code: tuple[str, int, int, int, int], old: Sequence[str], new: Sequence[str]
) -> Iterator[Line]:
    what, old_from, old_to, new_from, new_to = code
    if what == "equal":
        for offset, text in enumerate(old[old_from:old_to]):
            yield Line(
                kind=Kind.SAME,
                before=old_from + offset + 1,
                after=new_from + offset + 1,
                pieces=(Piece(Kind.SAME, text),),
            )
        return
    gone: list[_Pieces] = [(Piece(Kind.GONE, text),) for text in old[old_from:old_to]]
    come: list[_Pieces] = [(Piece(Kind.NEW, text),) for text in new[new_from:new_to]]
    if len(gone) == len(come):
        pairs = zip(old[old_from:old_to], new[new_from:new_to], strict=True)
        worded = [_words(*pair) for pair in pairs]
        gone, come = [pair[0] for pair in worded], [pair[1] for pair in worded]
    for offset, pieces in enumerate(gone):
        yield Line(kind=Kind.GONE, before=old_from + offset + 1, after=None, pieces=pieces)
    for offset, pieces in enumerate(come):
        yield Line(kind=Kind.NEW, before=None, after=new_from + offset + 1, pieces=pieces)


def _words(before: str, after: str) -> tuple[_Pieces, _Pieces]:
    if max(len(before), len(after)) > WORDS_CHARACTERS_MAX:
        return (Piece(Kind.GONE, before),), (Piece(Kind.NEW, after),)
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    gone, come = [], []
    for what, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        same = what == "equal"
        gone.append(Piece(Kind.SAME if same else Kind.GONE, "".join(old[a:b])))
        come.append(Piece(Kind.SAME if same else Kind.NEW, "".join(new[c:d])))
    return (
        tuple(piece for piece in gone if piece.text),
        tuple(piece for piece in come if piece.text),
    )
