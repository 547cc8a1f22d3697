"""Writing the rows of what locations are authorized to do: beginning, ending, and what is left."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from goodstanding.evidence.dated import in_force
from goodstanding.evidence.services import Change
from goodstanding.partners.models import Authorization, EndedBy, LocationProfile
from goodstanding.partners.rules.authorizing import Right, Term
from goodstanding.partners.selectors.authorizations import right_of, rows_of
from goodstanding.values.days import ends_at, starts_at
from goodstanding.values.ids import new_id

_MOMENT = timedelta(microseconds=1)


def zone_of_location(location_id: UUID, *, at: datetime) -> str:
    """Return the zone of a location now; UTC once it is closed."""
    zones = LocationProfile.objects.filter(in_force(at), location_id=location_id)
    return zones.values_list("zone", flat=True).first() or "UTC"


def open_grant(
    place: LocationProfile,
    name: str,
    term: Term,
    *,
    program_id: UUID,
    after: Sequence[Authorization] = (),
    instead_of: Authorization | None = None,
) -> Authorization:
    """Write a grant; it begins with its day, or when the one ``after`` which it comes is over.

    ``instead_of`` is the row that says something else of the same grant, if one. The caller made
    sure that the calendar knows the zone of the place.
    """
    begins = [starts_at(term.granted_on, place.zone)]
    begins += [
        row.valid_until for row in after if row.valid_until and row.until_on == term.granted_on
    ]
    return Authorization.objects.create(
        fact_id=instead_of.fact_id if instead_of else new_id(),
        program_id=program_id,
        partner_id=place.partner_id,
        location_id=place.location_id,
        name=name,
        granted_on=term.granted_on,
        until_on=term.until_on,
        ended_by=EndedBy.VENDOR if term.until_on else "",
        valid_from=max(begins),
        valid_until=ends_at(term.until_on, place.zone) if term.until_on else None,
    )


def close_grant(
    held: Authorization, *, until_on: date, valid_until: datetime, by: EndedBy, done: Change
) -> Authorization:
    """Write the end of a grant; what would end before it begins is taken back."""
    held.superseded_at = done.recorded_at
    held.save(update_fields=["superseded_at"])
    if valid_until <= held.valid_from:
        keep_until_next([right_of(held)], program_id=held.program_id, done=done)
        return held
    ended = without_end(held)
    ended.until_on, ended.valid_until, ended.ended_by = until_on, valid_until, by
    ended.save(force_insert=True)
    return ended


def without_end(held: Authorization) -> Authorization:
    """Return another row about the same grant, not written yet, without an end."""
    return Authorization(
        fact_id=held.fact_id,
        program_id=held.program_id,
        partner_id=held.partner_id,
        location_id=held.location_id,
        name=held.name,
        granted_on=held.granted_on,
        valid_from=held.valid_from,
    )


def keep_until_next(rights: Collection[Right], *, program_id: UUID, done: Change) -> None:
    """Let what was lost keep its final level until the same right is granted anew.

    To be called after every change of when rights begin, once for all of them: what is known is
    written again where it says otherwise.
    """
    for rows in rows_of(rights, program_id=program_id).values():
        _keep_until_next(rows, done)


def _keep_until_next(rows: Sequence[Authorization], done: Change) -> None:
    for lost in rows:
        if lost.ended_by != EndedBy.RULES:
            continue
        assert lost.valid_until is not None  # the database refuses an end by somebody without
        later = [row.valid_from for row in rows if row.valid_from >= lost.valid_until]
        # Where it is granted anew at once, the final level is seen for no time at all.
        until = max(min(later), lost.valid_until + _MOMENT) if later else None
        if until == lost.final_until:
            continue
        lost.superseded_at = done.recorded_at
        lost.save(update_fields=["superseded_at"])
        again = without_end(lost)
        again.until_on, again.valid_until = lost.until_on, lost.valid_until
        again.ended_by, again.final_level = lost.ended_by, lost.final_level
        again.final_until = until
        again.save(force_insert=True)
