"""A text in Markdown, cut into clauses at its headings.

A heading is a line that starts with ``#``, a line underlined with ``===`` or ``---``, or a
paragraph that is bold from its first to its last letter. A clause reaches from its heading to
the next one, of whatever level. ``{#gifts}`` at the end of a heading gives the clause its code;
where there is none, ``codes.assign`` finds or proposes one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from goodstanding.values.codes import is_code
from goodstanding.values.errors import DomainError, InvalidValueError

TEXT_MAX_CHARACTERS = 200_000
CLAUSES_MAX = 400
HEADING_MAX_CHARACTERS = 300
CODE_MAX_CHARACTERS = 64

#: The heading of what stands before the first heading, or of a text that has none.
PREAMBLE = "Preamble"

_HASHES = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))??(?:[ \t]+#+)?[ \t]*")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*")
_BOLD = re.compile(r"(\*\*|__)(?=\S)((?:(?!\1).)+)(?<=\S)\1[ \t]*")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_BLOCK = re.compile(r" {0,3}(?:[-*+>]|\d{1,9}[.)]|\|)")
_CODE_MARK = re.compile(r"[ \t]*\{#([^{}]*)\}[ \t]*$")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BOLD_LEVEL = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong with a text: where, what, and what to do."""

    line: int  #: Counted from 1; 0 where the whole text is meant.
    sentence: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.sentence}" if self.line else self.sentence


