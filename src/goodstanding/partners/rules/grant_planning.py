"""What the rows of a file of authorizations do, one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from goodstanding.partners.rules.authorizing import Right, Term
from goodstanding.partners.rules.grant_rows import GrantRow
from goodstanding.partners.rules.location_rows import Place, place_named
from goodstanding.partners.rules.plans import Mode, Outcome
from goodstanding.partners.rules.rows import Number, Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantPlan:
    """What one row does to which right, or why it does nothing.

    ``instead_of`` is the term it corrects, as it was known.
    """

    row: GrantRow
    outcome: Outcome
    right: Right | None = None
    partner_id: UUID | None = None
    instead_of: Term | None = None
    refusals: tuple[Refusal, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether the row changes what is known."""
        return self.outcome in {Outcome.CREATED, Outcome.UPDATED}


def plan_grant_rows(
    rows: Sequence[GrantRow],
    *,
    places: Mapping[Number, Place],
    known: Mapping[Right, Sequence[Term]],
    lost: Mapping[Right, Sequence[Term]],
    names: Sequence[str],
    mode: Mode,
) -> tuple[GrantPlan, ...]:
    """Return what each row does, in their order.

    A row is about the known term that begins on the same day or holds at the same time, and
    corrects it. Rows of one file are of different terms: one that meets an earlier one is
    refused, unless it says the same.

    Args:
        rows: What the rows say.
        places: The locations that IDs name.
        known: The terms that are known of the rights the rows speak of.
        lost: Those of them that the rules ended for good; no file says otherwise.
        names: The authorizations that the rules in force know.
        mode: What becomes of what is known already.
    """
    background = _Background(places=places, known=known, lost=lost, names=names, mode=mode)
    said: dict[Right, list[GrantRow]] = {}
    return tuple(_planned(row, background, said) for row in rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Background:
    """What rows are judged against."""

    places: Mapping[Number, Place]
    known: Mapping[Right, Sequence[Term]]
    lost: Mapping[Right, Sequence[Term]]
    names: Sequence[str]
    mode: Mode


def rights_of(rows: Sequence[GrantRow], places: Mapping[Number, Place]) -> tuple[Right, ...]:
    """Return the rights that rows speak of, as far as their IDs name a location."""
    found = ((row, place_named(row.ids, places)) for row in rows)
    return tuple(
        Right(place.location_id, row.name) for row, place in found if isinstance(place, Place)
    )


def _planned(
    row: GrantRow, background: _Background, said: dict[Right, list[GrantRow]]
) -> GrantPlan:
    place, names = place_named(row.ids, background.places), background.names
    if isinstance(place, Refusal):
        return _refused(row, place.column, place.reason)
    if row.name not in names:
        knows = f"They know: {', '.join(names)}." if names else "They know none."
        return _refused(
            row,
            "authorization",
            f"The rules in force know no authorization “{row.name}”. {knows}",
        )
    right = Right(place.location_id, row.name)
    earlier = said.setdefault(right, [])
    for one in earlier:
        if one.term == row.term:
            return _unchanged(row, right, place, f"Row {one.number} says the same.")
        if one.term.meets(row.term):
            return _refused(
                row,
                "granted on",
                f"Row {one.number} says the same location holds it {_shown(one.term)}. Keep one.",
            )
    earlier.append(row)
    return _against_known(row, right, place, background)


def _against_known(row: GrantRow, right: Right, place: Place, background: _Background) -> GrantPlan:
    known = background.known.get(right, ())
    meeting = [term for term in known if term.meets(row.term)]
    if len(meeting) > 1:
        return _refused(
            row,
            "granted on",
            f"It is known {_shown(meeting[0])} and {_shown(meeting[1])}, and this would be both. "
            "Correct the days.",
        )
    if not meeting:
        return GrantPlan(row=row, outcome=Outcome.CREATED, right=right, partner_id=place.partner_id)
    if meeting[0] == row.term:
        return _unchanged(row, right, place)
    if meeting[0] in background.lost.get(right, ()):
        return _unchanged(
            row,
            right,
            place,
            f"It ended for good with {meeting[0].until_on}, by the rules, and stays so. Grant it "
            "anew from a later day, or let two officers correct it.",
        )
    if background.mode is Mode.SKIP:
        return _unchanged(row, right, place, "It is known differently, and left as it is.")
    return GrantPlan(
        row=row,
        outcome=Outcome.UPDATED,
        right=right,
        partner_id=place.partner_id,
        instead_of=meeting[0],
        notes=(f"It was known {_shown(meeting[0])}.",),
    )


def _refused(row: GrantRow, column: str, reason: str) -> GrantPlan:
    return GrantPlan(row=row, outcome=Outcome.REFUSED, refusals=(Refusal(column, reason),))


def _unchanged(row: GrantRow, right: Right, place: Place, *notes: str) -> GrantPlan:
    return GrantPlan(
        row=row,
        outcome=Outcome.UNCHANGED,
        right=right,
        partner_id=place.partner_id,
        notes=notes,
    )


def _shown(term: Term) -> str:
    until = f" until {term.until_on}" if term.until_on else ""
    return f"from {term.granted_on}{until}"
