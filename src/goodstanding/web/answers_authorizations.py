"""Authorizations of locations in words: how many of their needs are met, and what is at stake."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext, ngettext

from goodstanding.rulebook.compile_tables import Note
from goodstanding.rulebook.pack import Pack
from goodstanding.standing.engine import Row
from goodstanding.standing.selectors import Standing
from goodstanding.ui.components import Link, Reason, ReasonState
from goodstanding.ui.dates import day_text
from goodstanding.values.days import local_day
from goodstanding.web.answers_obligations import Places

_STATES = {
    "fulfilled": ReasonState.FULFILLED,
    "pending": ReasonState.IN_TIME,
    "unknown": ReasonState.UNKNOWN,
    "overdue": ReasonState.OPEN,
}


def authorization_reason(standing: Standing, row: Row, *, places: Places) -> Reason:
    """Return the line of an authorization; what to do stands with the duties it needs."""
    words = authorization_text(standing.pack, row, zone=places.zone(row))
    return Reason(
        state=_STATES[row.status],
        sentence=standing.pack.authorization(row.source).title,
        detail=gettext("%(unit)s: %(stands)s") % {"unit": places.unit_name(row), "stands": words},
        way_out=_page(places),
    )


def _page(places: Places) -> Link | None:
    url = places.authorizations_url
    return Link(label=gettext("Your authorizations"), url=url) if url else None


def authorization_text(pack: Pack, row: Row, *, zone: str) -> str:
    """Return how an authorization stands: its needs, the day of its test, and its level."""
    parts = [_needs(row), _test(row, zone), _level(pack, row)]
    return " ".join(part for part in parts if part)


def _needs(row: Row) -> str:
    if row.have is None or row.need is None:
        return gettext("Something it needs is not known.")
    return ngettext(
        "%(have)s of %(need)s thing it needs is met.",
        "%(have)s of %(need)s things it needs are met.",
        row.need,
    ) % {"have": row.have, "need": row.need}


def _test(row: Row, zone: str) -> str:
    if row.due_at is None:
        return ""
    last = local_day(row.due_at - timedelta(microseconds=1), zone)
    text = {
        "overdue": gettext("Its test was on %(day)s."),
        "fulfilled": gettext("Nothing endangers it before %(day)s."),
    }.get(row.status, gettext("It is tested on %(day)s."))
    return text % {"day": day_text(last)}


def _level(pack: Pack, row: Row) -> str:
    level = {"level": pack.levels[row.rank].title}
    if row.note == Note.FINAL:
        return gettext("“%(level)s”, for good.") % level
    return gettext("Now “%(level)s”.") % level if row.rank else ""
