"""Sending each warning ahead of a test when its day comes, and once.

Who is to be warned follows from the answers that are kept, where they are true: an authorization
that would fail the test its countdown is around. Where several warnings are due by the time it
is known, one notice stands for all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from uuid import UUID

from django.db import connection

from goodstanding.accounts.selectors import first_officer
from goodstanding.evidence.services import change
from goodstanding.notices.services.warning import StepAhead, Threatened, warn
from goodstanding.partners.models import Partner
from goodstanding.partners.services.granted_rows import zone_of_location
from goodstanding.partners.services.losing import SWEEP
from goodstanding.programs.models import PackVersion, Program
from goodstanding.programs.selectors import pack_of, version_in_force
from goodstanding.rulebook.pack import Pack
from goodstanding.standing.engine import KNOWN_TODAY, Row
from goodstanding.standing.final_acts import answers, needs_not_met
from goodstanding.standing.models import FinalActWaiting
from goodstanding.standing.rules.countdowns import (
    acts_from,
    dated_steps,
    days_to_act,
    final_step,
    warnings_owed,
)
from goodstanding.values.keys import PartnerKey

#: So many partners are warned in one transaction.
CHUNK = 100
_FIRST = UUID(int=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Owed:
    """An authorization of which warnings are due that nobody sent yet."""

    partner_id: UUID
    authorization_id: str
    due_at: datetime
    days: tuple[int, ...]


def warn_due(*, at: datetime) -> int:
    """Send every warning that is due by ``at``; return how many notices.

    A transaction for each chunk of partners. Safe to be run by several at once, and again.
    """
    return sum(
        _warn_in(program_id, at=at) for program_id in Program.objects.values_list("pk", flat=True)
    )


def _warn_in(program_id: UUID, *, at: datetime) -> int:
    version = version_in_force(program_id, as_of=at)
    steps = list(_steps(pack_of(version))) if version else []
    if version is None or not steps or first_officer(program_id, at=at) is None:
        return 0  # Nobody could sign: they stay owed.
    sent, after = 0, _FIRST
    while True:
        owed = _owed(version, steps, after=after, at=at)
        if not owed:
            return sent
        partner_ids = sorted({one.partner_id for one in owed})
        after = partner_ids[-1]
        with change(actor=SWEEP, at=at):
            # Whoever warns a partner, or ends or keeps what it holds, queues on its row.
            held = Partner.objects.select_for_update(no_key=True).filter(pk__in=partner_ids)
            list(held.order_by("pk").values_list("pk"))
            still = _owed(version, steps, after=_FIRST, at=at, partner_ids=partner_ids)
            sent += _warn(version, still, at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """A warning of an authorization's countdown, and how long after it is of use."""

    authorization: str
    days: int  #: Before the day of the test is over.
    until: int  #: Days after it from which on nothing worse is for good by time; 0: none is.


def _steps(pack: Pack) -> Iterator[_Step]:
    for authorization in pack.authorizations:
        countdown = pack.countdown(authorization.countdown).levels
        until = (step.days for step in countdown if pack.level(step.level or "").final)
        last = next(until, 0)
        for days in warnings_owed(pack, authorization.name):
            yield _Step(authorization=authorization.name, days=days, until=last)


@cache
def _statement() -> str:
    file = resources.files("goodstanding.standing") / "warnings_owed.sql"
    return file.read_text(encoding="utf-8")


def _owed(
    version: PackVersion,
    steps: Sequence[_Step],
    *,
    after: UUID,
    at: datetime,
    partner_ids: Sequence[UUID] | None = None,
) -> list[_Owed]:
    with connection.cursor() as cursor:
        cursor.execute(
            _statement(),
            {
                "program": version.program_id,
                "version": version.pk,
                "names": [step.authorization for step in steps],
                "days": [step.days for step in steps],
                "untils": [step.until for step in steps],
                "most": max(step.days for step in steps),
                "after": after,
                "at": at,
                "partners": None if partner_ids is None else list(partner_ids),
                "limit": CHUNK if partner_ids is None else None,
            },
        )
        return [
            _Owed(
                partner_id=partner_id,
                authorization_id=authorization_id,
                due_at=due_at,
                days=tuple(days),
            )
            for partner_id, authorization_id, due_at, days in cursor.fetchall()
        ]


def _warn(version: PackVersion, owed: Sequence[_Owed], *, at: datetime) -> int:
    partner_ids = sorted({one.partner_id for one in owed})
    found = answers(version, partner_ids, as_of=at, known_at=KNOWN_TODAY) if owed else {}
    sent = 0
    for one in owed:
        rows = found[one.partner_id]
        for row in rows:
            if (row.fact, row.due_at) != (one.authorization_id, one.due_at):
                continue
            if _is_of_use(one, row, pack_of(version), at=at):
                threatened = _threatened(one, row, rows, version, at=at)
                sent += warn(threatened, actor=SWEEP, at=at) is not None
    return sent


def _is_of_use(owed: _Owed, row: Row, pack: Pack, *, at: datetime) -> bool:
    """Return whether the test is ahead, or an end for good is, or waits.

    What was learnt after that ends nothing.
    """
    zone = zone_of_location(UUID(row.unit), at=at)
    end = final_step(pack, row.source, due_at=owed.due_at, zone=zone)
    if at < (owed.due_at if end is None else end.at):
        return True
    return FinalActWaiting.objects.filter(
        authorization_id=owed.authorization_id, due_at=owed.due_at
    ).exists()


def _threatened(
    owed: _Owed, row: Row, rows: Sequence[Row], version: PackVersion, *, at: datetime
) -> Threatened:
    pack = pack_of(version)
    location_id = UUID(row.unit)
    zone = zone_of_location(location_id, at=at)
    unmet, unknown = needs_not_met(row, rows, pack, instant=at)
    warnings = warnings_owed(pack, row.source)
    read_now = acts_from(at, warnings, zone)
    return Threatened(
        key=PartnerKey(version.program_id, owed.partner_id),
        authorization_id=UUID(owed.authorization_id),
        location_id=location_id,
        authorization=row.source,
        due_at=owed.due_at,
        zone=zone,
        days=owed.days,
        days_to_act=days_to_act(warnings),
        unmet=unmet,
        unknown=unknown,
        steps=tuple(
            StepAhead(
                title=step.level.title,
                at=max(step.at, read_now) if step.level.final else step.at,
                final=step.level.final,
            )
            for step in dated_steps(pack, row.source, due_at=owed.due_at, zone=zone)
        ),
    )
