"""Which clock runs in a case, and when it is over. Time runs from service, never from sending."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from goodstanding.rulebook.pack import Cases
from goodstanding.rulebook.phrases import Anchor, Due, Duration
from goodstanding.values.days import ends_at, local_day

#: To decide again: what was stayed because a finding under it fell, or a plan was not kept.
AGAIN_DAYS = 5


def days_of(duration: Duration) -> int:
    """Return a duration in days, so that a letter can tell it before it starts to run."""
    return duration.days_most


def answer_days(cases: Cases | None, severity: str) -> int:
    """Return how many days the partner has to answer; a rule book without a word gives 30."""
    return 30 if cases is None else days_of(cases.answer(severity))


def appeal_days(cases: Cases | None) -> tuple[int, int]:
    """Return how many days there are to appeal, and then to decide the appeal."""
    appeal = None if cases is None else cases.appeal
    return (60, 30) if appeal is None else (days_of(appeal.within), days_of(appeal.decided))


def stayed_by_appeal(cases: Cases | None) -> frozenset[str]:
    """Return the measures that wait for the end of an appeal."""
    appeal = None if cases is None else cases.appeal
    return frozenset() if appeal is None else frozenset(appeal.stays)


def last_day_for(
    due: Due, *, started_at: datetime, served_at: datetime | None, zone: str
) -> date | None:
    """Return the last local day to do what a measure asks; None while its time has not begun.

    It runs from service where the rule book says so, else from the measure's beginning, and
    never from before that: what waited for an appeal and goes on has its whole time again.
    """
    assert due.after is not None  # a rule book in which a measure is due at once is refused
    began_at = started_at
    if due.anchor is Anchor.SERVICE:
        if served_at is None:
            return None
        began_at = max(started_at, served_at)
    return due.after.after(local_day(began_at, zone))


def over_at(started_at: datetime, *, days: int, zone: str) -> datetime:
    """Return when ``days`` whole local days after an instant are over."""
    return ends_at(local_day(started_at, zone) + timedelta(days=days), zone)
