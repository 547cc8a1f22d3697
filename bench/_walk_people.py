"""Courses and contacts of one partner, by walking objects."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from bench._objects import Asked, Duty, Facts, Proof, Site, Work, holds, run_began_on
from goodstanding.rulebook.pack import Obligation, Pass, Reach
from goodstanding.rulebook.phrases import Anchor, Duration

_REJOINED = timedelta(days=180)
_NO_TIME = Duration()


class ReachUnit(NamedTuple):
    """A role that a partner fills: where the partner is, and since when it is bound."""

    role: str
    zone: str
    assigned_on: date


@dataclass(slots=True)
class _Learner:
    """How one person stands towards one course."""

    zone: str
    due_on: date
    due_at: datetime
    counting: bool
    valid: bool
    lapsed: bool
    turns: tuple[datetime | None, ...]


class _Placed(NamedTuple):
    """Somebody's work, cut to the time its location takes part; ``zone`` is the location's."""

    zone: str
    placed_at: datetime
    place: str


def pass_duty(facts: Facts, verb: Pass, zone: str, asked: Asked) -> Duty:
    """Return how a partner stands towards a course; ``zone`` is its own."""
    learners = _learners(facts, verb, asked)
    if not learners:
        held = [each for each in facts.lists if holds(asked.as_of, each.from_at, each.until_at)]
        ends = [each.until_at for each in held if each.until_at is not None]
        duty = Duty(None, zone, True if held else None, need=0)
        duty.note = "nobody-in-scope" if held else "list-not-declared"
        duty.turns = [max(ends, default=None)]
        return duty
    share = verb.share_percent
    covered = sum(each.valid for each in learners)
    counted = sum(each.valid or each.counting for each in learners)
    learners.sort(key=lambda each: each.zone)
    learners.sort(key=lambda each: (each.due_at, each.due_on), reverse=True)
    last_needed = learners[-(-share * len(learners) // 100) - 1]
    duty = Duty(None, last_needed.zone, counted > 0 and covered * 100 >= share * counted)
    duty.have, duty.need = covered, -(-share * (counted or len(learners)) // 100)
    duty.due_on = last_needed.due_on
    duty.lapsed = any(each.lapsed for each in learners)
    duty.turns = [instant for each in learners for instant in each.turns]
    return duty


def _learners(facts: Facts, verb: Pass, asked: Asked) -> list[_Learner]:
    """Return the people in scope now, and note when somebody's next pass is recorded for."""
    passes: dict[str, list[tuple[date, date | None]]] = {}
    ahead: dict[str, datetime] = {}
    for each in facts.learned:
        if each.passed_at <= asked.as_of:
            passes.setdefault(each.person, []).append((each.passed_on, each.until_on))
        else:
            ahead[each.person] = min(each.passed_at, ahead.get(each.person, each.passed_at))
    found = []
    for person, works in _works_by_person(facts, asked).items():
        held = [placed for work, placed in works if holds(asked.as_of, work.from_at, work.until_at)]
        if held:
            zone = min(held, key=lambda placed: (placed.placed_at, placed.place)).zone
            joined_on = run_began_on([work for work, _ in works], asked.as_of, gap=_REJOINED)
            found.append(_learner(verb, zone, joined_on, passes.get(person, []), asked))
            facts.recorded.append(ahead.get(person))
    return found


def _works_by_person(facts: Facts, asked: Asked) -> dict[str, list[tuple[Work, _Placed]]]:
    sites: dict[str, list[Site]] = {}
    for site in facts.sites:
        if site.from_at <= asked.as_of:
            sites.setdefault(site.location, []).append(site)
    found: dict[str, list[tuple[Work, _Placed]]] = {}
    for work in facts.works:
        if work.from_at > asked.as_of:
            continue
        for site in sites.get(work.location, ()):
            ends = [end for end in (site.until_at, work.until_at) if end is not None]
            from_at, until_at = max(site.from_at, work.from_at), min(ends, default=None)
            if until_at is None or until_at > from_at:
                common = Work(
                    work.person, work.location, from_at, until_at, max(site.since_on, work.since_on)
                )
                placed = _Placed(site.zone, work.from_at, site.location)
                found.setdefault(work.person, []).append((common, placed))
    return found


