"""The parts of a rule book that a form can show one at a time: a duty, a rung, the clocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from goodstanding.rulebook.parse_reading import Kind
from goodstanding.rulebook.places import Path, Place, find
from goodstanding.rulebook.schema import (
    Listed,
    Mapped,
    Section,
    Value,
)
from goodstanding.rulebook.schema_pack import PACK

#: Sections of one key, shown with the first lines.
_SMALL = frozenset({"locations"})
#: Where each kind of name is given.
_GIVEN: dict[Kind, Path] = {
    Kind.EFFECT: ("effects",),
    Kind.LEVEL: ("levels",),
    Kind.COUNTDOWN: ("countdowns",),
    Kind.OBLIGATION: ("obligations",),
    Kind.AUTHORIZATION: ("authorizations",),
    Kind.MEASURE: ("measures",),
    Kind.SEVERITY: ("ladder", "severities"),
    Kind.RUNG: ("ladder", "rungs"),
    Kind.FACTOR: ("ladder", "factors"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A kind of thing in a rule book: one of its sections, or its first lines."""

    code: str  #: Its keys with points between; empty for the first lines.
    section: Section
    has_many: bool = False
    by_number: bool = False  #: A list whose items say their name.

    @property
    def path(self) -> Path:
        """What leads to it."""
        return tuple(self.code.split(".")) if self.code else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing in a rule book, or one that is to come where ``name`` is empty."""

    part: Part
    name: str = ""
    number: int = 0  #: In a list.

    @property
    def code(self) -> str:
        """What says which one it is, whatever is written before it meanwhile."""
        return f"{self.part.code}/{self.name}" if self.part.has_many else self.part.code

    @property
    def path(self) -> Path:
        """What leads to it in the text."""
        if not self.part.has_many:
            return self.part.path
        return (*self.part.path, self.number if self.part.by_number else self.name)

    @property
    def is_new(self) -> bool:
        """Whether it is still to be written."""
        return self.part.has_many and not self.name


def parts() -> tuple[Part, ...]:
    """Return the kinds of things there are, in the order of a rule book."""
    simple = [key for key in PACK.keys if not _is_of_parts(key.value) or key.name in _SMALL]
    first = Part(code="", section=replace(PACK, keys=tuple(simple)))
    return (first, *_parts(PACK, ""))


def _parts(section: Section, above: str) -> Iterator[Part]:
    for key in section.keys:
        code = f"{above}{key.name}"
        match key.value:
            case Mapped(value=Section() as inside) if not above:
                yield Part(code=code, section=inside, has_many=True)
            case Listed(item=Section() as inside) if _says_its_name(inside):
                yield Part(code=code, section=inside, has_many=True, by_number=True)
            case Section() as inside if not above and key.name not in _SMALL:
                own = tuple(key for key in inside.keys if not _is_of_items(key.value))
                yield Part(code=code, section=replace(inside, keys=own))
                yield from _parts(inside, f"{code}.")
            case _:
                continue


def _is_of_parts(value: Value) -> bool:
    match value:
        case Section() | Listed(item=Section()) | Mapped(value=Section()):
            return True
        case _:
            return False


def _is_of_items(value: Value) -> bool:
    match value:
        case Listed(item=Section() as section):
            return _says_its_name(section)
        case _:
            return False


def _says_its_name(section: Section) -> bool:
    return any(key.name == "name" for key in section.keys)


def items_of(part: Part, whole: Place) -> tuple[Item, ...]:
    """Return the things of a kind that a text has, in its order."""
    if not part.has_many:
        return (Item(part=part),)
    place = find(whole, part.path)
    entries = place.entries if place is not None else ()
    if not part.by_number:
        return tuple(Item(part=part, name=str(one.name)) for one in entries)
    named = [(n, find(one.value, ("name",))) for n, one in enumerate(entries)]
    return tuple(
        Item(part=part, name=name.text, number=n) for n, name in named if name and name.text
    )


def item_called(code: str, whole: Place) -> Item | None:
    """Return the thing with a code; without a name behind the stroke, one that is to come."""
    part = next((one for one in parts() if one.code == code.partition("/")[0]), None)
    if part is None:
        return None
    name = code.partition("/")[2]
    if part.has_many and not name:
        place = find(whole, part.path)
        return Item(part=part, number=len(place.entries) if place is not None else 0)
    return next((one for one in items_of(part, whole) if one.code == code), None)


def names_given(whole: Place, kind: Kind) -> tuple[str, ...]:
    """Return the names of a kind that a text gives, in its order."""
    place = find(whole, _GIVEN[kind])
    if place is None:
        return ()
    if place.is_map:
        return tuple(str(one.name) for one in place.entries)
    named = [find(one.value, ("name",)) or one.value for one in place.entries]
    return tuple(name.text for name in named if name.is_single and name.text)
