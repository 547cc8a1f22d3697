"""Which days a rule book is tried on, and how one that is not in force is read for that."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from goodstanding.rulebook.pack import Obligation, Pack
from goodstanding.values.days import add_months
from goodstanding.values.errors import InvalidValueError

#: A range of more months is refused: each is as much work as judging everybody once.
MONTHS_MAX = 120
#: How many people a partner has, from the least of each band.
BANDS = (
    (250, "250 or more"),
    (50, "50 to 249"),
    (10, "10 to 49"),
    (1, "1 to 9"),
    (0, "nobody listed"),
)


def days_to_try(first: date, last: date) -> tuple[date, ...]:
    """Return the last day of every month in a range, and the last day of the range.

    Raises:
        InvalidValueError: The range ends before it starts, or is longer than ten years.
    """
    if last < first:
        raise InvalidValueError(
            f"The range ends on {last}, before it starts on {first}. Exchange the two days."
        )
    ends = list[date]()
    end = add_months(first.replace(day=1), 1) - timedelta(days=1)
    while end < last:
        if len(ends) == MONTHS_MAX:
            raise InvalidValueError(
                f"From {first} to {last} are more than {MONTHS_MAX} months. Choose a shorter range."
            )
        ends.append(end)
        end = add_months(end.replace(day=1), 2) - timedelta(days=1)
    return (*ends, last)


def as_though_there(pack: Pack, *, on: date, beside: Pack | None) -> Pack:
    """Return a pack without the grace it gives for being new, as long as that runs on a day.

    A duty that a version adds or tightens falls due only when its ``transition`` is over. Asked
    about a day before, the version would move nobody: it is judged as though it had been there
    all along. A duty that ``beside``, what is in force on the day, gives the same grace keeps it.
    """
    known = {} if beside is None else {duty.name: duty for duty in beside.obligations}

    def judged(duty: Obligation) -> Obligation:
        if duty.since is None or _begins_on(pack, duty.since) <= on:
            return duty
        old = known.get(duty.name)
        return duty if old is not None and old.since == duty.since else replace(duty, since=None)

    return replace(pack, obligations=tuple(judged(duty) for duty in pack.obligations))


def _begins_on(pack: Pack, since: date) -> date:
    """Return the first day on which a duty that is new on a day can be due."""
    return since if pack.transition is None else pack.transition.after(since)


def band_of(people: int) -> str:
    """Return the band of a number of people."""
    return next(name for least, name in BANDS if people >= least)
