"""Find authorizations that nobody can hold, and needs that are never asked of their holders."""

from __future__ import annotations

from goodstanding.rulebook.errors import ProblemCode
from goodstanding.rulebook.pack import Authorization, Pack, Who
from goodstanding.rulebook.parse_reading import Kind, Reading


def check_authorizations(reading: Reading, pack: Pack) -> None:
    """Note every authorization that nobody can come to hold, and every need that never counts."""
    for authorization in pack.authorizations:
        _check_holders(reading, pack, authorization)
        _check_needs(reading, pack, authorization)


def _check_holders(reading: Reading, pack: Pack, authorization: Authorization) -> None:
    """Note an authorization that must be held before it can be granted."""
    before = {each.name: _asked_before(each) for each in pack.authorizations}
    reached = set(before[authorization.name])
    while more := set().union(*(before.get(name, ()) for name in reached)) - reached:
        reached |= more
    if authorization.name in reached:
        reading.refuse(
            reading.declared[Kind.AUTHORIZATION][authorization.name],
            ProblemCode.IMPOSSIBLE_DUTY,
            f"Nobody can hold “{authorization.name}”: its “who” asks for it before it is granted. "
            "Name somebody else under “who”.",
        )


def _asked_before(authorization: Authorization) -> tuple[str, ...]:
    """Return the authorization that must be held first, where there is no choice."""
    who = authorization.who
    return who.authorizations if who is not None and len(who.authorizations) == 1 else ()


def _check_needs(reading: Reading, pack: Pack, authorization: Authorization) -> None:
    """Note a need that binds nobody who can hold the authorization."""
    for need in authorization.needs:
        named = [each for each in pack.obligations if each.name == need]
        if any(_apart(each.who, authorization.who) for each in named):
            reading.refuse(
                reading.declared[Kind.AUTHORIZATION][authorization.name],
                ProblemCode.IMPOSSIBLE_DUTY,
                f"“{need}” binds nobody who can hold “{authorization.name}”, so it never counts. "
                "Let the two “who” have somebody in common, or leave the need out.",
            )


def _apart(one: Who | None, other: Who | None) -> bool:
    """Return whether two conditions have nobody in common."""
    if one is None or other is None:
        return False
    pairs = (
        (one.tiers, other.tiers),
        (one.countries, other.countries),
        (one.regions, other.regions),
    )
    return any(a and b and not set(a) & set(b) for a, b in pairs)
