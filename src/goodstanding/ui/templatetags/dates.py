"""Days and instants in templates. A zone is always named: there is no time without a place."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from goodstanding.ui import dates
from goodstanding.values.days import local_day

register = template.Library()


@register.filter
def day(value: date | None) -> str:
    """Show ``4 December 2026``; nothing where there is no day."""
    return dates.day_text(_plain(value)) if value else ""


@register.filter
def short_day(value: date | None) -> str:
    """Show ``4 Dec``."""
    return dates.short_day_text(_plain(value)) if value else ""


@register.filter
def weekday(value: date | None) -> str:
    """Show ``Friday 4 December 2026``."""
    return dates.weekday_text(_plain(value)) if value else ""


def _plain(value: date) -> date:
    """Return the day; an instant has none until its zone is named, so UTC's is shown."""
    return local_day(value, "UTC") if isinstance(value, datetime) else value


@register.filter
def day_in(value: datetime | None, zone: str) -> date | None:
    """Return the calendar day of an instant in a zone: ``{{ at|day_in:zone|day }}``."""
    return local_day(value, zone) if value else None


@register.filter
def time_in(value: datetime | None, zone: str) -> str:
    """Show the time of day in a zone: ``{{ at|time_in:zone }}``."""
    return dates.time_text(value, zone) if value else ""


@register.simple_tag
def instant(
    value: datetime, zone: str = "UTC", place: str = "", *, utc: bool = False
) -> SafeString:
    """Show an instant in words, marked up for machines; ``utc=True`` adds the same in UTC."""
    shown = format_html(
        '<time datetime="{}">{}</time>',
        dates.iso_text(value, zone),
        dates.instant_text(value, zone, place),
    )
    return format_html("{} · {}", shown, dates.utc_text(value)) if utc else shown
