"""Final levels: a level that no later fact undoes is put on record at the instant it is reached.

Only time reaches a final level: the countdown of an authorization comes to it, by the rules and
the facts as they were known at that very instant. New rules, or what is learnt of a day long
past, end nothing: the level before it is worked out as any other, and whoever puts it right
leaves it again. What is recorded later about the time before ends nothing by itself, and saves
nothing by itself. So it does not matter when this runs: the sweep does it each minute, and
whoever records a partner's next fact does it before that fact counts.

No instant is settled while somebody who began to record before it is still at it: what they
record was known at it. The sweep waits for them; whoever records a fact leaves it to the sweep.
What was recorded is a fact of the room of partners; here it is only found out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from goodstanding.evidence.services import change
from goodstanding.partners.models import Partner
from goodstanding.partners.services.losing import SWEEP
from goodstanding.programs.selectors import next_effect, pack_of, version_in_force
from goodstanding.rulebook.compile import Kind
from goodstanding.standing.final_acts import answers, ends_for_good, failing, take_or_wait
from goodstanding.standing.models import TurnAhead
from goodstanding.values.keys import PartnerKey

CHUNK = 500
#: Nobody's open transaction keeps the others from being settled for longer than this.
WAIT_MAX = timedelta(minutes=5)
_FIRST = PartnerKey(UUID(int=0), UUID(int=0))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    """A partner whose authorizations may turn at an instant."""

    key: PartnerKey
    instant: datetime
    #: Whether its stored answer stays as it is until a bulk run is over.
    stays: bool = False
    noted: bool = False  #: Whether what is stored is not where the instant comes from.


def settle_passed(*, at: datetime) -> int:
    """Put on record what every partner's countdowns came to by ``at``; return how many ended.

    A transaction for each chunk of partners. Safe to be run by several at once, and again.
    """
    ended, after = 0, _FIRST
    while True:
        with change(actor=SWEEP, at=at):
            turns = _turned(at=at, after=after, limit=CHUNK)
            lost, ahead = _settle(turns, at=at)
            _note(turns, ahead, at=at)
            ended += lost
        if not turns:
            return ended
        after = turns[-1].key


def settle_before(keys: Sequence[PartnerKey], *, at: datetime) -> None:
    """Put on record what partners' countdowns came to, before a fact recorded just now counts.

    Within the open change, which has written its facts already: these are not known at the
    instants that passed before it began, so that they change nothing of what is found. What
    nobody may settle yet is noted for the sweep, because the answer is worked out anew now.
    """
    turns = _turned(at=at, keys=keys)
    if not turns:
        return
    until = settled_by(at=at)
    ready = [turn for turn in turns if turn.instant <= until]
    _, ahead = _settle(ready, at=until)
    ahead.update({turn.key: turn.instant for turn in turns if turn.instant > until})
    for key, instant in sorted(ahead.items()):
        if instant is not None and instant <= at:
            _note_one(key, instant, noted_at=instant)
        else:
            TurnAhead.objects.filter(pk=(key.program_id, key.partner_id)).delete()


def settled_by(*, at: datetime) -> datetime:
    """Return until when nobody is at work any more who may still record what was known then.

    Where nobody is: at ``at``, or now by the clock that facts are recorded by, where that is
    behind. At most ``WAIT_MAX`` before.
    """
    with connection.cursor() as cursor:
        # Whoever enters a change after the clock was read here is recorded later than that.
        cursor.execute(
            "WITH now AS MATERIALIZED (SELECT clock_timestamp() AS seen_at) "
            "SELECT coalesce((SELECT min(xact_start) FROM pg_stat_activity "
            "WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid() "
            "AND datname = current_database() AND now.seen_at IS NOT NULL), now.seen_at) "
            "+ coalesce((SELECT shift FROM evidence_clock), interval '0') FROM now"
        )
        until: datetime = cursor.fetchone()[0]
    return max(min(at, until), at - WAIT_MAX)


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
            _Turn(key=PartnerKey(program_id, partner_id), instant=instant, stays=stays, noted=noted)
            for program_id, partner_id, instant, stays, noted in cursor.fetchall()
        ]


_AMONG = """
  JOIN unnest(%(programs)s::uuid[], %(partners)s::uuid[]) AS k(program_id, partner_id)
 USING (program_id, partner_id)
