"""When something is due, as the obligated location reads its own clock and calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import ceil
from typing import ClassVar

from django.utils.translation import gettext, ngettext

from goodstanding.ui import dates
from goodstanding.ui.tones import Tone
from goodstanding.values.days import local_day, starts_at
from goodstanding.values.spans import require_aware

CALM_WARN_DAYS = 14  #: A partner is warned by colour from two weeks before.
WORK_QUEUE_WARN_DAYS = 7  #: A queue of many rows is, from one week before.
_HOUR_S = 3600
_MINUTE_S = 60


def _hours_or_minutes(seconds: float) -> tuple[int, bool]:
    """Return how many whole hours there are, or minutes where there is not one hour."""
    hours = int(seconds // _HOUR_S)
    return (hours, True) if hours else (max(1, ceil(seconds / _MINUTE_S)), False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDate:
    """A due instant, told in the zone of the location that owes something.

    Reads no clock: ``now`` is passed in. Days are counted on the calendar of that zone. An
    instant at which a local day starts is told as the last minute of the day before, because
    "until midnight of the 5th" is read in two ways.
    """

    due_at: datetime
    zone: str
    now: datetime
    place: str = ""  #: The city of the location; the zone's own city where it is not given.
    zone_assumed: bool = False  #: Nobody told us the zone: the screen says so.
    done_at: datetime | None = None
    until: str = ""  #: Words before the day, such as "Appeal until".
    warn_days: int = CALM_WARN_DAYS

    has_time: ClassVar[bool] = True

    def __post_init__(self) -> None:
        require_aware("The due instant", self.due_at)
        require_aware("The present", self.now)

    @property
    def told_at(self) -> datetime:
        """The minute that is shown: the due instant, or the last minute of the day it ends."""
        at_start_of_day = starts_at(local_day(self.due_at, self.zone), self.zone) == self.due_at
        return self.due_at - timedelta(minutes=1) if at_start_of_day else self.due_at

    @property
    def day(self) -> date:
        """The calendar day on which it is due, in its zone."""
        return local_day(self.told_at, self.zone)

    @property
    def days_left(self) -> int:
        """Calendar days from today to the due day in its zone; negative once it is past."""
        return (self.day - local_day(self.now, self.zone)).days

    @property
    def late(self) -> bool:
        """Whether the due instant has come and nothing was done before it."""
        return (self.done_at or self.now) >= self.due_at

    @property
    def tone(self) -> Tone:
        """Green done in time, red today or late, amber soon, otherwise blue."""
        if self.done_at is not None:
            return Tone.NONE if self.late else Tone.GOOD
        if self.late or self.days_left == 0:
            return Tone.STOP
        return Tone.DUE if self.days_left <= self.warn_days else Tone.INFO

    @property
    def heading(self) -> str:
        """The day and the local time, in words."""
        if self.until:
            return f"{self.until} {dates.day_text(self.day)}"
        time = dates.time_text(self.told_at, self.zone)
        if self.done_at is None and self.days_left == 0:
            return gettext("Today, %(time)s") % {"time": time}
        return f"{dates.weekday_text(self.day)}, {time}"

    @property
    def iso(self) -> str:
        """The instant that is told, for machines, with the offset of its zone."""
        return dates.iso_text(self.told_at, self.zone)

    @property
    def chip(self) -> str:
        """How much time is left, or how late it is."""
        if self.done_at is not None:
            return self._lateness(self.done_at) if self.late else gettext("done in time")
        if self.late:
            return self._lateness(self.now)
        if self.days_left:
            return ngettext("%(count)s day left", "%(count)s days left", self.days_left) % {
                "count": self.days_left
            }
        count, in_hours = _hours_or_minutes((self.due_at - self.now).total_seconds())
        if in_hours:
            left = ngettext("%(count)s hour left", "%(count)s hours left", count)
        else:
            left = ngettext("%(count)s minute left", "%(count)s minutes left", count)
        return left % {"count": count}

    def _lateness(self, instant: datetime) -> str:
        count = (local_day(instant, self.zone) - self.day).days
        if count:
            late = ngettext("%(count)s day late", "%(count)s days late", count)
        else:
            count, in_hours = _hours_or_minutes((instant - self.due_at).total_seconds())
            if in_hours:
                late = ngettext("%(count)s hour late", "%(count)s hours late", count)
            else:
                late = ngettext("%(count)s minute late", "%(count)s minutes late", count)
        words = late % {"count": count}
        return gettext("done %(late)s") % {"late": words} if self.done_at else words

    @property
    def where(self) -> str:
        """Whose clock it is: the zone as a city."""
        where = dates.place_time(self.place or dates.city_of(self.zone))
        return (
            gettext("%(place)s (we assume it)") % {"place": where} if self.zone_assumed else where
        )

    @property
    def note(self) -> str:
        """The zone as a city, and the same instant in UTC, once where the zone is UTC."""
        where = self.where
        if self.zone == "UTC":
            return f"{dates.time_text(self.told_at, self.zone)} {where}" if self.until else where
        if not self.until:
            return f"{where} · {dates.utc_text(self.told_at)}"
        same_day = self.told_at.astimezone(UTC).date() == self.day
        in_utc = (
            f"{dates.time_text(self.told_at)} UTC" if same_day else dates.utc_text(self.told_at)
        )
        return f"{dates.time_text(self.told_at, self.zone)} {where} · {in_utc}"

    @property
    def text(self) -> str:
        """The same in one line, for letters."""
        return f"{self.heading} ({self.note})"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockNotStarted:
    """Nothing is late, because the notice has not been served: time runs from service."""

    days_from_service: int
    working: bool = False  #: Whether only working days are counted.

    tone: ClassVar[Tone] = Tone.NONE
    has_time: ClassVar[bool] = False

    @property
    def heading(self) -> str:
        """That no time runs yet."""
        return gettext("The clock has not started")

    @property
    def chip(self) -> str:
        """How long there will be."""
        count = self.days_from_service
        if self.working:
            words = ngettext(
                "%(count)s working day from service", "%(count)s working days from service", count
            )
        else:
            words = ngettext("%(count)s day from service", "%(count)s days from service", count)
        return words % {"count": count}

    @property
    def note(self) -> str:
        """Why, and that it does no harm."""
        return gettext("Our message has not reached anybody yet. Nothing is late.")

    @property
    def text(self) -> str:
        """The same in one line, for letters."""
        return f"{self.heading}: {self.chip}. {self.note}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockStopped:
    """Time stands still since a day, for a reason, such as an appeal."""

    days_left: int
    since: date
    reason: str  #: Ends the sentence "Since 9 November 2026, …", as in "while we look at it".

    tone: ClassVar[Tone] = Tone.FIX
    has_time: ClassVar[bool] = False

    @property
    def heading(self) -> str:
        """That no time runs now."""
        return gettext("The clock stands still")

    @property
    def chip(self) -> str:
        """How much time will be left when it runs again."""
        return ngettext("%(count)s day left", "%(count)s days left", self.days_left) % {
            "count": self.days_left
        }

    @property
    def note(self) -> str:
        """Since when, and why."""
        return gettext("Since %(day)s, %(reason)s") % {
            "day": dates.day_text(self.since),
            "reason": self.reason,
        }

    @property
    def text(self) -> str:
        """The same in one line, for letters."""
        return f"{self.heading}: {self.chip}. {self.note}"


@dataclass(frozen=True, slots=True)
class NoDate:
    """Nothing is due at any time, and the screen says so instead of leaving a gap."""

    tone: ClassVar[Tone] = Tone.NONE
    has_time: ClassVar[bool] = False
    chip: ClassVar[str] = ""
    note: ClassVar[str] = ""

    @property
    def heading(self) -> str:
        """That there is no date."""
        return gettext("There is no date.")

    @property
    def text(self) -> str:
        """The same in one line, for letters."""
        return self.heading


Due = DueDate | ClockNotStarted | ClockStopped | NoDate
