"""Compare a pack with the version before it: what is new or tightened says since when."""

from __future__ import annotations

from collections.abc import Iterable

from goodstanding.rulebook.errors import Mark, ProblemCode
from goodstanding.rulebook.pack import (
    Accept,
    Attain,
    Attest,
    Authorization,
    Composed,
    Countdown,
    Obligation,
    Pack,
    Pass,
    Reach,
    Show,
    StepNotice,
    Unit,
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
    for authorization in pack.authorizations:
        for held in previous.authorizations:
            if held.name == authorization.name:
                _check_authorization(reading, pack, authorization, previous, held)


def _check_authorization(
    reading: Reading, pack: Pack, now: Authorization, previous: Pack, before: Authorization
) -> None:
    """Note an authorization that asks more of its holders, or sooner, from one day to the next.

    Its test waits for the due day of a need, and that for the transition: where each need that
    makes it harsher says since when, nobody comes to a worse level by the new version alone.
    """
    why = _harsher(pack, now, previous, before)
    asked = now.needs if why else tuple(each for each in now.needs if each not in before.needs)
    unsaid = [name for name in asked if not _says_since(pack, name)]
    if not unsaid:
        return
    why = why or f"needs {_quoted(set(now.needs) - set(before.needs))} as well"
    reading.refuse(
        reading.declared[Kind.AUTHORIZATION][now.name],
        ProblemCode.TIGHTENED,
        f"“{now.name}” {why}, so its holders need time. Add “since: {pack.effective}”, from "
        f"which the transition runs, to {_quoted(unsaid)}, or leave it as it was.",
    )


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in sorted(names))


def _says_since(pack: Pack, name: str) -> bool:
    """Return whether a duty gives its transition; what no obligation is, is told elsewhere."""
    since = [each.since for each in pack.obligations if each.name == name]
    return all(day is not None and day >= pack.effective for day in since)


def _harsher(pack: Pack, now: Authorization, previous: Pack, before: Authorization) -> str:
    """Return what makes an authorization harsher whatever it needs; empty where nothing does."""
    new, old = now.countdown, before.countdown
    ways = (
        (
            _countdown_tightened(pack, new, previous, old)
            or _ends_sooner(pack, new, previous, old),
            "has a countdown that comes sooner to a worse level",
        ),
        (_stops_more(pack, new, previous, old), "has a countdown that stops more than before"),
        (
            _warns_less(_warnings(pack, new), _warnings(previous, old)),
            "warns less than before",
        ),
        (
            _locations_count_more(pack, previous),
            "counts more for the partner of its location than before",
        ),
        (_shorter(now.tested.after, before.tested.after), "is tested sooner than before"),
        (
            _tests_roll_sooner(pack, previous),
            "may be tested sooner, because the days that are off changed",
        ),
    )
    return next((why for is_harsher, why in ways if is_harsher), "")


def _locations_count_more(pack: Pack, previous: Pack) -> bool:
    """Return whether the rows of a location can bring their partner to a worse level."""
    now, before = (
        book.location_most or next((one.name for one in book.levels if one.rank == 1), None)
        for book in (pack, previous)
    )
    return _worse(pack, now, previous, before)


def _ends_sooner(pack: Pack, now: str, previous: Pack, before: str) -> bool:
    """Return whether a final level comes sooner, or one that was not is final now."""
    sooner, later = (
        [step.days for step in book.countdown(name).levels if _is_final(book, step.level)]
        for book, name in ((pack, now), (previous, before))
    )
    return bool(sooner) and (not later or min(sooner) < min(later))


def _is_final(pack: Pack, level: str | None) -> bool:
    return level in {each.name for each in pack.levels if each.final}


def _warnings(pack: Pack, countdown: str) -> list[int]:
    """Return how many days ahead each warning is, the earliest first."""
    steps = pack.countdown(countdown).notices
    return [-step.days for step in steps if step.notice is StepNotice.WARN]


def _warns_less(now: list[int], before: list[int]) -> bool:
    """Return whether some warning has no counterpart that is as early, or earlier."""
    kept = zip(now, before, strict=False)
    return len(now) < len(before) or any(ahead < earlier for ahead, earlier in kept)


def _tests_roll_sooner(pack: Pack, previous: Pack) -> bool:
    return previous.roll is not None and _calendar_lost(pack, previous)


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
        or _stops_more(pack, now.countdown, previous, before.countdown)
        or (now.per is Unit.LOCATION and _locations_count_more(pack, previous))
    )


def _days_off_lost(pack: Pack, previous: Pack, before: Obligation) -> bool:
    """Return whether a due day can come sooner because a day is no longer off.

    Days that are past count too: the day of what is due was counted over them, or moved by them.
    """
    due = before.due
    counted = due is not None and due.after is not None and bool(due.after.workdays)
    return (previous.roll is not None or counted) and _calendar_lost(
        pack, previous, rolled=previous.roll is not None
    )


def _calendar_lost(pack: Pack, previous: Pack, *, rolled: bool = True) -> bool:
    """Return whether a day that was off is none any more, or another calendar tells them."""
    if pack.calendar != previous.calendar or (rolled and pack.roll is None):
        return True
    kept = {(each.calendar, day) for each in pack.holidays for day in each.days}
    return any(
        not {(each.calendar, day), (None, day)} & kept
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
    reached = [(_level_on(new, day), _level_on(old, day)) for day in days]
    return any(
        _worse(pack, later, previous, earlier)
        for later, earlier in ((new.grace, old.grace), *reached)
    )


def _stops_more(pack: Pack, now: str | None, previous: Pack, before: str | None) -> bool:
    """Return whether on some day around the due day something is stopped that was not."""
    if now is None or before is None:
        return False  # One without a countdown stops nothing; a new one is told by its name.
    new, old = pack.countdown(now), previous.countdown(before)
    days = {step.days for step in (*new.levels, *old.levels)}
    grace = not _stops(pack, new.grace) <= _stops(previous, old.grace)
    return grace or any(
        not _stops(pack, _level_on(new, day)) <= _stops(previous, _level_on(old, day))
        for day in days
    )


def _stops(pack: Pack, level: str | None) -> frozenset[str]:
    named = (one.stops for one in pack.levels if one.name == level)
    return next(named, frozenset())


def _level_on(countdown: Countdown, day: int) -> str | None:
    passed = [step.level for step in countdown.levels if step.days <= day]
    return passed[-1] if passed else None


def _worse(pack: Pack, now: str | None, previous: Pack, before: str | None) -> bool:
    """Return whether a level of one version is worse than a level of the version before.

    Levels that both have are the measure: one that is put in between, or left out, makes no other
    level worse.
    """
    both = {each.name for each in pack.levels} & {each.name for each in previous.levels}
    return now != before and _place(pack, now, both) > _place(previous, before, both)


def _place(book: Pack, level: str | None, both: set[str]) -> tuple[int, int]:
    """Return how many levels of both versions are as good or better, and how far behind them."""
    rank = book.levels[0].rank if level is None else book.level(level).rank
    better = [each.rank for each in book.levels if each.name in both and each.rank <= rank]
    return len(better), rank - max(better, default=0)
