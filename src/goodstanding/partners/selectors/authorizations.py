"""What locations are authorized to do, now and before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from goodstanding.evidence.dated import in_force
from goodstanding.partners.models import Authorization, EndedBy, Enrolment, LocationProfile
from goodstanding.partners.rules.authorizing import Holder, Right, Term, next_anniversary
from goodstanding.partners.selectors.known import batches
from goodstanding.values.days import local_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One authorization of one location, as it is known now."""

    row: Authorization
    place: str
    zone: str
    over: bool
    planned: bool  #: It has not begun.
    anniversary_on: date | None  #: The next one; none where it is over before.

    @property
    def notice(self) -> bool:
        """Whether the partner gave notice that has not run out."""
        return self.row.ended_by == EndedBy.PARTNER and not self.over

    @property
    def lost(self) -> bool:
        """Whether the rules ended it for good."""
        return self.row.ended_by == EndedBy.RULES

    @property
    def open(self) -> bool:
        """Whether no end is set."""
        return self.row.valid_until is None


def right_of(row: Authorization) -> Right:
    """Return what a row grants."""
    return Right(row.location_id, row.name)


def term_of(row: Authorization) -> Term:
    """Return from when to when a row grants it."""
    return Term(granted_on=row.granted_on, until_on=row.until_on)


def rows_of(rights: Collection[Right], *, program_id: UUID) -> dict[Right, list[Authorization]]:
    """Return what is known of rights, first grants first."""
    found: dict[Right, list[Authorization]] = defaultdict(list)
    asked = set(rights)
    for batch in batches(sorted({right.location_id for right in rights})):
        for row in Authorization.objects.filter(
            superseded_at=None, program_id=program_id, location_id__in=batch
        ).order_by("valid_from"):
            if right_of(row) in asked:
                found[right_of(row)].append(row)
    return found


def held_by(partner_id: UUID, program_id: UUID, *, at: datetime) -> tuple[Held, ...]:
    """Return the authorizations of a partner: those that hold first, then what is over."""
    places = {
        profile.location_id: profile
        for profile in LocationProfile.objects.filter(in_force(at), partner_id=partner_id)
    }
    rows = Authorization.objects.filter(
        superseded_at=None, partner_id=partner_id, program_id=program_id
    )
    held = [_held(row, places.get(row.location_id), at=at) for row in rows]
    return tuple(
        sorted(held, key=lambda one: (one.over, one.place, one.row.name, one.row.granted_on))
    )


def _held(row: Authorization, place: LocationProfile | None, *, at: datetime) -> Held:
    zone = place.zone if place else "UTC"
    ended = row.valid_until is not None and row.valid_until <= at
    next_on = next_anniversary(row.granted_on, today=local_day(at, zone))
    last = row.until_on
    return Held(
        row=row,
        place=place.name if place else "",
        zone=zone,
        over=ended,
        planned=row.valid_from > at,
        anniversary_on=next_on if not ended and (last is None or next_on <= last) else None,
    )


def holder_of(place: LocationProfile, *, program_id: UUID, at: datetime) -> Holder:
    """Return what a rule book asks of a location that is to be granted something."""
    tier = Enrolment.objects.filter(
        in_force(at), partner_id=place.partner_id, program_id=program_id
    ).values_list("tier", flat=True)
    holds = Authorization.objects.filter(
        in_force(at), location_id=place.location_id, program_id=program_id
    ).values_list("name", flat=True)
    return Holder(
        tier=tier.first() or "",
        country=place.country or "",
        region=place.region or "",
        holds=frozenset(holds),
    )
