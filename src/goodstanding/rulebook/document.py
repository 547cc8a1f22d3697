"""Read the YAML of a program pack into nodes that know their line and column.

Only the plain part of YAML 1.2 is taken: maps, lists and scalars. Nothing in a text can
name a type, repeat another part of the text or run anything, and its size and depth are
bounded, so that any text can be given to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from goodstanding.rulebook.errors import Mark, PackRefusedError, Problem, ProblemCode

TEXT_BYTES_MAX = 256 * 1024
DEPTH_MAX = 16
#: Of one list or map: more than there are countries.
ENTRIES_MAX = 300
#: Texts that are kept read: one is read when it is drafted, checked, published and used.
TEXTS_KEPT = 8

#: What an escape in quotes can say, and no page can show nor table keep.
_UNSHOWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_SPELLINGS = ("y", "n", "yes", "no", "on", "off", "true", "false")
#: What YAML 1.1 reads as true or false, and YAML 1.2 as text.
_BOOLEANS = frozenset(f(word) for word in _SPELLINGS for f in (str, str.capitalize, str.upper))
_BOOLEANS_OF_VALUES = _BOOLEANS - {"true", "false"}


def is_ambiguous(text: str) -> bool:
    """Return whether YAML of some version takes a text without quotes for something else."""
    return text in _BOOLEANS_OF_VALUES or text in _NULLS


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value, as it is written; ``plain`` if without quotes."""

    mark: Mark
    text: str
    plain: bool = True


@dataclass(frozen=True, slots=True)
class ListNode:
    """Values in an order that means something."""

    mark: Mark
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class MapNode:
    """Values by key, in the order of the text; no key occurs twice."""

    mark: Mark
    entries: tuple[tuple[Scalar, Node], ...]


Node = Scalar | ListNode | MapNode


@dataclass(slots=True)
class _Open:
    """A list or map whose end has not come yet."""

    mark: Mark
    is_map: bool
    keys: list[Scalar] = field(default_factory=list)  #: Of a map; as many as nodes, or one more.
    nodes: list[Node] = field(default_factory=list)

    @property
    def expects_key(self) -> bool:
        return self.is_map and len(self.keys) == len(self.nodes)


class _Refusal(Exception):  # noqa: N818 -- it never leaves this module.
    """Reading cannot go on."""

    def __init__(self, mark: Mark, code: ProblemCode, sentence: str) -> None:
        self.problem = Problem(mark.line, mark.column, code, sentence)
        super().__init__(sentence)


@lru_cache(maxsize=TEXTS_KEPT)
def read_document(text: str) -> MapNode:
    """Return the map that ``text`` holds, the same object for the same text.

    Raises:
        PackRefusedError: The text is not plain YAML, is too large or too deep, repeats a key,
            or holds something other than a map.
    """
    builder = _Builder()
    try:
        _require_size(text)
        root = builder.build(text)
    except _Refusal as refusal:
        raise PackRefusedError([*builder.problems, refusal.problem]) from None
    if builder.problems:
        raise PackRefusedError(builder.problems)
    return root


def _require_size(text: str) -> None:
    if len(text.encode("utf-8", errors="replace")) > TEXT_BYTES_MAX:
        raise _Refusal(
            Mark(1, 1),
            ProblemCode.TOO_LARGE,
            f"The text is larger than {TEXT_BYTES_MAX // 1024} KiB. A pack says what the rules "
            "are: keep texts of agreements and courses elsewhere.",
        )


def _events(text: str) -> Iterator[Any]:
    """Yield the parser's events, and turn its failures into refusals."""
    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = Mark(mark.line + 1, mark.column + 1)
        said = ", ".join(part for part in (error.context, error.problem) if part)
        raise _Refusal(
            where, ProblemCode.NOT_YAML, f"This is not YAML: {said}. Repair the text from here on."
        ) from error
    except (YAMLError, ValueError, OverflowError) as error:
        # Only the reader, which looks for forbidden characters first, says where it is.
        before = text[: getattr(error, "position", 0)]
        raise _Refusal(
            Mark(before.count("\n") + 1, len(before) - before.rfind("\n")),
            ProblemCode.NOT_YAML,
            "The text holds a character that YAML does not allow. Save it as UTF-8 text.",
        ) from error


