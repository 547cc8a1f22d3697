"""Whether a value is what a schema of the interface's description says, as far as it uses them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}
_KNOWN = {
    "$ref",
    "anyOf",
    "type",
    "enum",
    "format",
    "items",
    "properties",
    "required",
    "title",
    "description",
}


def broken(value: Any, schema: Mapping[str, Any], root: Mapping[str, Any]) -> Iterator[str]:
    """Yield a sentence for everything in ``value`` that the schema does not allow."""
    unknown = set(schema) - _KNOWN
    assert not unknown, f"Teach this checker what {unknown} means."
    if "$ref" in schema:
        yield from broken(value, _referred(schema["$ref"], root), root)
    elif "anyOf" in schema:
        if all(list(broken(value, one, root)) for one in schema["anyOf"]):
            yield f"{value!r} is none of {schema['anyOf']}"
    elif not isinstance(value, _TYPES[schema["type"]]) or (
        isinstance(value, bool) and schema["type"] == "integer"
    ):
        yield f"{value!r} is no {schema['type']}"
    else:
        yield from _inside(value, schema, root)


def _referred(reference: str, root: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = root
    for part in reference.removeprefix("#/").split("/"):
        found = found[part]
    return found


def _inside(value: Any, schema: Mapping[str, Any], root: Mapping[str, Any]) -> Iterator[str]:
    if "enum" in schema and value not in schema["enum"]:
        yield f"{value!r} is none of {schema['enum']}"
    match schema.get("format"):
        case "uuid":
            UUID(value)
        case "date-time":
            assert datetime.fromisoformat(value).tzinfo is not None
    for item in value if schema["type"] == "array" else ():
        yield from broken(item, schema["items"], root)
    if schema["type"] == "object":
        properties = schema.get("properties", {})
        yield from (
            f"{name} is missing" for name in schema.get("required", ()) if name not in value
        )
        for name, each in value.items():
            if name in properties:
                yield from broken(each, properties[name], root)
            else:
                yield f"{name} is not described"
