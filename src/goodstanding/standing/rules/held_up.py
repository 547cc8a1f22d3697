"""Authorizations that acts alone do not bring back: what can be done for them, and what not."""

from __future__ import annotations

from collections.abc import Iterable

from goodstanding.rulebook.compile import Kind
from goodstanding.rulebook.compile_tables import Note
from goodstanding.rulebook.pack import Pack
from goodstanding.standing.rules.moments import by_acts
from goodstanding.standing.rules.needs import About, Candidates, Reason, needs_of_authorization
from goodstanding.standing.rules.way_back import Act, Done, Need, every, way_back

_Needed = tuple[tuple[Reason, Need], ...]


def acts_beside(
    remaining: Iterable[Reason], pack: Pack, candidates: Candidates, *, acts: Iterable[Act]
) -> tuple[Act, ...]:
    """Return the fewest acts that meet what acts can meet of authorizations that remain lost.

    They end nothing by themselves, so they are no part of the way; ``acts`` are those that are.
    """
    done = frozenset(acts)
    doable = [
        need
        for reason in remaining
        for _, need in _needed(reason, pack, candidates)
        if by_acts(need)
    ]
    found = way_back(every(*doable, *(Done(act) for act in done)))
    assert found is not None  # acts meet each of the needs, so they meet all of them together
    return tuple(act for act in found.acts if act not in done)


def lacking_of(reason: Reason, pack: Pack, candidates: Candidates) -> tuple[About, ...]:
    """Return the duties an authorization waits for that nothing the partner does meets."""
    needed = _needed(reason, pack, candidates)
    return tuple((row.source, row.unit) for row, need in needed if not by_acts(need))


def _needed(reason: Reason, pack: Pack, candidates: Candidates) -> _Needed:
    if reason.kind != Kind.AUTHORIZATION or reason.note == Note.FINAL:
        return ()
    return needs_of_authorization(reason, pack, candidates)