class _Builder:
    """Builds the tree from events, keeping what is wrong but does not stop the reading."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._open: list[_Open] = []
        self._root: Node | None = None

    def build(self, text: str) -> MapNode:
        documents = 0
        for event in _events(text):
            mark = Mark(event.start_mark.line + 1, event.start_mark.column + 1)
            if isinstance(event, DocumentStartEvent):
                documents += 1
                self._start(event, mark, documents)
            elif isinstance(event, NodeEvent):
                self._node(event, mark)
            elif isinstance(event, MappingEndEvent | SequenceEndEvent):
                self._close()
        if not isinstance(self._root, MapNode):
            where = Mark(1, 1) if self._root is None else self._root.mark
            raise _Refusal(
                where,
                ProblemCode.WRONG_SHAPE,
                "A pack is a map of keys. Start it with “pack: 1” on a line of its own.",
            )
        return self._root

    def _refuse(self, mark: Mark, code: ProblemCode, sentence: str) -> None:
        self.problems.append(Problem(mark.line, mark.column, code, sentence))

    def _start(self, event: DocumentStartEvent, mark: Mark, documents: int) -> None:
        if documents > 1:
            raise _Refusal(
                mark,
                ProblemCode.NOT_PLAIN,
                "One text holds one pack. Put the next in its own file.",
            )
        if event.version or event.tags:
            self._refuse(
                Mark(1, 1), ProblemCode.NOT_PLAIN, "A pack has no % lines. Leave them out."
            )

    def _node(self, event: NodeEvent, mark: Mark) -> None:
        if isinstance(event, AliasEvent):
            self._refuse(
                mark, ProblemCode.NOT_PLAIN, "Aliases (*name) are not allowed. Write it out."
            )
            self._add(Scalar(mark, "alias", plain=False))
            return
        if event.anchor is not None:
            self._refuse(mark, ProblemCode.NOT_PLAIN, "Anchors (&name) are not allowed. Omit it.")
        if isinstance(event, ScalarEvent | CollectionStartEvent) and event.tag is not None:
            self._refuse(mark, ProblemCode.NOT_PLAIN, "Tags (!name) are not allowed. Omit it.")
        if isinstance(event, ScalarEvent):
            self._add(self._scalar(event, mark))
        else:
            self._begin(mark, is_map=isinstance(event, MappingStartEvent))

    def _begin(self, mark: Mark, *, is_map: bool) -> None:
        if len(self._open) >= DEPTH_MAX:
            raise _Refusal(
                mark,
                ProblemCode.TOO_DEEP,
                f"Lists and maps are nested more than {DEPTH_MAX} deep. No part of a pack needs "
                "that: look for a bracket or an indent too many.",
            )
        self._open.append(_Open(mark, is_map))

    def _scalar(self, event: ScalarEvent, mark: Mark) -> Scalar:
        text, plain = event.value, event.style is None or event.style == ""
        if self._expects_key():
            if text == "<<":
                self._refuse(
                    mark, ProblemCode.NOT_PLAIN, "Merges (<<) are not allowed. Write the keys out."
                )
            if plain and text in _BOOLEANS:
                self._refuse(
                    mark,
                    ProblemCode.AMBIGUOUS,
                    f"“{text}” means true or false to older YAML and cannot be a key. Rename it.",
                )
        elif plain and text in _BOOLEANS_OF_VALUES:
            self._refuse(
                mark,
                ProblemCode.AMBIGUOUS,
                f"“{text}” means true or false to older YAML. Write “true” or “false”, or put "
                f'it in quotes: "{text}".',
            )
        if _UNSHOWN.search(text):
            self._refuse(
                mark, ProblemCode.NOT_PLAIN, "This holds a character nobody can see. Leave it out."
            )
        if plain and text in _NULLS:
            self._refuse(
                mark, ProblemCode.NO_VALUE, "Nothing is said here. Give a value or omit the key."
            )
        return Scalar(mark, text, plain)

    def _expects_key(self) -> bool:
        return bool(self._open) and self._open[-1].expects_key

    def _add(self, node: Node) -> None:
        if not self._open:
            self._root = node
        elif not self._expects_key():
            self._open[-1].nodes.append(node)
            self._require_few(node.mark)
        elif isinstance(node, Scalar):
            self._open[-1].keys.append(node)
        else:
            self._refuse(
                node.mark, ProblemCode.WRONG_SHAPE, "A key is a word, not a list or a map."
            )
            self._open[-1].keys.append(Scalar(node.mark, "key", plain=False))

    def _require_few(self, mark: Mark) -> None:
        if len(self._open[-1].nodes) > ENTRIES_MAX:
            raise _Refusal(
                mark,
                ProblemCode.TOO_LARGE,
                f"More than {ENTRIES_MAX} entries stand in one list or map. Leave out what is not "
                "needed, or say it of a group, such as a region.",
            )

    def _close(self) -> None:
        done = self._open.pop()
        if done.is_map:
            self._add(MapNode(done.mark, tuple(self._entries(done))))
        else:
            self._add(ListNode(done.mark, tuple(done.nodes)))

    def _entries(self, done: _Open) -> Iterator[tuple[Scalar, Node]]:
        seen: dict[str, Mark] = {}
        for key, value in zip(done.keys, done.nodes, strict=True):
            first = seen.setdefault(key.text, key.mark)
            if first is not key.mark:
                self._refuse(
                    key.mark,
                    ProblemCode.DUPLICATE,
                    f"“{key.text}” is already on line {first.line}. Keep one of the two.",
                )
                continue
            yield key, value
