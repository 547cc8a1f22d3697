"""What the countdowns of a pack do, as expressions over a row and the days it is late."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from goodstanding.rulebook.pack import Pack
from goodstanding.rulebook.sql import SqlType, literal

_INTEGER = SqlType.INTEGER
#: Where no duty has a countdown.
_NOBODYS = literal(None, _INTEGER)
#: Days from the due day, and the rank that is set then, if one is.
_Step = tuple[int, int | None]


def rank_of(pack: Pack, row: str) -> str:
    """Return the rank of the last step of its countdown that ``row`` is past, null for none.

    ``row`` has the number of its obligation and ``late``, the days since its due day was over.
    """
    return _by_obligation(pack, row, _rank)


def next_step(pack: Pack, row: str) -> str:
    """Return the days from the due day to the next step that ``row`` will come to, or null."""
    return _by_obligation(pack, row, _next)


def grant_rank(pack: Pack, row: str) -> str:
    """Return the rank of the last step that ``row``, a grant with ``late`` days, is past.

    A final level is none that time sets: it takes effect by an act on record, and not before
    every warning it owes was served. Until then the level before it stays.
    """
    return _by_authorization(pack, row, _rank)


def grant_step(pack: Pack, row: str) -> str:
    """Return the days from its test to the next step that ``row``, a grant, will come to."""
    return _by_authorization(pack, row, _next)


def _by_obligation(pack: Pack, row: str, told: Callable[[str, Sequence[_Step]], str]) -> str:
    cases = " ".join(
        f"when {n} then {told(row, steps)}"
        for n, o in enumerate(pack.obligations, start=1)
        if (steps := _steps(pack, o.countdown))
    )
    return f"case {row}.ob {cases} end" if cases else _NOBODYS


def _by_authorization(pack: Pack, row: str, told: Callable[[str, Sequence[_Step]], str]) -> str:
    cases = " ".join(
        f"when {literal(a.name, SqlType.TEXT)} then {told(row, _undoable(pack, a.countdown))}"
        for a in pack.authorizations
    )
    return f"case {row}.name {cases} end"


def _steps(pack: Pack, countdown: str | None) -> list[_Step]:
    """Return each step as days from the due day and the rank it sets, if it sets one."""
    if countdown is None:
        return []
    return [
        (step.days, pack.level(step.level).rank if step.level else None)
        for step in pack.countdown(countdown).steps
    ]


def _undoable(pack: Pack, countdown: str) -> list[_Step]:
    """Return each step as above, those to a final level without the rank: an act sets it."""
    finals = {level.rank for level in pack.levels if level.final}
    return [(days, None if rank in finals else rank) for days, rank in _steps(pack, countdown)]


def _rank(row: str, steps: Sequence[_Step]) -> str:
    ranks = [(days, rank) for days, rank in steps if rank is not None]
    terms = [
        literal(None, _INTEGER),
        *(f"case when {row}.late >= {days} then {rank} end" for days, rank in ranks),
    ]
    return f"greatest({', '.join(terms)})"


def _next(row: str, steps: Sequence[_Step]) -> str:
    terms = [f"when {row}.late < {days} then {days}" for days, _ in sorted(steps)]
    return f"case {' '.join(terms)} end"
