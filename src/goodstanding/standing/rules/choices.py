"""Which parts of a duty a way back meets: the choice among any, all, or so many of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from goodstanding.rulebook.compile_tables import Status
from goodstanding.rulebook.pack import Composed, Pack
from goodstanding.standing.rules.needs import About, Candidates, Counted, need_of, parts_needed
from goodstanding.standing.rules.way_back import Act, holds

_OPEN = {Status.PENDING, Status.GRACE, Status.OVERDUE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """How a duty made of parts is met: by what is met already, and by what is done for it."""

    source: str  #: The duty, or a part that has parts itself.
    unit: str | None
    least: int  #: So many parts have to be met.
    met: tuple[str, ...]  #: Parts, by name, that are met without an act.
    chosen: tuple[str, ...]  #: Parts that the acts meet.
    others: tuple[str, ...]  #: Parts nothing is done for.


def choices_of(
    acts: frozenset[Act],
    pack: Pack,
    candidates: Candidates,
    *,
    stopped: Collection[About] = (),
) -> tuple[Choice, ...]:
    """Return the choices in every duty made of parts that the acts meet, or time has met.

    ``stopped`` are the duties that set a level when the way began.
    """
    found = list[Choice]()
    for row in candidates.duties:
        if (
            (row.status in _OPEN or (row.source, row.unit) in stopped)
            and isinstance(pack.obligation(row.source).verb, Composed)
            and holds(need_of(row, pack, candidates), acts, None)
        ):
            found.extend(_choices(row, acts, pack, candidates))
    return tuple(dict.fromkeys(found))


def _choices(
    row: Counted, acts: frozenset[Act], pack: Pack, candidates: Candidates
) -> Iterator[Choice]:
    verb = pack.obligation(row.source).verb
    assert isinstance(verb, Composed)
    needs = parts_needed(row, pack, candidates)
    met = tuple(name for name, need in needs.items() if holds(need, frozenset(), None))
    done = tuple(
        name for name, need in needs.items() if name not in met and holds(need, acts, None)
    )
    yield Choice(
        source=row.source,
        unit=row.unit,
        least=verb.least,
        met=met,
        chosen=done,
        others=tuple(name for name in needs if name not in met + done),
    )
    for piece in candidates.pieces.get((row.source, row.unit), ()):
        inner = pack.obligation(piece.source).verb
        if isinstance(inner, Composed) and piece.source in done:
            yield from _choices(piece, acts, pack, candidates)
