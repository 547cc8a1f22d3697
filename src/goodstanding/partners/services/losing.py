"""Ending authorizations for good, where the rules say so: an act on record, as every other end.

Standing finds out that a countdown came to a final level; what follows from it is written here.
From then on no later fact brings the authorization back: only a new grant or a correction does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from goodstanding.evidence.payloads import Code
from goodstanding.evidence.services import change
from goodstanding.partners.events_authorizations import AuthorizationLost
from goodstanding.partners.models import Authorization, EndedBy
from goodstanding.partners.selectors.authorizations import right_of
from goodstanding.partners.services.granted_rows import (
    keep_until_next,
    without_end,
    zone_of_location,
)
from goodstanding.values.actor import Actor
from goodstanding.values.days import local_day, starts_at
from goodstanding.values.keys import PartnerKey

SWEEP = Actor.system("sweep")  #: Who ends for good what the rules say: the product itself.


@dataclass(frozen=True, slots=True, kw_only=True)
class FinalLevel:
    """That an authorization came to a final level, with what was known at that instant."""

    authorization_id: UUID
    level: str
    reached_at: datetime
    pack_version_id: UUID
    version: int  #: The number of the version of the rules that judged.
    due_at: datetime | None  #: When the day of the test was over.
    have: int | None  #: Needs met, of ``need``.
    need: int | None
    unmet: tuple[str, ...]  #: The duties that were not met, for its location.
    unknown: tuple[str, ...] = ()  #: The duties of which nobody knew whether they were.
    warnings: tuple[UUID, ...] = ()  #: The notices that warned of it; every one was served.


def lose_authorization(reached: FinalLevel, *, at: datetime) -> Authorization | None:
    """End an authorization for good from the instant on at which it came to a final level.

    The caller has locked its partner. None where nothing is left to end: it was over before that
    instant, ended for good already, or was taken back.
    """
    with change(actor=SWEEP, at=at) as done:
        held = Authorization.objects.filter(
            fact_id=reached.authorization_id, superseded_at=None
        ).first()
        if held is None or not _is_held(held, reached.reached_at):
            return None
        last = _last_day(held, reached.reached_at)
        held.superseded_at = done.recorded_at
        held.save(update_fields=["superseded_at"])
        lost = without_end(held)
        lost.valid_until, lost.until_on = reached.reached_at, last
        lost.ended_by, lost.final_level = EndedBy.RULES, reached.level
        lost.save(force_insert=True)
        keep_until_next([right_of(lost)], program_id=lost.program_id, done=done)
        done.record(
            AuthorizationLost(
                authorization_id=lost.fact_id,
                authorized_partner_id=lost.partner_id,
                location_id=lost.location_id,
                authorization=Code(lost.name),
                level=Code(reached.level),
                reached_at=reached.reached_at,
                until_on=last,
                pack_version_id=reached.pack_version_id,
                version=reached.version,
                due_at=reached.due_at,
                have=reached.have,
                need=reached.need,
                unmet=[Code(name) for name in reached.unmet],
                unknown=[Code(name) for name in reached.unknown],
                warnings=reached.warnings,
            ),
            partners=[PartnerKey(lost.program_id, lost.partner_id)],
        )
    return lost


def _is_held(held: Authorization, at: datetime) -> bool:
    return held.valid_from < at and (held.valid_until is None or held.valid_until > at)


def _last_day(held: Authorization, reached_at: datetime) -> date:
    """Return the last local day before a final level; the grant's own at the earliest."""
    zone = zone_of_location(held.location_id, at=reached_at)
    day = local_day(reached_at, zone)
    whole = starts_at(day, zone) == reached_at
    return max(day - timedelta(days=1) if whole else day, held.granted_on)
