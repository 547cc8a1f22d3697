"""What changed from one version to another, clause by clause and word by word.

Only words count: a new number before a heading, another place in the text, other line breaks
or another bullet sign change nothing that binds anybody.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from goodstanding.agreements.rules.clauses import ClauseText
from goodstanding.agreements.rules.codes import numberless

WORDS_A_MINUTE = 200

_ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])\s+|>|\||#|```|~~~")
_BULLET = re.compile(r"[*+](?=\s)")


class Kind(StrEnum):
    """What became of a clause."""

    ADDED = "added"
    REWORDED = "reworded"
    REMOVED = "removed"


class Mark(StrEnum):
    """What became of some words."""

    KEPT = "kept"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Neighbouring words that share one fate; a line break is a word of its own."""

    mark: Mark
    words: tuple[str, ...]

    @property
    def text(self) -> str:
        """The words as people read them."""
        return re.sub(r" ?\n ?", "\n", " ".join(self.words))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One clause that is not as it was."""

    kind: Kind
    code: str
    heading: str  #: As it reads now; of a removed clause, as it read.
    heading_pieces: tuple[Piece, ...]
    pieces: tuple[Piece, ...]

    @property
    def words_before(self) -> tuple[str, ...]:
        """The words of the clause as it was."""
        return tuple(_of(self.pieces, Mark.GONE))

    @property
    def words_after(self) -> tuple[str, ...]:
        """The words of the clause as it is."""
        return tuple(_of(self.pieces, Mark.NEW))

    @property
    def words_gained(self) -> Counter[str]:
        """The words that are there more often than before, in small letters."""
        return _bare((*self._heading(Mark.NEW), *self.words_after)) - _bare(
            (*self._heading(Mark.GONE), *self.words_before)
        )

    def _heading(self, side: Mark) -> Iterator[str]:
        return _of(self.heading_pieces, side)


@dataclass(frozen=True, slots=True, kw_only=True)
class Redline:
    """All changes in the order in which the new text is read."""

    changes: tuple[Change, ...]
    unchanged: int  #: How many clauses are the same, word for word.
    moved: tuple[str, ...]  #: Codes of unchanged clauses that stand elsewhere now.

    @property
    def added(self) -> tuple[Change, ...]:
        """The clauses that are new."""
        return tuple(change for change in self.changes if change.kind is Kind.ADDED)

    @property
    def removed(self) -> tuple[Change, ...]:
        """The clauses that are gone."""
        return tuple(change for change in self.changes if change.kind is Kind.REMOVED)

    @property
    def reworded(self) -> tuple[Change, ...]:
        """The clauses that say it in other words."""
        return tuple(change for change in self.changes if change.kind is Kind.REWORDED)

    @property
    def minutes(self) -> int:
        """How long the changes take to read, in minutes, at least one."""
        words = sum(len(piece.words) for change in self.changes for piece in change.pieces)
        return max(1, round(words / WORDS_A_MINUTE))


def compare(before: Sequence[ClauseText], after: Sequence[ClauseText]) -> Redline:
    """Return what changed from ``before`` to ``after``.

    Holds that
        * equal texts give no change, in whatever order their clauses stand;
        * the kept and new words of the changes, with the unchanged clauses, are the new text,
          and the kept and gone words the old one.
    """
    old = {clause.code: clause for clause in before}
    new = {clause.code: clause for clause in after}
    pairs = {code: _reworded(old[code], clause) for code, clause in new.items() if code in old}
    same = [code for code, change in pairs.items() if change is None]
    changes = []
    for code in _reading_order(before, after):
        if code not in new:
            changes.append(_whole(Kind.REMOVED, Mark.GONE, old[code]))
        elif code not in old:
            changes.append(_whole(Kind.ADDED, Mark.NEW, new[code]))
        elif (change := pairs[code]) is not None:
            changes.append(change)
    return Redline(changes=tuple(changes), unchanged=len(same), moved=_moved(old, same))


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text, with a line break between paragraphs and between items.

    White space, the sign of a bullet and the way a letter is escaped are not words.
    """
    words: list[str] = []
    for line in _lines(html.unescape(text)):
        if words:
            words.append("\n")
        words.extend(line.split())
    return tuple(words)