"""
#: What is stored says when to look again, where it is no older than what was noted beside it.
_TURNED = """
SELECT s.program_id, s.partner_id, i.instant, EXISTS (
           SELECT FROM standing_bulkrun b
            WHERE b.program_id = s.program_id AND b.finished_at IS NULL AND b.epoch > s.epoch),
       n.noted_at IS NOT NULL
  FROM standing_partnerstanding s {among}
  LEFT JOIN standing_turnahead n
    ON (n.program_id, n.partner_id) = (s.program_id, s.partner_id)
 CROSS JOIN LATERAL (
       SELECT min(r.turns_at) AS turns_at, count(*) AS grants
         FROM standing_standingreason r
        WHERE r.program_id = s.program_id AND r.partner_id = s.partner_id
          AND r.kind = 'authorization' AND s.next_change_at <= %(at)s
          AND coalesce(n.noted_at <= s.computed_at, true)) t
 CROSS JOIN LATERAL (
       SELECT min(v.effective_at) AS effective_at
         FROM programs_packversion v
        WHERE v.program_id = s.program_id AND v.state = 'published'
          AND v.effective_at > s.computed_at AND t.grants > 0) e
 CROSS JOIN LATERAL (SELECT least(n.instant, t.turns_at, e.effective_at) AS instant) i
 WHERE (s.next_change_at <= %(at)s OR n.instant <= %(at)s) AND i.instant <= %(at)s
   AND (s.program_id, s.partner_id) > (%(program)s::uuid, %(partner)s::uuid)
 ORDER BY s.program_id, s.partner_id
 LIMIT %(limit)s
"""


def _note(
    turns: Sequence[_Turn], ahead: dict[PartnerKey, datetime | None], *, at: datetime
) -> None:
    """Note what turns next for whom the stored answer will not say it, and for nobody else."""
    for turn in turns:
        if turn.stays:
            _note_one(turn.key, ahead[turn.key], noted_at=at)
        elif turn.noted:
            TurnAhead.objects.filter(pk=(turn.key.program_id, turn.key.partner_id)).delete()


def _note_one(key: PartnerKey, instant: datetime | None, *, noted_at: datetime) -> None:
    TurnAhead.objects.update_or_create(
        program_id=key.program_id,
        partner_id=key.partner_id,
        defaults={"instant": instant, "noted_at": noted_at},
    )


def _settle(
    turns: Sequence[_Turn], *, at: datetime
) -> tuple[int, dict[PartnerKey, datetime | None]]:
    """Go through the instants at which authorizations turned, the first first.

    Return how many ended, and when each partner's turn next, after ``at``.
    """
    ahead = dict[PartnerKey, datetime | None]()
    if not turns:
        return 0, ahead
    # Whoever ends or keeps an authorization queues on its partner's row.
    partner_ids = {turn.key.partner_id for turn in turns}
    partners = Partner.objects.select_for_update(no_key=True).filter(pk__in=partner_ids)
    list(partners.order_by("pk").values_list("pk"))
    waiting = defaultdict[tuple[datetime, UUID], list[PartnerKey]](list)
    for turn in turns:
        waiting[turn.instant, turn.key.program_id].append(turn.key)
    ended = 0
    while waiting:
        instant, program_id = min(waiting)
        now = waiting.pop((instant, program_id))
        lost, again = _at_an_instant(now, program_id, instant, at=at)
        ended += lost
        for key, following in again.items():
            ahead[key] = following
            if following is not None and following <= at:
                waiting[following, program_id].append(key)
    return ended, ahead


def _at_an_instant(
    keys: Sequence[PartnerKey], program_id: UUID, instant: datetime, *, at: datetime
) -> tuple[int, dict[PartnerKey, datetime | None]]:
    """Put on record what was reached at an instant; return how much, and what turns next."""
    effect = next_effect(program_id, after=instant)
    version = version_in_force(program_id, as_of=instant, known_at=instant)
    pack = pack_of(version) if version else None
    if version is None or pack is None or not ends_for_good(pack):
        return 0, dict.fromkeys(keys, effect)
    partner_ids = sorted(key.partner_id for key in keys)
    found = answers(version, partner_ids, as_of=instant, known_at=instant)
    ended, again = 0, dict[PartnerKey, datetime | None]()
    for key in keys:
        rows = found[key.partner_id]
        for reached in failing(rows, pack, at=instant):
            if reached.step.at == instant:  # Only time has passed just before it.
                ended += take_or_wait(reached, rows, version, instant=instant, at=at)
        turns = [row.turns_at for row in rows if row.kind == Kind.AUTHORIZATION]
        again[key] = min((one for one in (effect, *turns) if one is not None), default=None)
    return ended, again
