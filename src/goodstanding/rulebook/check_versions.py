"""Compare a pack with the version before it: what is new or tightened says since when."""

from __future__ import annotations

from goodstanding.rulebook.errors import Mark, ProblemCode
from goodstanding.rulebook.pack import (
    Accept,
    Attain,
    Attest,
    Composed,
    Countdown,
    Obligation,
    Pack,
    Pass,
    Reach,
    Show,
    Verb,
)
from goodstanding.rulebook.parse_reading import Kind, Reading
from goodstanding.rulebook.phrases import MONTHS_A_YEAR, Duration

#: Longer than any duration a pack can say: a statement that is good until its own end.
_ENDLESS = Duration(months=MONTHS_A_YEAR * 1000)


def check_versions(reading: Reading, mark: Mark, pack: Pack) -> None:
    """Note what does not follow on the version before, where that is known."""
    previous = reading.known.previous
    if previous is None:
        return
    if pack.program == previous.program and 0 < pack.version <= previous.version:
        reading.refuse(
            mark,
            ProblemCode.OUT_OF_ORDER,
            f"Version {previous.version} is published already and cannot change. "
            f"Write “version: {previous.version + 1}”.",
        )
    before = {obligation.name: obligation for obligation in previous.obligations}
    for obligation in pack.obligations:
        if obligation.part:  # It is tighter where what it is a part of is.
            continue
        earlier = before.get(obligation.name)
        if earlier is not None and not tightened(pack, obligation, previous, earlier):
            continue
        if obligation.since is None or obligation.since < pack.effective:
            what = "new" if earlier is None else "tighter than before"
            reading.refuse(
                reading.declared[Kind.OBLIGATION][obligation.name],
                ProblemCode.TIGHTENED,
                f"“{obligation.name}” is {what}, so partners need time. Add “since: "
                f"{pack.effective}”, from which the transition runs.",
            )


def tightened(pack: Pack, now: Obligation, previous: Pack, before: Obligation) -> bool:
    """Return whether somebody who met a duty before may no longer meet it, or meet it sooner."""
    sooner = (
        now.due is not None
        and before.due is not None
        and (now.due.anchor is not before.due.anchor or _shorter(now.due.after, before.due.after))
    )
    wider = before.who is not None and now.who != before.who
    return (
        sooner
        or wider
        or _days_off_lost(pack, previous, before)
        or _verb_tightened(now.verb, before.verb)
        or _parts_tightened(pack, now, previous, before)
        or _countdown_tightened(pack, now.countdown, previous, before.countdown)
    )


def _days_off_lost(pack: Pack, previous: Pack, before: Obligation) -> bool:
    """Return whether a due day can come sooner because a day is no longer off."""
    if previous.roll is not None and pack.roll is None:
        return True
    due = before.due
    counted = due is not None and due.after is not None and bool(due.after.workdays)
    kept = {(each.calendar, day) for each in pack.holidays for day in each.days}
    return (previous.roll is not None or counted) and any(
        day >= pack.effective and not {(each.calendar, day), (None, day)} & kept
        for each in previous.holidays
        for day in each.days
    )


def _verb_tightened(now: Verb, before: Verb) -> bool:  # noqa: PLR0911 -- one for each verb.
    match now, before:
        case (Accept(), Accept()) | (Show(), Show()):
            return now != before
        case Composed(), Composed():
            return set(now.parts) != set(before.parts) or now.least > before.least
        case Attest(), Attest():
            return (now.statement, now.per) != (before.statement, before.per) or _shorter(
                now.valid or _ENDLESS, before.valid or _ENDLESS
            )
        case Pass(), Pass():
            return (
                now.course != before.course
                or not set(now.people) <= set(before.people)
                or now.share_percent > before.share_percent
                or _shorter(now.valid, before.valid)
                or _shorter(now.grace_joined, before.grace_joined)
                or _shorter(now.grace_lapsed, before.grace_lapsed)
                or _shorter(before.grace_rejoined, now.grace_rejoined)
            )
        case Reach(), Reach():
            return not set(now.roles) <= set(before.roles) or _shorter(now.proof, before.proof)
        case Attain(), Attain():
            return (
                now.metric != before.metric
                or now.least.currency != before.least.currency
                or now.least.amount_minor > before.least.amount_minor
                or now.months < before.months
            )
        case _:
            return True


def _parts_tightened(pack: Pack, now: Obligation, previous: Pack, before: Obligation) -> bool:
    earlier = {each.name: each for each in previous.parts_of(before)}
    return any(
        part.name not in earlier or _verb_tightened(part.verb, earlier[part.name].verb)
        for part in pack.parts_of(now)
    )


def _shorter(now: Duration | None, before: Duration | None) -> bool:
    return (0 if now is None else now.days_most) < (0 if before is None else before.days_most)


def _countdown_tightened(pack: Pack, now: str | None, previous: Pack, before: str | None) -> bool:
    """Return whether some day around the due day has a worse level than it had."""
    if now is None or before is None:
        return now != before
    new, old = pack.countdown(now), previous.countdown(before)
    days = {step.days for step in (*new.levels, *old.levels)}
    grace = _rank(pack, new.grace) > _rank(previous, old.grace)
    return grace or any(_rank_on(pack, new, day) > _rank_on(previous, old, day) for day in days)


def _rank_on(pack: Pack, countdown: Countdown, day: int) -> int:
    passed = [step.level for step in countdown.levels if step.days <= day]
    return _rank(pack, passed[-1] if passed else None)


def _rank(pack: Pack, level: str | None) -> int:
    ranks = {one.name: one.rank for one in pack.levels}
    return 0 if level is None else ranks.get(level, 0)
