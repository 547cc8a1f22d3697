"""The five phrases of a program pack: duration, moment, length, share and money.

Each has one way of being written and one value it becomes. A text that is not the phrase
is refused with a sentence that shows how to write it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from goodstanding.values.days import add_months
from goodstanding.values.errors import InvalidValueError
from goodstanding.values.money import Money, exponent

DAYS_A_WEEK = 7
WORKDAYS_A_WEEK = 5
MONTHS_A_YEAR = 12
SHARE_PERCENT_MAX = 100
_YEARS_MAX = 100
_DAYS_A_MONTH_LEAST, _DAYS_A_MONTH_MOST = 28, 31

_UNIT = r"(?:workday|day|week|month|year)s?"
_DURATION = re.compile(rf"(?P<number>[0-9]{{1,5}}) (?P<unit>{_UNIT})")
_MOMENT = re.compile(r"(?P<duration>.+) after (?P<anchor>[a-z]+)")
_BETWEEN = re.compile(r"between (?P<least>.+) and (?P<most>.+)")
_UNTIL = re.compile(r"until (?P<event>[a-z]+)")
_FINDINGS = re.compile(r"(?P<number>[1-9][0-9]{0,2}) findings?")
_SHARE = re.compile(r"(?P<percent>[0-9]{1,5}) ?%")
_CALENDAR = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?")
_MONEY = re.compile(r"(?P<currency>[A-Z]{3}) (?P<whole>[0-9]{1,12})(?:\.(?P<minor>[0-9]{1,4}))?")
_WORKDAYS = re.compile(r"(?P<number>[0-9]{1,5}) workdays?")
_STEP = re.compile(r"(?P<duration>.+) (?P<side>before|after)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """A length of calendar time, such as ``30 days``: months are counted first, then days.

    What a pack writes has exactly one part: weeks become days, years become months. Only a
    length moved by factors may have both months and days.
    """

    months: int = 0
    days: int = 0
    workdays: int = 0  #: Business days of a calendar; never together with the others.

    def __post_init__(self) -> None:
        if min(self.months, self.days, self.workdays) < 0:
            raise InvalidValueError("A duration does not run backwards. Give no negative part.")
        if self.workdays and (self.months or self.days):
            raise InvalidValueError("Workdays stand alone. Give workdays, or months and days.")

    def __str__(self) -> str:
        parts = [(self.months, "month"), (self.days, "day"), (self.workdays, "workday")]
        named = [f"{n} {name}" if n == 1 else f"{n} {name}s" for n, name in parts if n]
        return " and ".join(named) or "0 days"

    def after(self, day: date) -> date:
        """Return the day this long after ``day``, clamped to the month's last, at most date.max.

        Workdays need a calendar of the program and are not counted here.
        """
        try:
            return add_months(day, self.months) + timedelta(days=self.days)
        except (ValueError, OverflowError):
            return date.max

    def at_most(self, other: Duration) -> bool:
        """Return whether this is no longer than another, from whichever day both count.

        Months are compared with months and days with days; a month is 28 to 31 days otherwise.
        """
        if not (self.days or other.days):
            return self.months <= other.months
        if not (self.months or other.months):
            return self.days <= other.days
        return self.days_most <= other.months * _DAYS_A_MONTH_LEAST + other.days

    @property
    def days_most(self) -> int:
        """How many days this can be at most, to compare durations before any day is known."""
        return self.months * _DAYS_A_MONTH_MOST + self.days + self.workdays


class Anchor(StrEnum):
    """What a due day is counted from."""

    SERVICE = "service"  #: The notice reached the partner.
    ASSIGNMENT = "assignment"  #: The unit came into scope, or its fulfilment ended.
    PUBLICATION = "publication"  #: The agreement's version was published.
    EFFECT = "effect"  #: The agreement's version came into effect.
    #: Each year, the day an authorization was granted or, without one, of the assignment.
    ANNIVERSARY = "anniversary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """When a duty falls due: ``after`` the day of ``anchor``; on that day itself if None."""

    anchor: Anchor
    after: Duration | None = None

    def __str__(self) -> str:
        return str(self.anchor) if self.after is None else f"{self.after} after {self.anchor}"


class LengthEnd(StrEnum):
    """What ends a measure that has no end by the calendar."""

    PASSED = "passed"  #: The assigned course is passed.
    COMPLETED = "completed"  #: The plan is completed and accepted.
    CLEARED = "cleared"  #: Somebody finds that the ground has gone.
    RELEASED = "released"  #: Release is decided; it does not just happen.


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """A length the calendar ends."""

    duration: Duration

    def __str__(self) -> str:
        return str(self.duration)


@dataclass(frozen=True, slots=True)
class Always:
    """A length without an end."""

    def __str__(self) -> str:
        return "always"


@dataclass(frozen=True, slots=True, kw_only=True)
class Until:
    """A length that an event ends."""

    event: LengthEnd

    def __str__(self) -> str:
        return f"until {self.event}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """A length the decider chooses, both ends included."""

    least: Duration
    most: Duration

    def __str__(self) -> str:
        return f"between {self.least} and {self.most}"

    def allows(self, duration: Duration) -> bool:
        """Return whether a duration is within these bounds, from whichever day it counts."""
        return self.least.at_most(duration) and duration.at_most(self.most)


@dataclass(frozen=True, slots=True, kw_only=True)
class ByCount:
    """A length that grows with the findings: ``(findings, duration)``, fewest findings first."""

    steps: tuple[tuple[int, Duration], ...]

    def __str__(self) -> str:
        return ", ".join(f"{count} findings: {duration}" for count, duration in self.steps)

    def at(self, findings: int) -> Duration:
        """Return the length of the largest step not above ``findings``, or of the first one."""
        reached = [duration for count, duration in self.steps if count <= findings]
        return reached[-1] if reached else self.steps[0][1]


Length = Fixed | Always | Until | Between
LengthByCount = Length | ByCount


def read_duration(text: str) -> Duration:
    """Return the duration written as ``30 days``, ``2 weeks``, ``12 months`` or ``5 workdays``.

    Raises:
        InvalidValueError: The text is not a duration of 1 day to 100 years.
    """
    match = _DURATION.fullmatch(text)
    if match is None:
        raise InvalidValueError(
            f"“{text}” is not a duration. Write a number and a unit, such as 30 days, 2 weeks, "
            "12 months, 1 year or 5 workdays."
        )
    number, unit = int(match["number"]), match["unit"].removesuffix("s")
    duration = {
        "day": lambda: Duration(days=number),
        "week": lambda: Duration(days=number * DAYS_A_WEEK),
        "month": lambda: Duration(months=number),
        "year": lambda: Duration(months=number * MONTHS_A_YEAR),
        "workday": lambda: Duration(workdays=number),
    }[unit]()
    if number == 0 or duration.days_most > _YEARS_MAX * MONTHS_A_YEAR * _DAYS_A_MONTH_MOST:
        raise InvalidValueError(f"“{text}” is out of range. Give 1 day to {_YEARS_MAX} years.")
    return duration


def read_moment(text: str) -> Due:
    """Return the due day written as ``30 days after service`` or ``anniversary``.

    Raises:
        InvalidValueError: The text names no anchor, or no duration before ``after``.
    """
    if text in set(Anchor):
        return Due(anchor=Anchor(text))
    match = _MOMENT.fullmatch(text)
    if match is None or match["anchor"] not in set(Anchor):
        raise InvalidValueError(
            f"“{text}” is not a moment. Write a duration after one of "
            f"{', '.join(Anchor)}, such as 30 days after service."
        )
    return Due(anchor=Anchor(match["anchor"]), after=read_duration(match["duration"]))


def read_length(text: str) -> Length:
    """Return the length written as a duration, ``always``, ``until …`` or ``between … and …``.

    Raises:
        InvalidValueError: The text is none of these, or its ends are in the wrong order.
    """
    if text == "always":
        return Always()
    if (until := _UNTIL.fullmatch(text)) and until["event"] in set(LengthEnd):
        return Until(event=LengthEnd(until["event"]))
    if between := _BETWEEN.fullmatch(text):
        return _between(text, between["least"], between["most"])
    if _DURATION.fullmatch(text):
        return Fixed(duration=read_duration(text))
    raise InvalidValueError(
        f"“{text}” is not a length. Write a duration such as 30 days, always, "
        "until passed, until completed, until cleared, until released, or "
        "between 12 months and 36 months."
    )


def _between(text: str, least_text: str, most_text: str) -> Between:
    least, most = read_duration(least_text), read_duration(most_text)
    if least.days_most >= most.days_most:
        raise InvalidValueError(f"“{text}” ends before it starts. Give the shorter time first.")
    return Between(least=least, most=most)


def read_finding_count(text: str) -> int:
    """Return how many findings ``2 findings`` means.

    Raises:
        InvalidValueError: The text is not a count of findings.
    """
    match = _FINDINGS.fullmatch(text)
    if match is None:
        raise InvalidValueError(
            f"“{text}” is not a count of findings. Write a number from 1, such as 2 findings."
        )
    return int(match["number"])


def in_calendar_days(text: str) -> str:
    """Return a phrase with days of the calendar for its working days: whole weeks of five."""
    return _WORKDAYS.sub(
        lambda said: f"{-(-int(said['number']) // WORKDAYS_A_WEEK) * DAYS_A_WEEK} days", text
    )


def read_calendar(text: str) -> str:
    """Return the calendar of working days named ``DE``, or ``DE-BY`` for a part of a country.

    Raises:
        InvalidValueError: The text is neither a country nor a part of one.
    """
    if not _CALENDAR.fullmatch(text):
        raise InvalidValueError(
            f"“{text}” is not a calendar. Write the two capital letters of a country, such as DE, "
            "or of a part of it, such as DE-BY."
        )
    return text


def read_share(text: str) -> int:
    """Return the percent written as ``100 %``: a whole number from 1 to 100.

    Raises:
        InvalidValueError: The text is not a share, or nobody or more than all.
    """
    match = _SHARE.fullmatch(text)
    if match is None:
        raise InvalidValueError(f"“{text}” is not a share. Write a whole percent, such as 100 %.")
    percent = int(match["percent"])
    if not 1 <= percent <= SHARE_PERCENT_MAX:
        raise InvalidValueError(f"“{text}” is not a possible share. Give 1 % to 100 %.")
    return percent


def read_money(text: str) -> Money:
    """Return the amount written as ``USD 1000``, in the currency's minor unit.

    Raises:
        InvalidValueError: The text has no currency or no amount above zero, or more minor
            digits than the currency.
    """
    match = _MONEY.fullmatch(text)
    if match is None:
        raise InvalidValueError(
            f"“{text}” is not money. Write the currency and the amount, such as USD 1000."
        )
    digits, minor = exponent(match["currency"]), match["minor"] or ""
    if len(minor) > digits:
        raise InvalidValueError(
            f"{match['currency']} has {digits} digits after the point, and “{text}” has "
            f"{len(minor)}. Write no more than {digits}."
        )
    amount_minor = int(match["whole"] + minor.ljust(digits, "0"))
    if amount_minor == 0:
        raise InvalidValueError(f"“{text}” is nothing, so everyone has it. Give more than zero.")
    return Money(amount_minor, match["currency"])


def read_step(text: str) -> int:
    """Return the day a countdown step means, counted from the due day: before it is negative.

    Raises:
        InvalidValueError: The text is not ``due`` or a number of days before or after it.
    """
    if text == "due":
        return 0
    match = _STEP.fullmatch(text)
    if match is None:
        raise InvalidValueError(
            f"“{text}” is not a step of a countdown. Write due, grace, or days before or after "
            "the due day, such as 30 days before."
        )
    duration = read_duration(match["duration"])
    if duration.workdays:
        raise InvalidValueError(
            f"“{text}” is not a step of a countdown: which of two comes first must not depend on "
            f"holidays. Write {in_calendar_days(text)}, and let the due day roll."
        )
    if not duration.days:
        raise InvalidValueError(
            f"“{text}” is not a step of a countdown: steps are counted in days or weeks."
        )
    return -duration.days if match["side"] == "before" else duration.days
