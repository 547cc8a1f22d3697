"""Final levels: a level that no later fact undoes is put on record at the instant it is reached.

Only time reaches a final level: the countdown of an authorization comes to it, by the rules and
the facts as they were known at that very instant, which a moment before gave another level. New
rules, or what is learnt of a day long past, may give a level that is final: it is worked out as
any other, and whoever puts it right leaves it again. What is recorded later about the time before
ends nothing by itself, and saves nothing by itself. So it does not matter when this runs: the
sweep does it each minute, and whoever records a partner's next fact does it before that fact
counts. What was recorded is a fact of the room of partners; here it is only found out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from goodstanding.evidence.dated import in_force
from goodstanding.evidence.services import change, clock_shift
from goodstanding.partners.models import LocationProfile, Partner
from goodstanding.partners.services.losing import SWEEP, FinalLevel, lose_authorization
from goodstanding.programs.models import PackVersion
from goodstanding.programs.selectors import next_effect, pack_of, version_in_force
from goodstanding.rulebook.compile import Kind
from goodstanding.rulebook.pack import Pack, Unit
from goodstanding.standing import engine
from goodstanding.standing.engine import Row
from goodstanding.values.keys import PartnerKey

CHUNK = 500
#: Nobody's open transaction keeps the others from being settled for longer than this.
WAIT_MAX = timedelta(minutes=5)
_NOT_UNMET = frozenset({"fulfilled", "waived", "unknown"})
_MOMENT = timedelta(microseconds=1)
_FIRST = PartnerKey(UUID(int=0), UUID(int=0))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    """A partner whose authorizations may turn at an instant."""

    key: PartnerKey
    instant: datetime


def settle_passed(*, at: datetime) -> int:
    """Put on record what every partner's countdowns came to by ``at``; return how many ended.

    A transaction for each chunk of partners. Safe to be run by several at once, and again.
    """
    ended, after = 0, _FIRST
    while True:
        with change(actor=SWEEP, at=at):
            turns = _turned(at=at, after=after, limit=CHUNK)
            ended += _settle(turns, at=at)
        if not turns:
            return ended
        after = turns[-1].key


def settle_before(keys: Sequence[PartnerKey], *, at: datetime) -> None:
    """Put on record what partners' countdowns came to, before a fact recorded just now counts.

    Within the open change, which has written its facts already: these are not known at the
    instants that passed before it began, so that they change nothing of what is found.
    """
    _settle(_turned(at=at, keys=keys), at=at)


def settled_by(*, at: datetime) -> datetime:
    """Return until when nobody is at work any more who may still record what was known then.

    At ``at`` itself where nobody is, and at most ``WAIT_MAX`` before.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(xact_start) FROM pg_stat_activity "
            "WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid() "
            "AND datname = current_database()"
        )
        oldest: datetime | None = cursor.fetchone()[0]
    if oldest is None:
        return at
    return max(min(at, oldest + clock_shift()), at - WAIT_MAX)


def _turned(
    *,
    at: datetime,
    keys: Sequence[PartnerKey] | None = None,
    after: PartnerKey = _FIRST,
    limit: int | None = None,
) -> list[_Turn]:
    """Return partners with authorizations that may have turned by ``at``, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            _TURNED.replace("{among}", "" if keys is None else _AMONG),
            {
                "at": at,
                "program": after.program_id,
                "partner": after.partner_id,
                "programs": [key.program_id for key in keys or ()],
                "partners": [key.partner_id for key in keys or ()],
                "limit": limit,
            },
        )
        return [
            _Turn(key=PartnerKey(program_id, partner_id), instant=instant)
            for program_id, partner_id, instant in cursor.fetchall()
        ]


_AMONG = """
  JOIN unnest(%(programs)s::uuid[], %(partners)s::uuid[]) AS k(program_id, partner_id)
 USING (program_id, partner_id)
"""
_TURNED = """
SELECT s.program_id, s.partner_id, least(t.turns_at, e.effective_at)
  FROM standing_partnerstanding s {among}
 CROSS JOIN LATERAL (
       SELECT min(r.turns_at) AS turns_at, count(*) AS grants
         FROM standing_standingreason r
        WHERE r.program_id = s.program_id AND r.partner_id = s.partner_id
          AND r.kind = 'authorization') t
 CROSS JOIN LATERAL (
       SELECT min(v.effective_at) AS effective_at
         FROM programs_packversion v
        WHERE v.program_id = s.program_id AND v.state = 'published'
          AND v.effective_at > s.computed_at) e
 WHERE s.next_change_at <= %(at)s AND t.grants > 0
   AND least(t.turns_at, e.effective_at) <= %(at)s
   AND (s.program_id, s.partner_id) > (%(program)s::uuid, %(partner)s::uuid)
 ORDER BY s.program_id, s.partner_id
 LIMIT %(limit)s