class TextRefusedError(DomainError, ValueError):
    """A text cannot be cut into clauses; every problem is named."""

    code: ClassVar[str] = "text_refused"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__(" ".join(str(problem) for problem in problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One heading and what stands under it, before it has a code."""

    heading: str
    text: str
    level: int  #: 1 is the highest; 0 stands before the first heading.
    line: int
    given_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseText:
    """One clause: its code, its heading as written, and its text without the heading."""

    code: str
    heading: str
    text: str

    def __post_init__(self) -> None:
        if not is_clause_code(self.code):
            raise InvalidValueError(
                f"“{self.code}” cannot be the code of a clause. Use small letters, digits and "
                "single dashes, such as gifts-and-meals."
            )


@dataclass(slots=True)
class _Open:
    """A section while its lines are still being read."""

    heading: str
    level: int
    line: int
    lines: list[str]
    code: str | None = None

    def closed(self) -> Section:
        return Section(
            heading=self.heading,
            text="\n".join(self.lines).strip("\n").rstrip(),
            level=self.level,
            line=self.line,
            given_code=self.code,
        )


def is_clause_code(text: str) -> bool:
    """Return whether ``text`` can name a clause in a reference such as ``code#gifts``."""
    return len(text) <= CODE_MAX_CHARACTERS and is_code(text)


def read_text(given: bytes | str) -> str:
    """Return the text that will be kept and hashed: no byte order mark, lines ended by LF.

    Raises:
        TextRefusedError: It is not UTF-8, empty, too long, or holds control characters.
    """
    decoded = _decoded(given) if isinstance(given, bytes) else given
    text = decoded.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    problems = []
    if not text.strip():
        problems.append(_problem(0, "The text is empty. Paste it or choose a file."))
    if len(text) > TEXT_MAX_CHARACTERS:
        problems.append(
            _problem(
                0,
                f"The text has {len(text):,} characters; {TEXT_MAX_CHARACTERS:,} is the most. "
                "Split it into two agreements.",
            )
        )
    for number, line in enumerate(text.split("\n"), start=1):
        if _CONTROL.search(line):
            problems.append(_problem(number, "There is a control character. Type this line again."))
    if problems:
        raise TextRefusedError(tuple(problems))
    return text


def _decoded(given: bytes) -> str:
    try:
        return given.decode("utf-8")
    except UnicodeDecodeError as error:
        line = given.count(b"\n", 0, error.start) + 1
        raise TextRefusedError(
            (_problem(line, "This is not UTF-8. Save the file as UTF-8 and try again."),)
        ) from error


def split(text: str) -> tuple[Section, ...]:
    """Return the sections of a text in the order of the file.

    Nothing is lost: every line is a heading, an underline, or in exactly one section.

    Raises:
        TextRefusedError: A code is no code or used twice, a heading is too long, or there are
            too many clauses; every problem is named at once.
    """
    found = _Reader(text.split("\n")).sections()
    problems = [*_heading_problems(found), *_code_problems(found)]
    if len(found) > CLAUSES_MAX:
        problems.append(
            _problem(
                found[CLAUSES_MAX].line,
                f"This is clause {CLAUSES_MAX + 1} of {len(found)}; {CLAUSES_MAX} is the most. "
                "Use fewer headings, or split the text into two agreements.",
            )
        )
    if problems:
        raise TextRefusedError(tuple(sorted(problems, key=lambda problem: problem.line)))
    return found


class _Reader:
    """Goes through the lines once, and opens a section at every heading."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._fence = ""
        self._done: list[Section] = []
        self._open = _Open(heading=PREAMBLE, level=0, line=1, lines=[])

    def sections(self) -> tuple[Section, ...]:
        """Return everything read."""
        index = 0
        while index < len(self._lines):
            index += self._read(index)
        self._close()
        return tuple(self._done)

    def _read(self, index: int) -> int:
        """Read the line at ``index`` and return how many lines that took."""
        line = self._lines[index]
        fence = _FENCE.match(line)
        if self._fence:
            closes = fence is not None and fence[1].startswith(self._fence)
            self._fence = "" if closes else self._fence
        elif fence is not None:
            self._fence = fence[1]
        elif (hashes := _HASHES.fullmatch(line)) is not None:
            self._start(hashes[2] or "", len(hashes[1]), index)
            return 1
        elif (level := self._underlined(index)) is not None:
            self._start(line.strip(), level, index)
            return 2
        elif self._alone(index) and (bold := _BOLD.fullmatch(_without_code(line))) is not None:
            mark = _CODE_MARK.search(line)
            self._start(bold[2] + (mark[0] if mark else ""), _BOLD_LEVEL, index)
            return 1
        self._open.lines.append(line)
        return 1

    def _blank(self, index: int) -> bool:
        return not 0 <= index < len(self._lines) or not self._lines[index].strip()

    def _alone(self, index: int) -> bool:
        return self._blank(index - 1) and self._blank(index + 1)

    def _underlined(self, index: int) -> int | None:
        """Return the level of a heading made by the line below, if there is one."""
        if self._blank(index) or not self._blank(index - 1) or self._blank(index + 1):
            return None
        if _BLOCK.match(self._lines[index]) or self._lines[index].startswith(("    ", "\t")):
            return None
        mark = _UNDERLINE.fullmatch(self._lines[index + 1])
        return None if mark is None else 1 if mark[1].startswith("=") else 2

    def _start(self, written: str, level: int, index: int) -> None:
        self._close()
        mark = _CODE_MARK.search(written)
        self._open = _Open(
            heading=_without_code(written).strip(),
            level=level,
            line=index + 1,
            lines=[],
            code=mark[1] if mark else None,
        )

    def _close(self) -> None:
        section = self._open.closed()
        if section.level or section.text.strip():
            self._done.append(section)


def _without_code(line: str) -> str:
    return _CODE_MARK.sub("", line)


def _problem(line: int, sentence: str) -> Problem:
    return Problem(line=line, sentence=sentence)


def _heading_problems(found: tuple[Section, ...]) -> list[Problem]:
    problems = []
    for section in found:
        if not section.heading:
            problems.append(_problem(section.line, "The heading is empty. Give the clause a name."))
        if len(section.heading) > HEADING_MAX_CHARACTERS:
            problems.append(
                _problem(
                    section.line,
                    f"The heading has {len(section.heading)} characters; "
                    f"{HEADING_MAX_CHARACTERS} is the most. Shorten it.",
                )
            )
    return problems


def _code_problems(found: tuple[Section, ...]) -> list[Problem]:
    problems = []
    first_lines: dict[str, int] = {}
    for section in found:
        code = section.given_code
        if code is None:
            continue
        if not is_clause_code(code):
            problems.append(
                _problem(
                    section.line,
                    f"“{code}” cannot be the code of a clause. Use at most {CODE_MAX_CHARACTERS} "
                    "small letters, digits and single dashes, such as {#gifts-and-meals}.",
                )
            )
        elif code in first_lines:
            problems.append(
                _problem(
                    section.line,
                    f"The code {code} is used in line {first_lines[code]} already. Give one of "
                    "the two clauses another code.",
                )
            )
        first_lines.setdefault(code, section.line)
    return problems
