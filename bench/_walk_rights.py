"""Statements, yearly sums and authorizations of one partner, by walking objects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import count
from typing import NamedTuple

from bench._objects import Amount, Answer, Asked, Duty, Facts, Grant, Site, holds
from goodstanding.rulebook.pack import Attain, Attest, Authorization, Obligation, Pack
from goodstanding.rulebook.phrases import Anchor, Duration
from goodstanding.values.days import add_months

_NO_TIME = Duration()
_YEAR = 12


class Unit(NamedTuple):
    """What a duty binds: its name, the location it has had longest, and since which day."""

    name: str
    site: Site
    assigned_on: date


class Judged(NamedTuple):
    """A duty with its row."""

    obligation: Obligation
    duty: Duty
    row: Answer


def held_grants(facts: Facts, asked: Asked) -> list[tuple[Grant, Site]]:
    """Return each grant that holds, with its location where that holds."""
    return [
        (grant, site)
        for grant in facts.grants
        if holds(asked.as_of, grant.from_at, grant.until_at)
        for site in facts.sites
        if site.location == grant.location and holds(asked.as_of, site.from_at, site.until_at)
    ]


def attest_duty(facts: Facts, obligation: Obligation, unit: Unit, asked: Asked) -> Duty:
    """Return whether an entity states what is asked of it."""
    verb, due, zone = obligation.verb, obligation.due, unit.site.zone
    assert isinstance(verb, Attest)
    assert verb.valid is not None
    assert due is not None
    assert due.anchor is Anchor.ASSIGNMENT
    ends: list[tuple[datetime, date, str]] = []
    for each in facts.stated:
        if each.entity == unit.name and each.from_at <= asked.as_of:
            expires_on = verb.valid.after(each.from_on)
            expires_at = asked.calendar.over(expires_on, zone)
            until_at = expires_at if each.until_at is None else min(expires_at, each.until_at)
            until_on = expires_on if each.until_on is None else min(expires_on, each.until_on)
            if until_at > each.from_at:
                ends.append((until_at, until_on, each.id))
    holding = [name for until_at, _, name in ends if until_at > asked.as_of]
    lapsed_on = max((until_on for _, until_on, _ in ends), default=None)
    duty = Duty(unit.name, zone, bool(holding), have=len(holding[:1]))
    duty.fact = min(holding, default=None)
    duty.lapsed = lapsed_on is not None
    duty.turns = [until_at for until_at, _, _ in ends]
    wait = due.after or _NO_TIME
    duty.due_on = max(wait.after(day) for day in (unit.assigned_on, lapsed_on) if day)
    return duty


def attain_duty(
    facts: Facts, verb: Attain, unit: Unit, asked: Asked, *, granted_on: date | None
) -> Duty:
    """Return how a location stands towards the sum it must reach before its anniversary."""
    zone = unit.site.zone
    today = asked.calendar.day(asked.as_of, zone)
    base_on = granted_on or unit.assigned_on
    sums = _Sums([each for each in facts.amounts if each.location == unit.name], verb, today)
    failed_on: date | None = None
    past_on: date | None = None
    unsure: str | None = None
    for day in _anniversaries(base_on, unit.assigned_on):
        if day >= today:
            break
        past_on, unsure = day, None
        if sums.before(day) >= verb.least.amount_minor or (unsure := sums.unsure(day)):
            failed_on = None
        else:
            failed_on = failed_on or day
    coming = _anniversaries(base_on, max(today, unit.assigned_on))
    this_on, next_on = next(coming), next(coming)
    duty = Duty(unit.name, zone, None, sums.before(this_on), verb.least.amount_minor)
    ahead = sums.next_month(this_on)
    duty.turns = [asked.calendar.over(this_on, zone)]
    duty.turns.append(asked.calendar.start(ahead, zone) if ahead else None)
    if duty.have >= verb.least.amount_minor:
        duty.met, duty.due_on = True, next_on
    elif unsure is not None:
        duty.due_on, duty.note = past_on, unsure
    else:
        duty.met, duty.due_on = False, failed_on or this_on
    return duty


def _anniversaries(base_on: date, first_on: date) -> Iterator[date]:
    for year in count(max(1, first_on.year - base_on.year)):
        day = add_months(base_on, _YEAR * year)
        if day >= first_on:
            yield day


class _Sums:
    """The amounts of one location, by the month."""

    __slots__ = ("_rows", "_today", "_verb")

    def __init__(self, amounts: Sequence[Amount], verb: Attain, today: date) -> None:
        self._verb, self._today = verb, today
        self._rows = {each.month_on: each for each in amounts}

    def _months(self, day: date) -> list[date]:
        first = day.replace(day=1)
        return [add_months(first, -back) for back in range(1, self._verb.months + 1)]

    def _full(self, month_on: date) -> bool:
        return add_months(month_on, 1) <= self._today

    def before(self, day: date) -> int:
        """Return the sum of the full months before a day, in the currency asked for."""
        rows = [self._rows[month] for month in self._months(day) if month in self._rows]
        return sum(
            row.amount_minor
            for row in rows
            if row.currency == self._verb.least.currency and self._full(row.month_on)
        )

    def unsure(self, day: date) -> str | None:
        """Return why the sum before a day may be more than what is known of it."""
        rows = [self._rows.get(month) for month in self._months(day)]
        if any(row and row.currency != self._verb.least.currency for row in rows):
            return "other-currency"
        return "amounts-missing" if None in rows else None

    def next_month(self, day: date) -> date | None:
        """Return the day on which the next month before a day that has an amount is full."""
        ahead = [m for m in self._months(day) if m in self._rows and not self._full(m)]
        return add_months(min(ahead), 1) if ahead else None


def authorization_rows(
    facts: Facts, pack: Pack, judged: Sequence[Judged], asked: Asked
) -> Iterator[Answer]:
    """Yield a row for each grant that holds."""
    for grant, site in held_grants(facts, asked):
        authorization = pack.authorization(grant.name)
        about = {None, site.location, site.entity, f"{site.entity}:{site.region}"}
        about |= set(authorization_roles(pack))
        needed = [
            one
            for one in judged
            if one.obligation.name in authorization.needs and one.duty.unit in about
        ]
        yield _row(facts.partner, pack, (grant, site, authorization), needed, asked)


def authorization_roles(pack: Pack) -> Iterator[str]:
    """Yield the contact roles that duties ask for: what the whole partner owes."""
    for obligation in pack.obligations:
        yield from getattr(obligation.verb, "roles", ())


def _row(
    partner: str,
    pack: Pack,
    held: tuple[Grant, Site, Authorization],
    needed: Sequence[Judged],
    asked: Asked,
) -> Answer:
    grant, site, authorization = held
    unmet = [one for one in needed if one.row.status != "fulfilled"]
    counting = [one for one in unmet if one.row.status != "unknown"] if unmet else needed
    ready_on = min((o.duty.due_on for o in counting if o.duty.due_on is not None), default=None)
    due_on = None if ready_on is None else next(_anniversaries(grant.granted_on, ready_on))
    due_at = None if due_on is None else asked.calendar.over(due_on, site.zone)
    unsure = any(one.row.status == "unknown" for one in unmet)
    if not unmet:
        status = "fulfilled"
    elif due_at is not None and due_at <= asked.as_of:
        status = "overdue"
    else:
        status = "unknown" if unsure else "pending"
    rank, steps = _counted_down(pack, authorization, due_on, site.zone, asked)
    rank = rank if status == "overdue" else 0
    have = len(authorization.needs) - len({one.obligation.name for one in unmet})
    turns = [due_at, *steps, *(one.row.turns_at for one in needed)]
    return Answer(
        partner,
        "authorization",
        authorization.name,
        site.location,
        status,
        pack.levels[rank].name,
        rank,
        None if status == "unknown" else have,
        None if status == "unknown" else len(authorization.needs),
        due_at,
        grant.id,
        None,
        min((at for at in turns if at is not None and at > asked.as_of), default=None),
    )


def _counted_down(
    pack: Pack, authorization: Authorization, due_on: date | None, zone: str, asked: Asked
) -> tuple[int, list[datetime]]:
    rank, instants = 0, []
    for step in pack.countdown(authorization.countdown).steps if due_on else ():
        assert due_on is not None
        instants.append(asked.calendar.over(due_on + timedelta(days=step.days), zone))
        level = pack.level(step.level) if step.level else None
        if level and not level.final and instants[-1] <= asked.as_of:
            rank = max(rank, level.rank)
    return rank, instants
