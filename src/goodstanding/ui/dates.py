"""Days, times and instants in the reader's language and in the zone that counts."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from django.utils.formats import date_format, get_format
from django.utils.translation import gettext, pgettext

from goodstanding.values.days import zone
from goodstanding.values.spans import require_aware

_DAY_THEN_MONTH = re.compile(r"(?<=[jd])(\.?) (?=[FNMbE])")
_MONTH_THEN_DAY = re.compile(r"(?<=[FNMbE]) (?=[jd])")


def _unbroken(form: str) -> str:
    """Return a date format in which a day and its month stay on one line."""
    form = _DAY_THEN_MONTH.sub("\\1\N{NO-BREAK SPACE}", form)
    return _MONTH_THEN_DAY.sub("\N{NO-BREAK SPACE}", form)


def _format(name: str) -> str:
    return _unbroken(str(get_format(name)))


def day_text(day: date) -> str:
    """Return ``4 December 2026``."""
    return date_format(day, _format("DATE_FORMAT"))


def short_day_text(day: date) -> str:
    """Return ``4 Dec``, for tables whose caption or neighbours say the year."""
    return date_format(day, _format("MONTH_DAY_FORMAT").replace("F", "M"))


def month_day_text(day: date) -> str:
    """Return ``4 December``."""
    return date_format(day, _format("MONTH_DAY_FORMAT"))


def weekday_text(day: date) -> str:
    """Return ``Friday 4 December 2026``."""
    return pgettext("a weekday and its date", "%(weekday)s %(day)s") % {
        "weekday": date_format(day, "l"),
        "day": day_text(day),
    }


def time_text(instant: datetime, zone_name: str = "UTC") -> str:
    """Return the time of day in a zone: ``17:00``, or ``5:00 pm`` where people read it so."""
    local = require_aware("The instant", instant).astimezone(zone(zone_name))
    text = date_format(local, str(get_format("TIME_FORMAT")))
    return text.replace("a.m.", "am").replace("p.m.", "pm")


def city_of(zone_name: str) -> str:
    """Return what people call a zone: its city, as in ``New York``."""
    return zone_name.rsplit("/", 1)[-1].replace("_", " ")


def place_time(place: str) -> str:
    """Return ``Hamburg time``, or ``UTC`` itself."""
    return place if place == "UTC" else gettext("%(place)s time") % {"place": place}


def utc_text(instant: datetime) -> str:
    """Return ``4 December, 16:00 UTC``."""
    in_utc = instant.astimezone(UTC)
    return f"{month_day_text(in_utc.date())}, {time_text(in_utc)} UTC"


def instant_text(instant: datetime, zone_name: str, place: str = "") -> str:
    """Return ``Wednesday 18 November 2026, 09:14, Hamburg time``."""
    local = instant.astimezone(zone(zone_name))
    where = place_time(place or city_of(zone_name))
    return f"{weekday_text(local.date())}, {time_text(local, zone_name)}, {where}"


def iso_text(instant: datetime, zone_name: str) -> str:
    """Return the instant for machines, with the offset of its zone: ``2026-12-04T17:00+13:00``."""
    local = instant.astimezone(zone(zone_name))
    return local.isoformat(timespec="seconds" if local.second else "minutes")
