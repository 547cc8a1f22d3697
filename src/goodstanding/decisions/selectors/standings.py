"""Where a partner stands, why, and how it gets back, as another system asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from goodstanding.apikit.calling import Caller
from goodstanding.apikit.errors import NotForGoBetweensError
from goodstanding.apikit.parameters import Reference
from goodstanding.decisions.rules.deciding import Ground
from goodstanding.decisions.selectors.answers import grounds_of, next_change
from goodstanding.decisions.selectors.meant import partner_meant
from goodstanding.standing.rules.needs import Pieces
from goodstanding.standing.selectors import Standing, pieces_of, standing_at, standing_now
from goodstanding.standing.ways import Way, way_of
from goodstanding.values.keys import PartnerKey


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingAnswered:
    """Where a partner stands at an instant; ``standing`` is None without a rule book in force."""

    partner_id: UUID
    as_of: datetime
    known_at: datetime | None
    standing: Standing | None
    grounds: tuple[Ground, ...]  #: The rows of the standing, in its order.
    next_change_at: datetime | None
    pieces: Pieces  #: How the parts of duties made of parts stand.
    way: Way | None  #: None: it stands best, or another instant than now was asked about.


def standing_answer(
    partner: Reference, *, as_of: datetime | None, known_at: datetime | None, caller: Caller
) -> StandingAnswered:
    """Return where a partner of the caller's program stands.

    Raises:
        PartnerNotFoundError: The caller's program has no such partner.
        NotForGoBetweensError: Reasons are between the vendor and the partner.
    """
    if caller.go_between_id is not None:
        raise NotForGoBetweensError(
            "Why a partner stands where it does is between the vendor and the partner. Ask "
            "/api/v1/decisions what it may do."
        )
    at = as_of or caller.at
    meant = partner_meant(partner, caller=caller, as_of=at)
    key = PartnerKey(caller.program_id, meant.partner_id)
    now = as_of is None and known_at is None
    standing = standing_now(key, at=at) if now else standing_at(key, as_of=at, known_at=known_at)
    return StandingAnswered(
        partner_id=meant.partner_id,
        as_of=at,
        known_at=known_at,
        standing=standing,
        grounds=tuple(grounds_of(standing)) if standing else (),
        next_change_at=next_change(standing, key, as_of=at, known_at=known_at),
        pieces=pieces_of(standing) if standing else {},
        way=way_of(standing) if standing and now else None,
    )
