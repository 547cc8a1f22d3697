"""Where each value of a pack stands in its text, from its first character to after its last.

What a form changes is written there and nowhere else, so that comments, order and spacing of
everything around it stay as their author left them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.events import (
    DocumentStartEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)

from goodstanding.rulebook.document import TEXTS_KEPT, read_document
from goodstanding.rulebook.errors import PackRefusedError, ProblemCode

#: Wrong values that stand at a place all the same.
_OF_VALUES = {ProblemCode.NO_VALUE, ProblemCode.AMBIGUOUS}
#: What leads to a value: the keys of maps and the numbers of list items, from the top.
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A value and where it stands; ``end`` is after its last own character."""

    start: int
    end: int
    entries: tuple[Entry, ...] = ()  #: Of a list or a map.
    text: str = ""  #: Of a single value, as it reads.
    is_map: bool = False
    is_list: bool = False
    flow: bool = False  #: In brackets or braces.

    @property
    def is_single(self) -> bool:
        """Whether it is neither a list nor a map."""
        return not (self.is_map or self.is_list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What stands under one key of a map, or at one number of a list."""

    key: Place | None  #: None in a list.
    value: Place
    name: str | int

    @property
    def start(self) -> int:
        """Where the entry begins; of a list item in lines that is after its dash."""
        return self.value.start if self.key is None else self.key.start


@lru_cache(maxsize=TEXTS_KEPT)
def places_in(text: str) -> Place:
    """Return the place of the whole pack in ``text``, with all places in it.

    Raises:
        PackRefusedError: The text is not plain YAML.
    """
    _require_places(text)
    events = iter(YAML(typ="safe", pure=True).parse(text))
    next(event for event in events if isinstance(event, DocumentStartEvent))
    return _place(text, next(events), events)


def _require_places(text: str) -> None:
    """Refuse what is too large, too deep, or names one place twice; values are not looked at."""
    try:
        read_document(text)
    except PackRefusedError as refused:
        if any(problem.code not in _OF_VALUES for problem in refused.problems):
            raise


def find(whole: Place, path: Path) -> Place | None:
    """Return the place a path leads to; None where nothing stands."""
    place = whole
    for step in path:
        found = next((one.value for one in place.entries if one.name == step), None)
        if found is None:
            return None
        place = found
    return place


def _place(text: str, event: Any, events: Iterator[Any]) -> Place:
    start = event.start_mark.index
    if isinstance(event, ScalarEvent):
        end = event.end_mark.index
        if event.style in {"|", ">"}:  # Their last line break belongs to whatever follows.
            end = start + len(text[start:end].rstrip())
        return Place(start=start, end=end, text=event.value)
    is_map = isinstance(event, MappingStartEvent)
    entries, close = _entries(text, events, is_map=is_map)
    flow = bool(event.flow_style)
    last = entries[-1].value.end if entries else start
    return Place(
        start=start,
        end=close if flow else last,
        entries=entries,
        is_map=is_map,
        is_list=not is_map,
        flow=flow,
    )


def _entries(text: str, events: Iterator[Any], *, is_map: bool) -> tuple[tuple[Entry, ...], int]:
    """Return what a collection holds, and where its closing bracket ends."""
    entries: list[Entry] = []
    while isinstance(event := next(events), NodeEvent):
        first = _place(text, event, events)
        if is_map:
            value = _after_colon(text, first, _place(text, next(events), events))
            entries.append(Entry(key=first, value=value, name=first.text))
        else:
            entries.append(Entry(key=None, value=first, name=len(entries)))
    return tuple(entries), event.end_mark.index


def _after_colon(text: str, key: Place, value: Place) -> Place:
    """Return the value; where nothing is written, the place for it is behind the colon."""
    if value.start < value.end or not value.is_single:
        return value
    colon = text.find(":", key.end) + 1
    return replace(value, start=colon, end=colon) if colon else value
