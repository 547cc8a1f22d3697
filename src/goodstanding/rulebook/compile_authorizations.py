"""What a pack says of authorizations: what each needs, and what its countdown does."""

from __future__ import annotations

from collections.abc import Iterator

from goodstanding.rulebook.pack import Authorization, Obligation, Pack
from goodstanding.rulebook.sql import SqlType, table

_INTEGER, _TEXT = SqlType.INTEGER, SqlType.TEXT


def authorizations_of(pack: Pack) -> tuple[Authorization, ...]:
    """Return the authorizations whose needs are all among the duties of ``pack``.

    A part of a pack, for a change of facts, may be without the duties of some.
    """
    names = {obligation.name for obligation in pack.obligations}
    return tuple(each for each in pack.authorizations if names.issuperset(each.needs))


def reads_grants(pack: Pack) -> bool:
    """Return whether some duty or authorization of ``pack`` asks who holds what."""
    return bool(pack.authorizations)


def licences(pack: Pack) -> list[tuple[int, str]]:
    """Return the number of each duty that binds who holds an authorization, and of which."""
    return [
        (ob, name)
        for ob, obligation in enumerate(pack.obligations, start=1)
        if obligation.who
        for name in obligation.who.authorizations
    ]


def authorization_tables(pack: Pack, numbered: list[tuple[int, Obligation]]) -> Iterator[str]:
    """Yield the tables of what ``pack`` authorizes."""
    tested = authorizations_of(pack)
    numbers = {obligation.name: ob for ob, obligation in numbered}
    needs = [(a.name, numbers[need]) for a in tested for need in a.needs]
    yield table("grant_names", {"name": _TEXT}, [(a.name,) for a in pack.authorizations])
    yield table("licences", {"ob": _INTEGER, "name": _TEXT}, licences(pack))
    yield table("authorizations", {"name": _TEXT}, [(a.name,) for a in tested])
    yield table("needs", {"name": _TEXT, "ob": _INTEGER}, needs)
    yield table("needed", {"ob": _INTEGER}, [(ob,) for ob in sorted({ob for _, ob in needs})])