"""


def _settle(turns: Sequence[_Turn], *, at: datetime) -> int:
    """Go through the instants at which authorizations turned, the first first."""
    if not turns:
        return 0
    # Whoever ends or keeps an authorization queues on its partner's row.
    partner_ids = {turn.key.partner_id for turn in turns}
    partners = Partner.objects.select_for_update(no_key=True).filter(pk__in=partner_ids)
    list(partners.order_by("pk").values_list("pk"))
    waiting = defaultdict[tuple[datetime, UUID], list[_Turn]](list)
    for turn in turns:
        waiting[turn.instant, turn.key.program_id].append(turn)
    ended = 0
    while waiting:
        instant, program_id = min(waiting)
        now = waiting.pop((instant, program_id))
        lost, again = _at_an_instant(now, program_id, instant, at=at)
        ended += lost
        for turn in again:
            if turn.instant <= at:
                waiting[turn.instant, program_id].append(turn)
    return ended


def _at_an_instant(
    turns: Sequence[_Turn], program_id: UUID, instant: datetime, *, at: datetime
) -> tuple[int, list[_Turn]]:
    """Put on record what was reached at an instant; return how much, and what turns next."""
    effect = next_effect(program_id, after=instant)
    version = version_in_force(program_id, as_of=instant, known_at=instant)
    finals = _finals(pack_of(version)) if version else frozenset[str]()
    if version is None or not finals:
        again = [] if effect is None else [_Turn(key=turn.key, instant=effect) for turn in turns]
        return 0, again
    partner_ids = sorted(turn.key.partner_id for turn in turns)
    rows = _answers(version, partner_ids, as_of=instant, known_at=instant)
    before = _answers(version, partner_ids, as_of=instant - _MOMENT, known_at=instant)
    ended, again = 0, []
    for turn in turns:
        now = rows[turn.key.partner_id]
        grants = [row for row in now if row.kind == Kind.AUTHORIZATION]
        # By the same rules and the same knowledge, only time has passed in between.
        final = {row.fact for row in before[turn.key.partner_id] if row.level in finals}
        for row in grants:
            if row.level in finals and row.fact not in final:
                reached = _reached(row, now, version, instant)
                ended += lose_authorization(reached, at=at) is not None
        ahead = [one for one in (effect, *(row.turns_at for row in grants)) if one is not None]
        again += [_Turn(key=turn.key, instant=min(ahead))] if ahead else []
    return ended, again


def _answers(
    version: PackVersion, partner_ids: Sequence[UUID], *, as_of: datetime, known_at: datetime
) -> dict[UUID, list[Row]]:
    rows: dict[UUID, list[Row]] = {partner_id: [] for partner_id in partner_ids}
    for row in engine.answer(version, partner_ids, as_of=as_of, known_at=known_at):
        rows[row.partner_id].append(row)
    return rows


def _finals(pack: Pack) -> frozenset[str]:
    """Return the final levels that a countdown of an authorization comes to."""
    countdowns = {authorization.countdown for authorization in pack.authorizations}
    reached = {
        step.level for each in pack.countdowns if each.name in countdowns for step in each.levels
    }
    return frozenset(level.name for level in pack.levels if level.final and level.name in reached)


def _reached(row: Row, rows: Sequence[Row], version: PackVersion, instant: datetime) -> FinalLevel:
    pack = pack_of(version)
    units = _units_of(UUID(row.unit), at=instant)
    asked = {
        (other.source, other.status)
        for other in rows
        if other.kind == Kind.OBLIGATION
        and other.source in pack.authorization(row.source).needs
        and (pack.obligation(other.source).per is Unit.PARTNER or other.unit in units)
    }
    return FinalLevel(
        authorization_id=UUID(row.fact),
        level=row.level or "",
        reached_at=instant,
        pack_version_id=version.pk,
        version=version.number,
        due_at=row.due_at,
        have=row.have,
        need=row.need,
        unmet=tuple(sorted({name for name, status in asked if status not in _NOT_UNMET})),
        unknown=tuple(sorted({name for name, status in asked if status == "unknown"})),
    )


def _units_of(location_id: UUID, *, at: datetime) -> set[str]:
    """Return what the units are called that a location is part of, as answers name them."""
    place = LocationProfile.objects.filter(in_force(at), location_id=location_id).first()
    if place is None:
        return {str(location_id)}
    entity, region = str(place.entity_id), f":{place.region}"
    return {str(location_id), entity, region, entity + region}
