"""The fields of one part of a rule book, derived from the grammar, with what they say now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from goodstanding.programs.rules.items import Item, names_given
from goodstanding.rulebook.parse_known import Known
from goodstanding.rulebook.parse_reading import Kind
from goodstanding.rulebook.places import Place, find
from goodstanding.rulebook.schema import (
    Choice,
    Either,
    Key,
    Listed,
    Mapped,
    Named,
    Phrase,
    Section,
    Shape,
    Value,
)
from goodstanding.rulebook.writing import Written, as_value, inner, on_one_line

#: The field that says which verb an obligation has.
VERB = "verb"
#: The field that gives a new part its name.
NAME = "name"
_FLAGS = ("true", "false")
_COUNTDOWN = "A step a line: when, and what then. Before the due day: remind or warn."


class Widget(StrEnum):
    """How a value is filled in."""

    LINE = "line"
    SELECT = "select"
    BOXES = "boxes"
    LINES = "lines"


Shown = str | tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One value: where it stands in its part, what may stand there, and what it says now."""

    path: tuple[str, ...]
    key: Key
    widget: Widget
    shown: Shown
    options: tuple[str, ...] = ()
    required: bool = False

    @property
    def code(self) -> str:
        """What it is called in a request."""
        return ".".join(self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Fields that stand under one key, or directly in the part."""

    key: Key | None
    fields: tuple[Field, ...]
    path: tuple[str, ...] = ()
    is_said: bool = True  #: Whether the text has the key.


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Every name that can stand in a text: its own, and those of other rooms."""

    whole: Place
    known: Known = field(default_factory=Known)

    def of(self, named: Named) -> tuple[str, ...]:
        """Return the names that can stand somewhere; none where any may."""
        if isinstance(named.by, Kind):
            return (*names_given(self.whole, named.by), *named.also)
        return tuple(sorted(getattr(self.known, named.by) or ()))


def groups_of(item: Item, names: Names) -> tuple[Group, ...]:
    """Return the fields of a part of the text."""
    place = None if item.is_new else find(names.whole, item.path)
    section = item.part.section
    reader = _Reader(names)
    own = [one for one in section.keys if one.name not in section.one_of and _is_field(one.value)]
    fields = [reader.field((key.name,), key, place) for key in own]
    if section.one_of:
        fields.insert(1, _verb(section, place))
    if section.others is not None:
        fields = [reader.lines(section.others, place)]
    if item.is_new and not item.part.by_number:
        fields.insert(0, _name())
    inside = [
        group
        for key in section.keys
        if not item.is_new or key.name not in section.one_of
        for group in reader.groups((key.name,), key, place, chosen=section.one_of)
    ]
    first = Group(key=None, fields=tuple(fields))
    return (first, *inside)


def verb_said(section: Section, place: Place | None) -> str:
    """Return which of the keys that exclude one another a text has; empty where none."""
    has = {one.name for one in place.entries} if place is not None else set()
    return next((verb for verb in section.one_of if verb in has), "")


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the fields of sections against one text."""

    names: Names

    def groups(
        self, path: tuple[str, ...], key: Key, above: Place | None, *, chosen: tuple[str, ...] = ()
    ) -> Iterator[Group]:
        """Yield the group of a key that holds keys itself, and the groups below it."""
        said = find(above, path) if above is not None else None
        if key.name in chosen and said is None:
            return
        if key.name in chosen and not isinstance(key.value, Section):
            yield Group(key=None, fields=(self.field(path, key, above),))
            return
        if not isinstance(key.value, Section):
            return
        section, needed = key.value, key.required or key.name in chosen
        fields = [
            self.field((*path, one.name), one, above, needed=needed or said is not None)
            for one in section.keys
            if _is_field(one.value)
        ]
        if section.others is not None:
            fields += [
                self.field((*path, one.name), one, above) for one in self.by_name(section.others)
            ]
        yield Group(key=key, fields=tuple(fields), path=path, is_said=said is not None)
        for one in section.keys:
            yield from self.groups((*path, one.name), one, above)

    def by_name(self, others: Mapped) -> Iterator[Key]:
        """Return a key for each name the author gave that can be one."""
        names = self.names.of(others.key) if isinstance(others.key, Named) else ()
        return (Key(name, f"Where it is {name}.", others.value) for name in names)

    def lines(self, others: Mapped, place: Place | None) -> Field:
        """Return one field for a whole map whose keys are phrases, such as steps."""
        key = Key("steps", _COUNTDOWN, others)
        return Field(
            path=("steps",), key=key, widget=Widget.LINES, shown=lines_of(place), required=True
        )

    def field(
        self, path: tuple[str, ...], key: Key, above: Place | None, *, needed: bool = True
    ) -> Field:
        """Return the field of a value."""
        place = find(above, path) if above is not None else None
        widget, options = self._choice(key.value)
        shown: Shown = lines_of(place) if widget is Widget.LINES else _words(place)
        if widget is not Widget.BOXES and not isinstance(shown, str):
            shown = shown[0] if shown else ""
        missing = [one for one in _words(place) if options and one not in options]
        return Field(
            path=path,
            key=key,
            widget=widget,
            shown=shown,
            options=(*options, *missing),
            required=key.required and needed,
        )

    def _choice(self, value: Value) -> tuple[Widget, tuple[str, ...]]:
        """Return how a value is filled in, and what there is to choose from."""
        options = self._options(value)
        if options:
            return (Widget.BOXES if isinstance(value, Listed) else Widget.SELECT), options
        many = isinstance(value, Listed | Mapped | Either)
        return (Widget.LINES if many else Widget.LINE), ()

    def _options(self, value: Value) -> tuple[str, ...]:
        match value:
            case Listed(item=item, alone=alone):
                among = self._options(item)
                return (*among, alone) if among and alone else among
            case Choice(words=words):
                return words
            case Named():
                return self.names.of(value)
            case Phrase(shape=Shape.FLAG):
                return _FLAGS
            case _:
                return ()


def lines_of(place: Place | None) -> str:
    """Return what stands at a place, an entry a line; a single value is a line."""
    if place is None:
        return ""
    if place.is_single:
        return place.text
    if place.is_map:
        return "\n".join(inner({str(one.name): as_value(one.value)}) for one in place.entries)
    return "\n".join(_line(as_value(one.value)) for one in place.entries)


def _line(value: Written) -> str:
    if isinstance(value, Mapping):
        return inner(value)
    return value if isinstance(value, str) else on_one_line(value)


def _words(place: Place | None) -> tuple[str, ...]:
    if place is None:
        return ()
    if place.is_single:
        return (place.text,)
    return tuple(one.value.text for one in place.entries if one.value.is_single)


def _is_field(value: Value) -> bool:
    """Return whether a value is filled in as one field; what this version does not run is not."""
    return not isinstance(value, Section) and value != Phrase(Shape.ANYTHING)


def _name() -> Field:
    key = Key(NAME, "Small letters, digits and dashes.", Phrase(Shape.NAME), required=True)
    return Field(path=(NAME,), key=key, widget=Widget.LINE, shown="", required=True)


def _verb(section: Section, place: Place | None) -> Field:
    key = Key(VERB, "What it asks.", Choice(section.one_of), required=True)
    return Field(
        path=(VERB,),
        key=key,
        widget=Widget.SELECT,
        shown=verb_said(section, place),
        options=section.one_of,
        required=True,
    )
