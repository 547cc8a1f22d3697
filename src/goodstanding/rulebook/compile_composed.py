"""Duties made of parts, as tables and text: parts of parts are put together first."""

from __future__ import annotations

from collections.abc import Iterator

from goodstanding.rulebook.pack import Composed, Obligation, Pack
from goodstanding.rulebook.sql import SqlType, table

_INTEGER = SqlType.INTEGER


def levels(pack: Pack) -> int:
    """Return how many times parts have to be put together; 0 without compositions."""
    return max((_level(pack, each) for each in pack.obligations), default=0)


def composed_tables(pack: Pack, unit_kinds: dict[str, int]) -> Iterator[str]:
    """Yield the tables of the compositions and of their parts, if the pack has any."""
    numbers = {each.name: number for number, each in enumerate(pack.obligations, start=1)}
    compositions, pieces = list[tuple[int, ...]](), list[tuple[int, ...]]()
    for each in pack.obligations:
        if isinstance(each.verb, Composed):
            ob = numbers[each.name]
            compositions.append((ob, _level(pack, each), each.verb.least))
            pieces.extend(
                (ob, numbers[name], unit_kinds[pack.obligation(name).per])
                for name in each.verb.parts
            )
    if compositions:
        columns = dict.fromkeys(("ob", "level", "least"), _INTEGER)
        yield table("compositions", columns, compositions)
        yield table("pieces", dict.fromkeys(("ob", "part", "part_kind"), _INTEGER), pieces)


def _level(pack: Pack, obligation: Obligation) -> int:
    if not isinstance(obligation.verb, Composed):
        return 0
    return 1 + max(_level(pack, pack.obligation(name)) for name in obligation.verb.parts)