def _learner(
    verb: Pass,
    zone: str,
    joined_on: date,
    passes: list[tuple[date, date | None]],
    asked: Asked,
) -> _Learner:
    counts_on = (verb.grace_joined or _NO_TIME).after(joined_on)
    counts_at = asked.calendar.over(counts_on, zone)
    counting = counts_at <= asked.as_of
    if not passes:
        return _Learner(
            zone, counts_on, counts_at, counting, valid=False, lapsed=False, turns=(counts_at,)
        )
    expires_on = max(
        min(verb.valid.after(passed_on), until_on or date.max) for passed_on, until_on in passes
    )
    expires_at = asked.calendar.over(expires_on, zone)
    due_on = max((verb.grace_lapsed or _NO_TIME).after(expires_on), counts_on)
    due_at = asked.calendar.over(due_on, zone)
    valid = expires_at > asked.as_of
    return _Learner(
        zone,
        due_on,
        due_at,
        counting,
        valid=valid,
        lapsed=not valid and due_at > asked.as_of,
        turns=(expires_at,) if valid else (expires_at, counts_at, due_at),
    )


def reach_duty(
    facts: Facts,
    obligation: Obligation,
    unit: ReachUnit,
    asked: Asked,
) -> Duty:
    """Return whether somebody was reached in a role."""
    verb = obligation.verb
    assert isinstance(verb, Reach)
    assert obligation.due is not None
    assert obligation.due.anchor is Anchor.ASSIGNMENT
    proofs = [
        each for each in facts.proofs if each.role == unit.role and each.from_at <= asked.as_of
    ]
    periods = _periods(proofs, verb, unit.zone, asked)
    current = [period for period in periods if period.until_at > asked.as_of]
    lapsed_on = max((period.last_on for period in periods), default=None)
    duty = Duty(unit.role, unit.zone, bool(current), have=len(current[:1]))
    duty.fact = min((period.contact for period in current), default=None)
    duty.lapsed = lapsed_on is not None
    last: dict[str, datetime] = {}
    for period in current:
        last[period.contact] = max(period.until_at, last.get(period.contact, period.until_at))
    duty.turns = list(last.values())
    wait = obligation.due.after or _NO_TIME
    duty.due_on = max(wait.after(day) for day in (unit.assigned_on, lapsed_on) if day)
    return duty


class _Period(NamedTuple):
    """A time in which a contact was known to be reachable."""

    contact: str
    until_at: datetime
    last_on: date


def _periods(proofs: list[Proof], verb: Reach, zone: str, asked: Asked) -> list[_Period]:
    failed: dict[str, list[tuple[datetime, date]]] = {}
    for each in proofs:
        if (
            each.outcome == "failed"
            and each.proved_at is not None
            and each.proved_at <= asked.as_of
        ):
            assert each.proved_on is not None
            failed.setdefault(each.contact, []).append((each.proved_at, each.proved_on))
    found = []
    for each in proofs:
        if each.outcome != "delivered" or each.proved_at is None or each.proved_at > asked.as_of:
            continue
        assert each.proved_on is not None
        since = [f for f in failed.get(each.contact, ()) if f[0] >= each.proved_at]
        expires_on = verb.proof.after(each.proved_on)
        ends = [asked.calendar.over(expires_on, zone), *(at for at, _ in since)]
        days = [expires_on, *(on for _, on in since)]
        if each.until_at is not None and each.until_on is not None:
            ends.append(each.until_at)
            days.append(each.until_on)
        if min(ends) > max(each.from_at, each.proved_at):
            found.append(_Period(each.contact, min(ends), min(days)))
    return found
