"""The grammar as tables of Markdown, one for each part of a pack, for the reference."""

from __future__ import annotations

from collections.abc import Iterator

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
from goodstanding.rulebook.schema_pack import PACK

_HEAD = "| Key | Says | What stands there | Without it |\n|---|---|---|---|"


def schema_tables() -> str:
    """Return the tables, one for each section of the grammar, in the order of a pack."""
    parts = []
    for where, section in _sections(PACK, ""):
        rows = [_HEAD, *(_row(key) for key in section.keys)]
        if section.others is not None:
            said = _said(section.others.key)
            rows.append(f"| *{said}* | | {_said(section.others.value)} | |")
        title = f"`{where}`" if where else "The pack"
        parts.append(f"### {title}\n\n" + "\n".join(rows))
    return "\n\n".join(parts) + "\n"


def _sections(section: Section, where: str) -> Iterator[tuple[str, Section]]:
    yield where, section
    for key in section.keys:
        inside, below = _inside(key.value)
        if inside is not None:
            yield from _sections(inside, f"{where}.{key.name}{below}".lstrip("."))


def _inside(value: Value) -> tuple[Section | None, str]:
    """Return the section that stands in a value, and what leads to it."""
    match value:
        case Section():
            return value, ""
        case Listed(item=Section() as section):
            return section, "[]"
        case Mapped(value=Section() as section):
            return section, ".NAME"
        case _:
            return None, ""


def _row(key: Key) -> str:
    without = "required" if key.required else key.default
    return f"| `{key.name}` | {key.meaning} | {_said(key.value)} | {without} |"


def _said(value: Value) -> str:
    match value:
        case Phrase() | Choice() | Named():
            said = _word(value)
        case Listed(item=item, alone=alone):
            many = "a list of keys" if isinstance(item, Section) else f"a list: {_said(item)}"
            said = f"{many}; or `{alone}`" if alone else many
        case Mapped(key=by, value=inside):
            said = f"by {_said(by)}: {_said(inside)}"
        case Either(single=single, mapped=mapped):
            said = f"{_said(single)}; or {_said(mapped)}"
        case _:
            said = "keys"
    return said


def _word(value: Phrase | Choice | Named) -> str:
    first, also = "", tuple[str, ...]()
    match value:
        case Choice(words=words):
            also = words
        case Named(by=by):
            first, also = f"the name of {by.one}", value.also
        case Phrase(shape=Shape.ANYTHING):
            first = "not run yet"
        case _:
            first, also = f"{value.shape}, such as `{value.shape.example}`", value.also
    return " or ".join([*([first] if first else []), *(f"`{word}`" for word in also)])
