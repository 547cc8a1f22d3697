"""Long lists in pages: ``limit`` and ``after`` go in, ``items`` and ``next`` come out.

``next`` is what to send as ``after`` for the next page; null on the last one. What is added
meanwhile comes later in the order, so nothing is shown twice and nothing is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from goodstanding.apikit.parameters import Parameters

LIMIT_USUAL = 50
LIMIT_MAX = 200

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Which part of a list is asked for: so many, after one."""

    limit: int = LIMIT_USUAL
    after: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[M]):
    """One page of a list, and where the next one starts."""

    items: tuple[M, ...]
    next: UUID | None


def read_window(given: Parameters) -> Window:
    """Return which part of a list a request asks for; what is wrong is noted in ``given``."""
    limit, after = given.text("limit"), given.reference("after")
    if limit is not None and not (limit.isdecimal() and 1 <= int(limit[:9]) <= LIMIT_MAX):
        given.refuse("limit", "out_of_range", f"“limit” is a whole number from 1 to {LIMIT_MAX}.")
        limit = None
    if after is not None and not isinstance(after, UUID):
        given.refuse("after", "malformed", "“after” is what the page before said as “next”.")
        after = None
    return Window(limit=int(limit) if limit else LIMIT_USUAL, after=after)


def page_of(rows: QuerySet[M], window: Window) -> Page[M]:
    """Return a page of rows whose identifiers sort by the time they were made."""
    ordered = rows.order_by("pk")
    if window.after is not None:
        ordered = ordered.filter(pk__gt=window.after)
    found = list(ordered[: window.limit + 1])
    shown = tuple(found[: window.limit])
    return Page(items=shown, next=shown[-1].pk if len(found) > window.limit else None)
