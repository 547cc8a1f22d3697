"""What a standing changes for a partner, and what it does not: effect by effect, with its end."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext, gettext_noop

from goodstanding.cases.letters import length_text, measure_title
from goodstanding.incentives.selectors.statement import ClawbackShown
from goodstanding.rulebook.compile import Kind
from goodstanding.rulebook.compile_effects import Effects, effects_of
from goodstanding.rulebook.compile_tables import Note
from goodstanding.standing.engine import Row
from goodstanding.standing.selectors import Standing
from goodstanding.ui.badges import Badge, Family, badge_of
from goodstanding.ui.components import Link
from goodstanding.ui.dates import day_text
from goodstanding.ui.templatetags.money import money
from goodstanding.ui.tones import Tone
from goodstanding.values.days import local_day
from goodstanding.web.record import PartnerRecord

#: What people call the effects of the usual rule books; another name is read as it is written.
_TITLES = {
    "new-orders": gettext_noop("New orders"),
    "seat-changes": gettext_noop("Changes of seats"),
    "transfers": gettext_noop("Transfers"),
    "renewals": gettext_noop("Renewals"),
    "admin-access": gettext_noop("Administration access"),
    "discretionary-incentives": gettext_noop("New marketing and co-op funds"),
    "payouts": gettext_noop("Payout of what you have earned"),
    "badge": gettext_noop("The partner badge"),
}
_OPTIONAL_MONEY = "discretionary-incentives"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing a partner may or gets, whether it goes on now, and until when not."""

    title: str
    badge: Badge
    hint: str = ""
    until: str = ""
    link: Link | None = None


def effect_title(effect: str) -> str:
    """Return an effect as people read it."""
    known = _TITLES.get(effect)
    return gettext(known) if known else measure_title(effect)


def effects_text(effects: Iterable[str]) -> str:
    """Return effects as one list inside a sentence."""
    titles = [effect_title(effect) for effect in sorted(effects)]
    return ", ".join(title[:1].lower() + title[1:] for title in titles)


def stopped_and_held(standing: Standing) -> tuple[frozenset[str], frozenset[str]]:
    """Return what is stopped for the partner or one of its units, and what only waits."""
    effects = effects_of(standing.pack)
    stopped = frozenset[str]().union(*(_stops(effects, row) for row in standing.reasons))
    held = frozenset[str]().union(
        *(effects.held(kind=Kind(row.kind), source=row.source) for row in standing.reasons)
    )
    return stopped, held - stopped


def stopped_at_locations(standing: Standing) -> tuple[frozenset[str], dict[Row, frozenset[str]]]:
    """Return what is stopped wherever the partner is, and what else each location may not do.

    An authorization binds its own location and nothing else of the partner.
    """
    effects = effects_of(standing.pack)
    everywhere = frozenset[str]().union(
        *(_stops(effects, row) for row in standing.reasons if not _is_local(row))
    )
    local = {row: _stops(effects, row) - everywhere for row in standing.reasons if _is_local(row)}
    return everywhere, {row: stopped for row, stopped in local.items() if stopped}


def _is_local(row: Row) -> bool:
    return row.kind == Kind.AUTHORIZATION.value


def _stops(effects: Effects, row: Row) -> frozenset[str]:
    return effects.stopped(kind=Kind(row.kind), source=row.source, rank=row.rank)


def changes_of(
    standing: Standing,
    *,
    record: PartnerRecord,
    clawbacks: Iterable[ClawbackShown],
    waiting: Collection[UUID] = (),
    statement_url: str,
    unit_name: Callable[[Row], str],
) -> tuple[Change, ...]:
    """Return what changes and what does not; nothing where nothing changes.

    ``waiting`` are the causes whose clawbacks wait: nothing of them is to be repaid now.
    ``unit_name`` says what the unit of a reason is called.
    """
    stopped, held = stopped_and_held(standing)
    taken = tuple(
        _clawback(one, statement_url, waits=one.cause_id in waiting)
        for one in clawbacks
        if one.due_minor or one.cancelled_minor
    )
    if not (stopped or held or taken):
        return ()
    effects = effects_of(standing.pack)
    changed = []
    for effect in sorted(stopped | held, key=lambda one: (one not in stopped, one)):
        rows = [
            row
            for row in standing.reasons
            if effect in _stops(effects, row) | effects.held(kind=Kind(row.kind), source=row.source)
        ]
        change = _change(effect, rows, record, is_held=effect in held)
        changed.append(_only_at(change, [unit_name(row) for row in rows if _is_local(row)], rows))
    goes_on = frozenset(standing.pack.effects) - stopped - held
    return (*changed, *taken, *((_goes_on(goes_on),) if goes_on else ()))


def _change(effect: str, rows: list[Row], record: PartnerRecord, *, is_held: bool) -> Change:
    if is_held:
        badge, hint = badge_of(Family.MONEY, "held"), gettext("It is yours, and it waits.")
    elif effect == _OPTIONAL_MONEY:
        badge = badge_of(Family.MONEY, "paused")
        hint = gettext("What was approved before is paid.")
    else:
        badge, hint = Badge(tone=Tone.STOP, icon="lock", word=gettext("Stopped")), ""
    ends = dict.fromkeys(until_text(row, record) for row in rows)
    return Change(title=effect_title(effect), badge=badge, hint=hint, until="; ".join(ends))


def _only_at(change: Change, places: Sequence[str], rows: Sequence[Row]) -> Change:
    """Return a change with the locations it is of, where it is of nothing else."""
    if len(places) < len(rows):
        return change
    where = gettext("Only at %(places)s.") % {"places": ", ".join(dict.fromkeys(places))}
    return replace(change, hint=" ".join(filter(None, (where, change.hint))))


def until_text(row: Row, record: PartnerRecord) -> str:
    """Return until when a reason changes something, inside a sentence."""
    if row.note == Note.FINAL.value:
        return gettext("for good")
    if row.kind in {Kind.OBLIGATION.value, Kind.AUTHORIZATION.value}:
        return gettext("until what is overdue is done")
    if row.turns_at is not None:
        last = local_day(row.turns_at - timedelta(microseconds=1), record.zone)
        return gettext("until the end of %(day)s") % {"day": day_text(last)}
    for decision in record.decisions:
        for measure in decision.measures:
            if measure.chosen.name == row.source:
                return length_text(measure.chosen.lasting)
    return gettext("until we decide otherwise")


def _clawback(one: ClawbackShown, url: str, *, waits: bool) -> Change:
    due = one.due_minor
    word = gettext("Waits") if due and waits else ""
    return Change(
        title=gettext("Incentives taken back"),
        hint=money(due or one.cancelled_minor, one.currency),
        badge=badge_of(Family.MONEY, "to-repay" if due else "cancelled", word=word),
        until=gettext("until it is decided") if word else gettext("once"),
        link=Link(label=gettext("How it was worked out"), url=url) if url else None,
    )


def _goes_on(effects: frozenset[str]) -> Change:
    text = effects_text(effects)
    return Change(
        title=text[:1].upper() + text[1:],
        badge=badge_of(Family.MONEY, "not-affected"),
        until=gettext("They go on as usual"),
    )
