"""One reading of a pack: the problems met so far, and the names declared and used.

Every method that reads a node returns its value, or None after noting what is wrong with
it, so that one reading finds everything there is to repair.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar

from goodstanding.rulebook.document import ListNode, MapNode, Node, Scalar
from goodstanding.rulebook.errors import Mark, PackRefusedError, Problem, ProblemCode
from goodstanding.rulebook.parse_known import Known
from goodstanding.rulebook.phrases import (
    Due,
    Duration,
    Length,
    in_calendar_days,
    read_duration,
    read_length,
    read_moment,
)
from goodstanding.rulebook.suggestions import way_out
from goodstanding.values.clauses import ClauseRef
from goodstanding.values.errors import InvalidValueError

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

NAME_CHARACTERS_MAX = 63
TEXT_CHARACTERS_MAX = 1_000
#: Whoever has more to repair begins with these; for the first, what was meant is looked for.
PROBLEMS_MAX, COMPARED_PROBLEMS_MAX = 200, 20
_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_CODE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?")
_NUMBER = re.compile(r"[0-9]{1,9}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Kind(StrEnum):
    """What a name can stand for; the value is the word a sentence uses."""

    EFFECT = "effect"
    LEVEL = "level"
    COUNTDOWN = "countdown"
    OBLIGATION = "obligation"
    AUTHORIZATION = "authorization"
    MEASURE = "measure"
    SEVERITY = "severity"
    RUNG = "rung"
    FACTOR = "factor"

    @property
    def one(self) -> str:
        """The word with its article."""
        return f"an {self}" if self[0] in "aeiou" else f"a {self}"


@dataclass(slots=True)
class Reading:
    """What one reading of a pack has found out."""

    known: Known = field(default_factory=Known)
    problems: list[Problem] = field(default_factory=list)
    declared: dict[Kind, dict[str, Mark]] = field(default_factory=lambda: {k: {} for k in Kind})
    used: set[tuple[Kind, str]] = field(default_factory=set)

    def refuse(self, where: Node | Mark, code: ProblemCode, sentence: str) -> None:
        """Note a problem; of so many that it is time to repair them, raise PackRefusedError."""
        mark = where if isinstance(where, Mark) else where.mark
        self.problems.append(Problem(mark.line, mark.column, code, sentence))
        if len(self.problems) >= PROBLEMS_MAX:
            raise PackRefusedError(self.problems)

    # Shapes

    def scalar(self, node: Node) -> Scalar | None:
        """Return the node if it holds a single value."""
        if isinstance(node, Scalar):
            return node
        self.refuse(node, ProblemCode.WRONG_SHAPE, "One value stands here, not a list or a map.")
        return None

    def items(self, node: Node) -> tuple[Node, ...]:
        """Return the items of a list; a single value is a list of one."""
        if isinstance(node, ListNode):
            return node.items
        if isinstance(node, Scalar):
            return (node,)
        self.refuse(node, ProblemCode.WRONG_SHAPE, "A list stands here: write it in [ ].")
        return ()

    def entries(self, node: Node) -> tuple[tuple[Scalar, Node], ...]:
        """Return the keys and values of a map."""
        if isinstance(node, MapNode):
            return node.entries
        self.refuse(
            node, ProblemCode.WRONG_SHAPE, "Keys with values stand here: write them as key: value."
        )
        return ()

    def fields(
        self, node: Node, *, required: Sequence[str] = (), optional: Sequence[str] = ()
    ) -> Fields:
        """Return the values of a map by key, noting unknown and missing keys."""
        known = (*required, *optional)
        nodes: dict[str, Node] = {}
        for key, value in self.entries(node):
            if key.text in known:
                nodes[key.text] = value
            else:
                self._unknown(key, ProblemCode.UNKNOWN_KEY, "a key that can stand here", known)
        if isinstance(node, MapNode):
            for name in required:
                if name not in nodes:
                    self.refuse(node, ProblemCode.MISSING_KEY, f"“{name}” is missing here. Add it.")
        return Fields(
            reading=self,
            mark=node.mark,
            nodes=nodes,
            empty=isinstance(node, MapNode) and not node.entries,
        )

    def each(self, nodes: Iterable[Node], read: Callable[[Node], T | None]) -> tuple[T, ...]:
        """Return what ``read`` makes of each node, without those it refuses."""
        values = [read(node) for node in nodes]
        return tuple(value for value in values if value is not None)

    def distinct(self, node: Node, read: Callable[[Node], T | None]) -> tuple[T, ...] | None:
        """Return the values of a list of at least one, noting any that comes twice."""
        items = self.items(node)
        if isinstance(node, ListNode) and not items:
            self.refuse(node, ProblemCode.NO_VALUE, "The list is empty. Name at least one.")
        return self.distinct_or_none(items, read) or None

    def distinct_or_none(
        self, items: Iterable[Node], read: Callable[[Node], T | None]
    ) -> tuple[T, ...]:
        """Return the values of ``items``, which may be none, noting any that comes twice."""
        values: list[T] = []
        for item in items:
            value = read(item)
            if value is not None and value in values:
                self.refuse(item, ProblemCode.DUPLICATE, f"“{value}” stands here twice. Omit one.")
            elif value is not None:
                values.append(value)
        return tuple(values)

    # Names

    def name(self, node: Node) -> str | None:
        """Return a name: small letters, digits and dashes."""
        scalar = self.scalar(node)
        if scalar is None:
            return None
        if _NAME.fullmatch(scalar.text) and len(scalar.text) <= NAME_CHARACTERS_MAX:
            return scalar.text
        self.refuse(
            node,
            ProblemCode.NOT_A_NAME,
            f"“{scalar.text}” is not a name. Write small letters, digits and dashes, such as "
            f"talk-first, at most {NAME_CHARACTERS_MAX} characters.",
        )
        return None

    def declare(self, kind: Kind, node: Node) -> None:
        """Note that the pack gives a name to something."""
        name = self.name(node)
        if name is None:
            return
        first = self.declared[kind].setdefault(name, node.mark)
        if first is not node.mark:
            self.refuse(
                node,
                ProblemCode.DUPLICATE,
                f"The {kind} “{name}” is already on line {first.line}. Rename one of the two.",
            )

    def declared_name(self, kind: Kind) -> Callable[[Node], str | None]:
        """Return a reader of names of one kind, which notes their use."""

        def read(node: Node) -> str | None:
            scalar = self.scalar(node)
            if scalar is None:
                return None
            if scalar.text in self.declared[kind]:
                self.used.add((kind, scalar.text))
                return scalar.text
            self._unknown(scalar, ProblemCode.UNKNOWN_NAME, kind.one, self.declared[kind])
            return None

        return read

    def one_of(self, names: Iterable[str], what: str) -> Callable[[Node], str | None]:
        """Return a reader of names that must be among ``names``."""
        among = tuple(names)

        def read(node: Node) -> str | None:
            scalar = self.scalar(node)
            if scalar is None:
                return None
            if scalar.text in among:
                return scalar.text
            self._unknown(scalar, ProblemCode.UNKNOWN_NAME, what, among)
            return None

        return read

    def outside(self, names: frozenset[str] | None, what: str) -> Callable[[Node], str | None]:
        """Return a reader of names that others declare; any name where they are not known."""
        return self.name if names is None else self.one_of(sorted(names), what)

    def word(self, words: type[E]) -> Callable[[Node], E | None]:
        """Return a reader of one of the words of a vocabulary."""
        read_text = self.one_of(words, "a word that can stand here")

        def read(node: Node) -> E | None:
            text = read_text(node)
            return None if text is None else words(text)

        return read

    def _unknown(self, node: Scalar, code: ProblemCode, what: str, known: Iterable[str]) -> None:
        compared = len(self.problems) < COMPARED_PROBLEMS_MAX
        remedy = way_out(node.text, list(known), compared=compared)
        self.refuse(node, code, f"“{node.text}” is not {what}. {remedy}")

    # Values

    def text(self, node: Node) -> str | None:
        """Return words for people, not empty and not a whole agreement."""
        scalar = self.scalar(node)
        if scalar is None:
            return None
        text = scalar.text.strip()
        if not text:
            self.refuse(node, ProblemCode.NO_VALUE, "There are no words here. Write some.")
        elif len(text) > TEXT_CHARACTERS_MAX:
            self.refuse(
                node,
                ProblemCode.TOO_LARGE,
                f"These are {len(text)} characters. Write at most {TEXT_CHARACTERS_MAX}, and the "
                "rest in the agreement.",
            )
        return text or None

    def code(self, node: Node) -> str | None:
        """Return a code of the program's own, such as a tier or a region."""
        scalar = self.scalar(node)
        if scalar is None:
            return None
        if _CODE.fullmatch(scalar.text):
            return scalar.text
        self.refuse(
            node,
            ProblemCode.NOT_A_NAME,
            f"“{scalar.text}” is not a code. Write letters, digits, dots and dashes, such as EMEA.",
        )
        return None

    def phrase(self, read_phrase: Callable[[str], T]) -> Callable[[Node], T | None]:
        """Return a reader of a phrase, which refuses what is not one in the phrase's words."""

        def read(node: Node) -> T | None:
            scalar = self.scalar(node)
            if scalar is None:
                return None
            try:
                return read_phrase(scalar.text)
            except InvalidValueError as error:
                self.refuse(node, ProblemCode.NOT_A_PHRASE, str(error))
                return None

        return read

    def duration(self, node: Node) -> Duration | None:
        """Return a duration that needs no calendar of business days."""
        duration = self.phrase(read_duration)(node)
        self._require_no_workdays(node, duration)
        return duration

    def moment(self, node: Node) -> Due | None:
        """Return a due day that needs no calendar of business days."""
        due = self.phrase(read_moment)(node)
        self._require_no_workdays(node, due)
        return due

    def length(self, node: Node) -> Length | None:
        """Return a length."""
        length: Length | None = self.phrase(read_length)(node)
        self._require_no_workdays(node, length)
        return length

    def _require_no_workdays(self, node: Node, value: Duration | Due | Length | None) -> None:
        if "workday" in str(value):
            days = in_calendar_days(str(value))
            said = f"“{value}” cannot stand here: only the “due” of an obligation counts workdays"
            self.refuse(node, ProblemCode.NOT_COMPILED, f"{said}. Write {days}.")

    def not_compiled(self, where: Node | Mark, what: str, way_out: str) -> None:
        """Note something of the language that this version of the product does not run."""
        self.refuse(
            where, ProblemCode.NOT_COMPILED, f"{what} not compiled yet in this version. {way_out}."
        )

    def clause(self, node: Node) -> ClauseRef | None:
        """Return a clause, in whichever version it is read."""
        clause = self.phrase(ClauseRef.parse)(node)
        if clause is None:
            return None
        known = self.known.clauses
        if known is not None and ClauseRef(clause.agreement, clause.clause) not in known:
            written = Scalar(node.mark, str(clause))
            what = "a clause of a published agreement"
            self._unknown(written, ProblemCode.UNKNOWN_NAME, what, sorted(map(str, known)))
        if clause.position is not None:
            self.refuse(
                node,
                ProblemCode.DOES_NOT_FIT,
                f"“{clause}” fixes a version. A rule holds for every version: omit the "
                f"@{clause.position}.",
            )
        return clause

    def number(self, least: int, most: int) -> Callable[[Node], int | None]:
        """Return a reader of whole numbers from ``least`` to ``most``."""

        def read(node: Node) -> int | None:
            scalar = self.scalar(node)
            if scalar is None:
                return None
            if _NUMBER.fullmatch(scalar.text) and least <= int(scalar.text) <= most:
                return int(scalar.text)
            self.refuse(
                node,
                ProblemCode.OUT_OF_RANGE,
                f"“{scalar.text}” cannot stand here. Write a whole number from {least} to {most}.",
            )
            return None

        return read

    def flag(self, node: Node) -> bool | None:
        """Return whether ``true`` or ``false`` is written."""
        scalar = self.scalar(node)
        if scalar is None:
            return None
        if scalar.text in {"true", "false"}:
            return scalar.text == "true"
        self.refuse(
            node, ProblemCode.WRONG_SHAPE, f"“{scalar.text}” is neither true nor false. Write one."
        )
        return None

    def day(self, node: Node) -> date | None:
        """Return a calendar day."""
        scalar = self.scalar(node)
        if scalar is None:
            return None
        try:
            if _DAY.fullmatch(scalar.text):
                return date.fromisoformat(scalar.text)
        except ValueError:
            pass
        self.refuse(
            node,
            ProblemCode.IMPOSSIBLE_DATE,
            f"“{scalar.text}” is not a day of the calendar. Write year-month-day, such as "
            "2026-08-01.",
        )
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """The values of one map, by key."""

    reading: Reading
    mark: Mark
    nodes: dict[str, Node]
    empty: bool  #: Whether the map has no key at all, known or unknown.

    def read(self, key: str, read: Callable[[Node], T | None]) -> T | None:
        """Return what ``read`` makes of the value of ``key``; None without the key."""
        node = self.nodes.get(key)
        return None if node is None else read(node)

    def has(self, key: str) -> bool:
        """Return whether the key is written, whatever its value."""
        return key in self.nodes

    def at(self, key: str) -> Mark:
        """Return where the value of ``key`` is, or the whole map without it."""
        node = self.nodes.get(key)
        return self.mark if node is None else node.mark
