"""What becomes of an authorization that would fail its test: its levels, and our warnings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext, ngettext

from goodstanding.notices.selectors.warnings import Warned, all_served_at, warnings_of
from goodstanding.rulebook.compile_tables import Note
from goodstanding.rulebook.pack import Pack
from goodstanding.standing.engine import Row
from goodstanding.standing.models import FinalActWaiting
from goodstanding.standing.rules.countdowns import (
    acts_from,
    dated_steps,
    days_to_act,
    final_step,
    warnings_owed,
)
from goodstanding.ui.dates import day_text
from goodstanding.values.days import local_day

_DAY = timedelta(days=1)


def what_happens(pack: Pack, row: Row, *, zone: str, at: datetime) -> tuple[str, ...]:
    """Return what happens when, in sentences; nothing where no test would be failed."""
    if row.status == "fulfilled" or row.due_at is None or row.note == Note.FINAL:
        return ()
    return tuple(_said(pack, row, zone=zone, at=at))


def _said(pack: Pack, row: Row, *, zone: str, at: datetime) -> Iterator[str]:
    assert row.fact is not None
    assert row.due_at is not None  # what would fail has the day of its test
    owed = warnings_owed(pack, row.source)
    given = warnings_of(UUID(row.fact), due_at=row.due_at)
    waits = FinalActWaiting.objects.filter(authorization_id=row.fact, due_at=row.due_at).exists()
    read_at = all_served_at(given, owed)
    acts_at = acts_from(at if read_at is None else read_at, owed, zone)
    end = final_step(pack, row.source, due_at=row.due_at, zone=zone)
    yield from _steps(pack, row, owed, acts_at=acts_at, zone=zone, at=at)
    yield from _given(given, zone=zone)
    to_come = [days for days in owed if days not in {one.days for one in given}]
    if waits:
        yield _waiting(acts_at, zone=zone, read=read_at is not None, sent=not to_come)
    elif at < (row.due_at if end is None else end.at):
        yield from _to_come(to_come, row.due_at, zone=zone, at=at)


def _steps(
    pack: Pack, row: Row, owed: Sequence[int], *, acts_at: datetime, zone: str, at: datetime
) -> Iterator[str]:
    """Yield each worse level with its day; one for good that time passed by is none ahead."""
    assert row.due_at is not None
    for step in dated_steps(pack, row.source, due_at=row.due_at, zone=zone):
        said = {"level": step.level.title, "days": days_to_act(owed)}
        begins = step.at
        if step.level.rank <= row.rank or (step.level.final and step.at <= at):
            continue
        if not step.level.final:
            text = gettext("If nothing changes: “%(level)s” from %(day)s on.")
        elif owed:
            begins = max(step.at, acts_at)
            text = ngettext(
                "If nothing changes: “%(level)s” for good from %(day)s on, and not before "
                "%(days)s day has passed since the last warning was read.",
                "If nothing changes: “%(level)s” for good from %(day)s on, and not before "
                "%(days)s days have passed since the last warning was read.",
                days_to_act(owed),
            )
        else:
            text = gettext("If nothing changes: “%(level)s” for good from %(day)s on.")
        yield text % (said | {"day": day_text(local_day(begins, zone))})


def _waiting(acts_at: datetime, *, zone: str, read: bool, sent: bool) -> str:
    """Return until when an end waits whose time is over."""
    day = {"day": day_text(local_day(acts_at, zone))}
    if read:
        return gettext("Its time is over. If nothing changes it ends for good on %(day)s.") % day
    if sent:
        text = gettext(
            "Its time is over. The end waits until the warnings above were read: it ends for good "
            "on %(day)s at the earliest."
        )
    else:
        text = gettext(
            "Its time is over. The end waits until every warning was sent and read: it ends for "
            "good on %(day)s at the earliest."
        )
    return text % day


def _to_come(to_come: Sequence[int], due_at: datetime, *, zone: str, at: datetime) -> Iterator[str]:
    """Yield the days on which we warn; whose day is past is sent as soon as it can be."""
    days = [due_at - days * _DAY + _DAY / 12 for days in to_come]
    if any(day <= at for day in days):
        yield gettext("A warning is due, and not sent yet.")
    ahead = [day_text(local_day(day, zone)) for day in days if day > at]
    if ahead:
        yield gettext("We warn on %(days)s.") % {"days": ", ".join(ahead)}


def _given(given: Sequence[Warned], *, zone: str) -> Iterator[str]:
    """Yield each notice that warned, once, and whether it was served."""
    for one in {each.notice_id: each for each in given}.values():
        sent = {"day": day_text(local_day(one.sent_at, zone))}
        if one.served_at is None:
            yield (gettext("We warned on %(day)s; nobody has said that they have read it.") % sent)
        else:
            served = {"read": day_text(local_day(one.served_at, zone))}
            yield gettext("We warned on %(day)s; it was read on %(read)s.") % (sent | served)
