"""A rule book that has every key of the schema once, and where each of its sections stands."""

from __future__ import annotations

from collections.abc import Iterator

from goodstanding.rulebook.document import ListNode, MapNode, Node
from goodstanding.rulebook.parse_reading import Kind
from goodstanding.rulebook.schema import (
    Choice,
    Either,
    Key,
    Listed,
    Mapped,
    Named,
    Outside,
    Phrase,
    Section,
    Shape,
    Value,
)
from goodstanding.rulebook.schema_pack import PACK
from goodstanding.rulebook.writing import Written, on_one_line

#: What the made rule book calls things; a name of its own for each kind.
NAMES: dict[Kind | Outside, str] = {kind: f"one-{kind}" for kind in Kind} | {
    kind: f"some-{kind}" for kind in Outside
}
_SAYS = {"over": "12 months"}
_NAMED = {
    "effects": Kind.EFFECT,
    "levels": Kind.LEVEL,
    "countdowns": Kind.COUNTDOWN,
    "obligations": Kind.OBLIGATION,
    "authorizations": Kind.AUTHORIZATION,
    "measures": Kind.MEASURE,
    "severities": Kind.SEVERITY,
    "rungs": Kind.RUNG,
    "factors": Kind.FACTOR,
}


def whole_text(*, since: str) -> str:
    """Return a rule book with every key; ``since`` is from when its findings count."""
    pack = dict(_section(PACK))
    pack["ladder"]["counts"]["since"] = since  # type: ignore[index,call-overload] # a map of maps
    return "".join(f"{key}: {on_one_line(value)}\n" for key, value in pack.items())


def _section(section: Section) -> dict[str, Written]:
    made = {key.name: _key(key) for key in section.keys}
    if section.others is not None:
        made |= {_word(section.others.key): _value(section.others.value)}
    return made


def _key(key: Key) -> Written:
    name = NAMES.get(_NAMED[key.name]) if key.name in _NAMED else None
    match key.value:
        case Phrase(shape=shape):
            return _SAYS.get(key.name, shape.example)
        case Listed(item=Phrase(shape=Shape.NAME)) if name:
            return (name,)
        case Listed(item=Section() as item) if name:
            return ({**_section(item), "name": name},)
        case Mapped(value=value) if name:
            return {name: _value(value)}
        case _:
            return _value(key.value)


def _value(value: Value) -> Written:
    match value:
        case Phrase() | Named():
            return _word(value)
        case Choice(words=words):
            return words[0]
        case Listed(item=item):
            return (_value(item),)
        case Mapped(key=key, value=inside):
            return {_word(key): _value(inside)}
        case Section():
            return _section(value)
        case Either(mapped=mapped):
            return _value(mapped)


def _word(value: Phrase | Named) -> str:
    return NAMES[value.by] if isinstance(value, Named) else value.shape.example


def sections_with_nodes(node: Node, value: Value) -> Iterator[tuple[Section, MapNode]]:
    """Yield every section of the grammar with the part of a document that it is about."""
    match value, node:
        case Section(), MapNode():
            yield value, node
            known = {key.name: key.value for key in value.keys}
            for key, inside in node.entries:
                if key.text in known:
                    yield from sections_with_nodes(inside, known[key.text])
        case Listed(item=item), ListNode():
            for inside in node.items:
                yield from sections_with_nodes(inside, item)
        case Mapped(value=inner), MapNode():
            for _, inside in node.entries:
                yield from sections_with_nodes(inside, inner)
        case _:
            return
