"""Final acts that wait: taken when the warnings they owe were served and the days to act are over.

Which of them are ready is found out in SQL, so that one that waits for long costs nothing. What
was cured meanwhile, or is over, waits no longer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from uuid import UUID

from django.db import connection
from django.db.models import Min

from goodstanding.evidence.services import change
from goodstanding.notices.selectors.warnings import Warned, all_served_at, warnings_of
from goodstanding.partners.models import Authorization, Partner
from goodstanding.partners.services.granted_rows import zone_of_location
from goodstanding.partners.services.losing import SWEEP, lose_authorization
from goodstanding.programs.models import PackVersion
from goodstanding.programs.selectors import pack_of, published_versions, version_in_force
from goodstanding.standing.final_acts import answers, failing, final_level
from goodstanding.standing.models import FinalActWaiting
from goodstanding.standing.rules.countdowns import acts_from, warnings_owed

_NEVER = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Book:
    """A version of the rules, and while it was in force."""

    version: PackVersion
    starts_at: datetime
    until: datetime

    def owed(self, authorization: str) -> tuple[int, ...] | None:
        """Return the warnings an authorization is owed; None where the version has no such."""
        pack = pack_of(self.version)
        if authorization not in {one.name for one in pack.authorizations}:
            return None
        return warnings_owed(pack, authorization)


def take_served(*, at: datetime) -> int:
    """Take the acts that waited and whose day has come by ``at``; return how many.

    A transaction for each. Safe to be run by several at once, and again.
    """
    ended = 0
    waiting = FinalActWaiting.objects.order_by("program_id").values("program_id")
    for each in list(waiting.annotate(since=Min("reached_at"))):
        program_id = each["program_id"]
        books = list(_books(program_id, since=each["since"], at=at))
        for pk in _ready(program_id, books, at=at):
            with change(actor=SWEEP, at=at):
                one = FinalActWaiting.objects.filter(pk=pk).first()
                if one is None:
                    continue
                # Whoever ends or keeps an authorization queues on its partner's row.
                Partner.objects.select_for_update(no_key=True).get(pk=one.partner_id)
                ended += _take(one, books, at=at)
        _clear(program_id, at=at)
    return ended


def _books(program_id: UUID, *, since: datetime, at: datetime) -> Iterator[_Book]:
    """Yield the versions in force from ``since`` until ``at``, the last first."""
    until = _NEVER
    for version in published_versions(program_id).filter(effective_at__lte=at):
        assert version.effective_at is not None  # it is published
        assert version.published_at is not None
        starts_at = max(version.effective_at, version.published_at)
        if starts_at < until:  # Else another one, published later, began with it.
            yield _Book(version=version, starts_at=starts_at, until=until)
        until = min(until, starts_at)
        if until <= since:
            return


def _ready(program_id: UUID, books: list[_Book], *, at: datetime) -> list[int]:
    """Return the acts whose warnings were all served, and the days after that are over."""
    owed = [
        (book.starts_at, book.until, one.name, days)
        for book in books
        for one in pack_of(book.version).authorizations
        for days in (book.owed(one.name) or (None,))
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            _sql("acts_ready"),
            {
                "program": program_id,
                "at": at,
                "starts": [starts_at for starts_at, *_ in owed],
                "untils": [until for _, until, *_ in owed],
                "names": [name for *_, name, _ in owed],
                "days": [days for *_, days in owed],
            },
        )
        return [pk for (pk,) in cursor.fetchall()]


def _take(waiting: FinalActWaiting, books: list[_Book], *, at: datetime) -> bool:
    warned = warnings_of(waiting.authorization_id, due_at=waiting.due_at)
    found = _first_ready(waiting, books, warned)
    if found is None or found[1] > at:
        return False
    version, instant = found
    partner_id = waiting.partner_id
    rows = answers(version, [partner_id], as_of=instant, known_at=instant)[partner_id]
    waiting.delete()
    for reached in failing(rows, pack_of(version), at=instant):
        same = (str(waiting.authorization_id), waiting.due_at)
        if (reached.row.fact, reached.row.due_at) == same and reached.step.at <= instant:
            level = final_level(reached, rows, version, warned, instant=instant)
            return lose_authorization(level, at=at) is not None
    return False


def _first_ready(
    waiting: FinalActWaiting, books: list[_Book], warned: list[Warned]
) -> tuple[PackVersion, datetime] | None:
    """Return the first instant at which the rules of then let the act be taken, with them."""
    held = Authorization.objects.filter(fact_id=waiting.authorization_id).first()
    assert held is not None  # rows about a grant are never removed
    zone = zone_of_location(held.location_id, at=waiting.reached_at)
    for book in reversed(books):
        owed = book.owed(waiting.authorization)
        served_at = None if owed is None else all_served_at(warned, owed)
        if owed is None or served_at is None:
            continue
        ready_at = acts_from(served_at, owed, zone)
        instant = max(waiting.reached_at, book.starts_at, ready_at)
        if instant < book.until:
            return book.version, instant
    return None


def _clear(program_id: UUID, *, at: datetime) -> None:
    """Let nothing wait that was cured by ``at``, is over, or that the rules do not know."""
    version = version_in_force(program_id, as_of=at)
    if version is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(_sql("acts_cured"), {"program": program_id, "version": version.pk, "at": at})


@cache
def _sql(name: str) -> str:
    file = resources.files("goodstanding.standing") / f"{name}.sql"
    return file.read_text(encoding="utf-8")
