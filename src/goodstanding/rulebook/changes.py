"""Which duties a change of facts can move, so that the others need not be worked out again.

A row of the result rests on the relations its verb reads, on who takes part where, and on the
waivers and the calendar. After a change of nothing but ``completions``, say, the rows of duties
that ask for courses are worked out anew, and the others stay what they were until they turn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from goodstanding.rulebook.pack import (
    Accept,
    Attain,
    Attest,
    Composed,
    Obligation,
    Pack,
    Pass,
    Reach,
    Show,
    Verb,
)

MEASURES = "measures"
#: Who holds what: read by authorizations, whatever they need, and by duties of who holds one.
GRANTS = "grants"
#: What each verb reads beside what every duty reads. A verb that is not here reads anything.
READS: Mapping[type[Verb], frozenset[str]] = {
    Accept: frozenset({"acceptances", "ownerships", "services", "versions"}),
    Pass: frozenset({"affiliations", "completions", "lists"}),
    Reach: frozenset({"contacts", "proofs", "services"}),
    Attest: frozenset({"services", "statements"}),
    Show: frozenset({"documents", "services"}),
    Composed: frozenset({"services"}),
    Attain: frozenset({"amounts"}),
}
#: Changes of one kind that are frequent: a text is kept for each. Others are worked out whole.
FREQUENT: tuple[frozenset[str], ...] = (
    frozenset({"completions"}),
    frozenset({"acceptances"}),
    frozenset({"statements"}),
    frozenset({"documents"}),
    frozenset({"measures"}),
    frozenset({"proofs", "services"}),
    frozenset({"completions", "measures"}),
)


def name_of(relations: Iterable[str]) -> str:
    """Return the name a set of relations is kept under, such as ``proofs+services``."""
    return "+".join(sorted(relations))


def frequent_change(relations: frozenset[str]) -> frozenset[str] | None:
    """Return the smallest change in ``FREQUENT`` that covers ``relations``; None: there is none."""
    covering = [each for each in FREQUENT if relations <= each]
    return min(covering, key=len, default=None)


def moved_by(pack: Pack, relations: frozenset[str]) -> tuple[Obligation, ...]:
    """Return the obligations of ``pack`` whose rows a change of ``relations`` can move.

    An authorization asks how all its needs stand, so that one moves with the others; what is
    made of parts is put together from all of them. Of ``relations`` those that every duty reads,
    such as ``waivers``, are not looked at: they move everything, and are worked out whole.
    """
    moved = {each.name for each in pack.obligations if _touched(pack, each, relations)}
    if GRANTS in relations:
        moved |= {need for authorization in pack.authorizations for need in authorization.needs}
    together = [set(authorization.needs) for authorization in pack.authorizations]
    while drawn := set().union(*(needs for needs in together if needs & moved)) - moved:
        moved |= drawn
    parts = {part.name for name in moved for part in pack.parts_of(pack.obligation(name))}
    return tuple(each for each in pack.obligations if each.name in moved | parts)


def moves(pack: Pack, relations: frozenset[str]) -> bool:
    """Return whether a change of ``relations`` can move anything in the pack's result."""
    return MEASURES in relations or bool(moved_by(pack, relations))


def _touched(pack: Pack, obligation: Obligation, relations: frozenset[str]) -> bool:
    """Return whether a duty, or a part of it, reads one of the relations."""
    read = (obligation, *pack.parts_of(obligation))
    return any(relations & _read_by(each, relations) for each in read)


def _read_by(obligation: Obligation, relations: frozenset[str]) -> frozenset[str]:
    """Return what a duty reads beside what every duty reads: its verb, and whom it binds."""
    binds = frozenset({GRANTS}) if obligation.who and obligation.who.authorizations else frozenset()
    return READS.get(type(obligation.verb), relations) | binds
