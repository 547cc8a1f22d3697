"""How long a measure lasts, as one decision chose it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from goodstanding.rulebook.ladder_lengths import RecommendedMeasure
from goodstanding.rulebook.phrases import Always, Between, Duration, Fixed
from goodstanding.values.days import ends_at, local_day
from goodstanding.values.errors import InvalidValueError


class Ends(StrEnum):
    """What ends a measure."""

    ONCE = "once"  #: Done at once; there is nothing to end.
    CALENDAR = "calendar"
    PASSED = "passed"
    COMPLETED = "completed"
    CLEARED = "cleared"
    RELEASED = "released"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lasting:
    """What ends a measure, and after how much calendar time where the calendar does."""

    ends: Ends
    months: int = 0
    days: int = 0

    def __post_init__(self) -> None:
        if (self.ends is Ends.CALENDAR) != bool(self.months or self.days):
            raise InvalidValueError("A measure that the calendar ends has a length, no other has.")

    @property
    def duration(self) -> Duration | None:
        """The calendar time, where there is one."""
        if self.ends is not Ends.CALENDAR:
            return None
        return Duration(months=self.months, days=self.days)

    @property
    def code(self) -> str:
        """The calendar time as ISO 8601 writes it, such as P3M10D; else what ends it."""
        if self.ends is not Ends.CALENDAR:
            return self.ends.value
        months = f"{self.months}M" if self.months else ""
        days = f"{self.days}D" if self.days else ""
        return f"P{months}{days}"

    def until(self, from_at: datetime, *, zone: str) -> datetime | None:
        """Return the first instant at which it no longer holds, if the calendar says so.

        Time is counted in whole local days after the first one, so that nobody loses hours.
        """
        if self.duration is None:
            return None
        return ends_at(self.duration.after(local_day(from_at, zone)), zone)

    def last_day(self, from_at: datetime, *, zone: str) -> date | None:
        """Return the last local day on which it holds, if the calendar says so."""
        return None if self.duration is None else self.duration.after(local_day(from_at, zone))


class MeasureLengthError(InvalidValueError):
    """How long a measure lasts is for the decider to say, within what the program allows."""

    code = "case_measure_length"

    def __init__(self, *, measure: str, lasts: Between) -> None:
        self.measure = measure
        super().__init__(f"Say how long “{measure}” lasts: {lasts}.")


def lasting_of(measure: RecommendedMeasure, *, chosen: Duration | None = None) -> Lasting:
    """Return the length of a measure as a decision keeps it.

    ``chosen`` counts where the rule book gives bounds only.

    Raises:
        MeasureLengthError: It gives bounds, and the choice is missing or outside them.
    """
    match measure.lasts:
        case None:
            return Lasting(ends=Ends.ONCE)
        case Fixed(duration=duration):
            return Lasting(ends=Ends.CALENDAR, months=duration.months, days=duration.days)
        case Between() as bounds:
            if chosen is None or chosen.workdays or not bounds.allows(chosen):
                raise MeasureLengthError(measure=measure.name, lasts=bounds)
            return Lasting(ends=Ends.CALENDAR, months=chosen.months, days=chosen.days)
        case Always():
            return Lasting(ends=Ends.NEVER)
        case until:
            return Lasting(ends=Ends(until.event.value))


class ReleaseLengthError(InvalidValueError):
    """When release may be decided is for the decider to say, within what the program allows."""

    code = "case_release_length"


def release_months_of(measure: RecommendedMeasure, *, chosen: int | None) -> int | None:
    """Return after how many months the release from a measure may be decided.

    Raises:
        ReleaseLengthError: The rule book lets the decider choose, and the choice is missing or
            outside what it allows.
    """
    match measure.release_after:
        case None:
            return None
        case Fixed():
            return measure.release_after.duration.months
        case Between():
            least, most = measure.release_after.least.months, measure.release_after.most.months
            if chosen is None or not least <= chosen <= most:
                raise ReleaseLengthError(
                    f"Say after how many months release from {measure.name} may be decided: "
                    f"{least} to {most}."
                )
            return chosen
        case _:
            raise InvalidValueError(f"“{measure.release_after}” cannot be a time of release.")