def _lines(text: str) -> list[str]:
    """Join the lines of a paragraph, which may be broken anywhere; keep items apart."""
    lines: list[str] = []
    joins = False
    for raw in text.split("\n"):
        line = raw.strip()
        if not line:
            joins = False
        elif joins and not _ITEM.match(line):
            lines[-1] = f"{lines[-1]} {line}"
        else:
            lines.append(_BULLET.sub("-", line, count=1) if _BULLET.match(line) else line)
            joins = True
    return lines


def _reading_order(before: Sequence[ClauseText], after: Sequence[ClauseText]) -> list[str]:
    """Return all codes as the new text has them, what is gone after what it followed."""
    order = [clause.code for clause in after]
    known = set(order)
    last = ""
    for clause in before:
        if clause.code not in known:
            order.insert(order.index(last) + 1 if last else 0, clause.code)
        last = clause.code
    return order


def _moved(old: dict[str, ClauseText], same: list[str]) -> tuple[str, ...]:
    """Return the fewest unchanged clauses whose moving explains the new order."""
    was = [code for code in old if code in set(same)]
    stays = {
        code
        for tag, start, end, _, _ in SequenceMatcher(None, was, same, autojunk=False).get_opcodes()
        if tag == "equal"
        for code in was[start:end]
    }
    return tuple(code for code in same if code not in stays)


def _whole(kind: Kind, mark: Mark, clause: ClauseText) -> Change:
    return Change(
        kind=kind,
        code=clause.code,
        heading=clause.heading,
        heading_pieces=_pieces([(mark, words_of(clause.heading))]),
        pieces=_pieces([(mark, words_of(clause.text))]),
    )


def _reworded(before: ClauseText, after: ClauseText) -> Change | None:
    """Return the change of one clause, or none where only its number or place is new."""
    heading = _compare_words(
        words_of(numberless(before.heading)), words_of(numberless(after.heading))
    )
    body = _compare_words(words_of(before.text), words_of(after.text))
    if all(piece.mark is Mark.KEPT for piece in (*heading, *body)):
        return None
    return Change(
        kind=Kind.REWORDED,
        code=after.code,
        heading=after.heading,
        heading_pieces=heading,
        pieces=body,
    )


def _compare_words(before: Sequence[str], after: Sequence[str]) -> tuple[Piece, ...]:
    """Compare line by line first, and word by word only where lines differ."""
    if tuple(before) == tuple(after):
        return _pieces([(Mark.KEPT, tuple(after))])
    old, new = _by_line(before), _by_line(after)
    found: list[tuple[Mark, tuple[str, ...]]] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        gone = tuple(word for line in old[old_from:old_to] for word in line)
        come = tuple(word for line in new[new_from:new_to] for word in line)
        if tag == "equal":
            found.append((Mark.KEPT, come))
        else:
            found.extend(_word_by_word(gone, come))
    return _pieces(found)


def _by_line(words: Sequence[str]) -> list[tuple[str, ...]]:
    lines: list[tuple[str, ...]] = []
    current: list[str] = []
    for word in words:
        current.append(word)
        if word == "\n":
            lines.append(tuple(current))
            current = []
    return [*lines, tuple(current)] if current else lines


def _word_by_word(
    gone: tuple[str, ...], come: tuple[str, ...]
) -> Iterator[tuple[Mark, tuple[str, ...]]]:
    matcher = SequenceMatcher(None, gone, come, autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            yield Mark.KEPT, come[new_from:new_to]
        else:
            yield Mark.GONE, gone[old_from:old_to]
            yield Mark.NEW, come[new_from:new_to]


def _pieces(found: Iterable[tuple[Mark, tuple[str, ...]]]) -> tuple[Piece, ...]:
    """Leave out what is empty and join neighbours of one mark."""
    joined: list[Piece] = []
    for mark, words in found:
        if not words:
            continue
        if joined and joined[-1].mark is mark:
            words = (*joined.pop().words, *words)  # noqa: PLW2901 -- The longer piece replaces it.
        joined.append(Piece(mark=mark, words=words))
    return tuple(joined)


def _of(pieces: Iterable[Piece], side: Mark) -> Iterator[str]:
    for piece in pieces:
        if piece.mark in {Mark.KEPT, side}:
            yield from piece.words


def _bare(words: Iterable[str]) -> Counter[str]:
    return Counter(
        found for word in words for found in re.findall(r"\w+(?:['\u2019]\w+)?", word.casefold())
    )
