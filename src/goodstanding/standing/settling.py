"""Final levels: a level that no later fact undoes is put on record at the instant it is reached.

Only time reaches a final level: the countdown of an authorization comes to it, by the rules and
the facts as they were known at that very instant. What is recorded later about the time before
ends nothing by itself, and saves nothing by itself. So it does not matter when this runs: the
sweep does it each minute, and whoever records a partner's next fact does it before that fact
counts. What was recorded is a fact of the room of partners; here it is only found out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from goodstanding.evidence.services import change, clock_shift
from goodstanding.partners.models import Partner
from goodstanding.partners.services.losing import SWEEP, FinalLevel, lose_authorization
from goodstanding.programs.models import PackVersion
from goodstanding.programs.selectors import next_effect, pack_of, version_in_force
from goodstanding.rulebook.compile import Kind
from goodstanding.rulebook.pack import Pack
from goodstanding.standing import engine
from goodstanding.standing.engine import Row
from goodstanding.values.keys import PartnerKey

CHUNK = 500
#: Nobody's open transaction keeps the others from being settled for longer than this.
WAIT_MAX = timedelta(minutes=5)
_MET = frozenset({"fulfilled", "waived"})
_FIRST = PartnerKey(UUID(int=0), UUID(int=0))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    """A partner whose authorizations may turn at an instant, and what each stood at before."""

    key: PartnerKey
    instant: datetime
    levels: Mapping[str, str]  #: By grant.


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
            _Turn(
                key=PartnerKey(program_id, partner_id),
                instant=instant,
                levels=dict(zip(grants, levels, strict=True)),
            )
            for program_id, partner_id, instant, grants, levels in cursor.fetchall()
        ]


_AMONG = """
  JOIN unnest(%(programs)s::uuid[], %(partners)s::uuid[]) AS k(program_id, partner_id)
 USING (program_id, partner_id)
"""
_TURNED = """
SELECT s.program_id, s.partner_id, least(t.turns_at, e.effective_at), t.grants, t.levels
  FROM standing_partnerstanding s {among}
 CROSS JOIN LATERAL (
       SELECT min(r.turns_at) AS turns_at, array_agg(r.fact) AS grants,
              array_agg(r.level) AS levels
         FROM standing_standingreason r
        WHERE r.program_id = s.program_id AND r.partner_id = s.partner_id
          AND r.kind = 'authorization') t
 CROSS JOIN LATERAL (
       SELECT min(v.effective_at) AS effective_at
         FROM programs_packversion v
        WHERE v.program_id = s.program_id AND v.state = 'published'
          AND v.effective_at > s.computed_at) e
 WHERE s.next_change_at <= %(at)s AND t.grants IS NOT NULL
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
        again = [] if effect is None else [_then(turn, effect, ()) for turn in turns]
        return 0, again
    answers: dict[UUID, list[Row]] = {turn.key.partner_id: [] for turn in turns}
    for row in engine.answer(version, sorted(answers), as_of=instant, known_at=instant):
        answers[row.partner_id].append(row)
    ended, again = 0, []
    for turn in turns:
        rows = answers[turn.key.partner_id]
        grants = [row for row in rows if row.kind == Kind.AUTHORIZATION]
        for row in grants:
            before = turn.levels.get(row.fact or "", "")
            if row.level in finals and before not in finals:
                reached = _reached(row, rows, version, instant)
                ended += lose_authorization(reached, at=at) is not None
        ahead = [one for one in (effect, *(row.turns_at for row in grants)) if one is not None]
        again += [_then(turn, min(ahead), grants)] if ahead else []
    return ended, again


def _finals(pack: Pack) -> frozenset[str]:
    """Return the final levels that a countdown of an authorization comes to."""
    countdowns = {authorization.countdown for authorization in pack.authorizations}
    reached = {
        step.level for each in pack.countdowns if each.name in countdowns for step in each.levels
    }
    return frozenset(level.name for level in pack.levels if level.final and level.name in reached)


def _then(turn: _Turn, instant: datetime, grants: Iterable[Row]) -> _Turn:
    now = {row.fact or "": row.level or "" for row in grants}
    return _Turn(key=turn.key, instant=instant, levels={**turn.levels, **now})


def _reached(row: Row, rows: Sequence[Row], version: PackVersion, instant: datetime) -> FinalLevel:
    needs = pack_of(version).authorization(row.source).needs
    unmet = {
        other.source
        for other in rows
        if other.kind == Kind.OBLIGATION and other.source in needs and other.status not in _MET
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
        unmet=tuple(sorted(unmet)),
    )
