"""Duties made of parts, as tables and text: parts of parts are put together first."""

from __future__ import annotations

from collections.abc import Iterator

from goodstanding.rulebook.pack import Composed, Pack
from goodstanding.rulebook.sql import SqlType, table

_INTEGER = SqlType.INTEGER


def levels(pack: Pack) -> int:
    """Return how many times parts have to be put together; 0 without compositions."""
    return max(_levels(pack).values(), default=0)


def composed_tables(pack: Pack, unit_kinds: dict[str, int]) -> Iterator[str]:
    """Yield the tables of the compositions and of their parts, if the pack has any."""
    numbers = {each.name: number for number, each in enumerate(pack.obligations, start=1)}
    depths = _levels(pack)
    compositions, pieces = list[tuple[int, ...]](), list[tuple[int, ...]]()
    for each in pack.obligations:
        if isinstance(each.verb, Composed):
            ob = numbers[each.name]
            compositions.append((ob, depths[each.name], each.verb.least))
            pieces.extend(
                (ob, numbers[name], unit_kinds[pack.obligation(name).per])
                for name in each.verb.parts
            )
    if compositions:
        columns = dict.fromkeys(("ob", "level", "least"), _INTEGER)
        yield table("compositions", columns, compositions)
        yield table("pieces", dict.fromkeys(("ob", "part", "part_kind"), _INTEGER), pieces)


def _levels(pack: Pack) -> dict[str, int]:
    """Return how deep the parts of each obligation have parts; 0 for what has none.

    Each round finds what is made of parts found before, so that a part of many is met once.
    """
    parts = {
        each.name: each.verb.parts for each in pack.obligations if isinstance(each.verb, Composed)
    }
    found = {each.name: 0 for each in pack.obligations if each.name not in parts}
    level = 0
    while len(found) < len(pack.obligations):
        level += 1
        found |= {
            name: level
            for name, names in parts.items()
            if name not in found and all(part in found for part in names)
        }
    return found
