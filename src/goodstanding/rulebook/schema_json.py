"""The grammar as JSON Schema, for editors that complete and check YAML while it is typed."""

from __future__ import annotations

from typing import Any

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

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_Json = dict[str, Any]
#: What YAML reads as something else than text.
_TYPES: dict[Shape, _Json] = {
    Shape.NUMBER: {"type": "integer", "minimum": 0},
    Shape.RUNGS: {"type": "integer"},
    Shape.FLAG: {"type": "boolean"},
    Shape.ANYTHING: {},
}


def json_schema() -> _Json:
    """Return the grammar of a pack as a JSON Schema.

    It knows keys and shapes. Whether names fit together, only a check of the whole text knows.
    """
    return {"$schema": DIALECT, "title": "Goodstanding program pack", **_section(PACK)}


def _section(section: Section) -> _Json:
    found: _Json = {
        "type": "object",
        "properties": {key.name: _key(key) for key in section.keys},
        "required": [key.name for key in section.keys if key.required],
        "additionalProperties": False,
    }
    if section.others is not None:
        found["patternProperties"] = _pattern(section.others)
    if section.one_of:
        found["oneOf"] = [{"required": [name]} for name in section.one_of]
    return found


def _key(key: Key) -> _Json:
    without = f" Without it: {key.default}." if key.default else ""
    return {"description": key.meaning + without, **_value(key.value)}


def _value(value: Value) -> _Json:
    match value:
        case Section():
            return _section(value)
        case Mapped():
            return {
                "type": "object",
                "patternProperties": _pattern(value),
                "additionalProperties": False,
            }
        case Listed(item=item, alone=alone):
            return _listed(item, alone)
        case Either(single=single, mapped=mapped):
            return {"anyOf": [_word(single), _value(mapped)]}
        case _:
            return _word(value)


def _listed(item: Value, alone: str) -> _Json:
    as_list: _Json = {"type": "array", "items": _value(item)}
    if isinstance(item, Section):
        return as_list
    also = [{"const": alone}] if alone else []
    return {"anyOf": [as_list, _value(item), *also]}


def _word(value: Phrase | Choice | Named) -> _Json:
    match value:
        case Choice(words=words):
            return {"enum": [int(word) if word.isdigit() else word for word in words]}
        case Named():
            return {"type": "string"}
        case _:
            return _phrase(value.shape, value.also)


def _phrase(shape: Shape, also: tuple[str, ...]) -> _Json:
    known = dict(_TYPES.get(shape, {"type": "string", "examples": [shape.example]}))
    if shape.pattern:
        known["pattern"] = shape.pattern
    return {"anyOf": [known, {"enum": list(also)}]} if also else known


def _pattern(mapped: Mapped) -> _Json:
    by = mapped.key
    pattern = by.shape.pattern if isinstance(by, Phrase) else Shape.NAME.pattern
    words = [f"^{word}$" for word in by.also]
    return {"|".join([pattern or "^[0-9]+$", *words]): _value(mapped.value)}
