"""Write values of a pack as YAML: on one line, or in lines of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping

from goodstanding.rulebook.document import is_ambiguous
from goodstanding.rulebook.places import Place

#: A value before it is written: words, a list, or values by key.
Written = str | tuple["Written", ...] | Mapping[str, "Written"]

#: What needs no quotes wherever it stands.
_PLAIN = re.compile(r"[A-Za-z0-9+~(“‘À-\U0010ffff-](?:[^:,\[\]{}\"'`]*[^:,\[\]{}\"'`\s])?")
_INDENT = "  "


def as_value(place: Place) -> Written:
    """Return what stands at a place."""
    if place.is_map:
        return {str(one.name): as_value(one.value) for one in place.entries}
    if place.is_list:
        return tuple(as_value(one.value) for one in place.entries)
    return place.text


def on_one_line(value: Written) -> str:
    """Return a value as it can stand after a key, or within brackets."""
    if isinstance(value, str):
        return _word(value)
    if isinstance(value, tuple):
        return f"[{', '.join(map(on_one_line, value))}]"
    return f"{{{inner(value)}}}"


def inner(value: Mapping[str, Written]) -> str:
    """Return the keys and values of a map as they stand between its braces."""
    return ", ".join(f"{_word(key)}: {on_one_line(one)}" for key, one in value.items())


def entry(key: str, value: Written, *, indent: str, lines: int) -> str:
    """Return a key with its value; maps are written in lines of their own ``lines`` deep."""
    if lines and isinstance(value, Mapping) and value:
        deeper = indent + _INDENT
        inside = [
            f"{deeper}{entry(name, one, indent=deeper, lines=lines - 1)}"
            for name, one in value.items()
        ]
        return "\n".join([f"{_word(key)}:", *inside])
    return f"{_word(key)}: {on_one_line(value)}"


def _word(text: str) -> str:
    plain = _PLAIN.fullmatch(text) and " #" not in text and text.isprintable()
    if plain and not is_ambiguous(text) and text != "-" and not text.startswith("- "):
        return text
    return f'"{"".join(map(_escaped, text))}"'


def _escaped(sign: str) -> str:
    if sign in {'"', "\\"}:
        return f"\\{sign}"
    return sign if sign.isprintable() else f"\\U{ord(sign):08x}"
