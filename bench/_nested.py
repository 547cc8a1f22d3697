"""Partners as nested documents, for engines that judge one document at a time.

The same reader serves every such engine. It reads the files that the text in DuckDB reads, with
an engine of its own on one thread, and nests what they say of a partner with one statement
(``sql/nested.sql``) into one JSON document. What it does to the facts is this, and no more:

- it leaves out what is not known, what no rule asks about, and what had not happened by the
  instant asked about; the instants that lie ahead are kept, because an answer turns there;
- it joins: a location with the enrolments it lies in, work with such locations, a grant with the
  location it is for, a delivery with its contact and the failures of that contact;
- it groups by unit, person and partner, and sorts where the first of several is asked for;
- it counts days from 1970, months from year 0, and instants in microseconds from 1970, with a
  day and an instant that never come for what is open;
- it adds the day up to which a pass, a statement and a proof are good, because adding months is
  in neither language.

Every judgement is left to the rules: what holds, since when something is owed, what was reached,
what counts, is served, has lapsed, is due, how far a countdown is, and when an answer turns. What
all partners share are the terms: the calendar of local days, the versions, the levels.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from bench._engines import KNOWN_AT
from bench._export import open_facts
from goodstanding.rulebook.pack import Accept, Attain, Attest, Obligation, Pack, Pass, Reach
from goodstanding.values.days import add_months

#: An instant that never comes: in 2223, which a number with 53 bits still holds to the microsecond.
FOREVER = 8_000_000_000_000_000
#: A day that never comes: in 4707.
NEVER = 1_000_000
BATCH = 1_000
_SQL = (Path(__file__).parent / "sql" / "nested.sql").read_text(encoding="utf-8")
_WORDS = (
    f"known_at() as timestamptz '{KNOWN_AT}'",
    "micros(instant) as epoch_us(instant)",
    f"ended(instant) as coalesce(epoch_us(instant), {FOREVER})",
    "day_of(day) as cast(day as date) - date '1970-01-01'",
    "month_of(day) as date_part('year', day) * 12 + date_part('month', day) - 1",
    "months_after(day, months) as cast(day + to_months(cast(months as integer)) as date)",
    "known(since, til) as since <= known_at() and (til is null or til > known_at())",
)
_EPOCH = date(1970, 1, 1)
_YEARS_BACK, _YEARS_AHEAD = 5, 4
_DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What every engine is asked: everybody in a folder, by one pack, at one instant."""

    pack: Pack
    program_id: UUID
    as_of: datetime

    @property
    def as_of_us(self) -> int:
        """The instant in microseconds from 1970."""
        return int(self.as_of.timestamp()) * 1_000_000


class Nesting:
    """The partners of one folder of facts."""

    def __init__(self, folder: Path, asked: Asked) -> None:
        self._duck = open_facts(folder, threads=1)
        for word in _WORDS:
            self._duck.execute(f"create macro {word}")
        self._asked = asked
        self._given = {
            "program_id": str(asked.program_id),
            "as_of": asked.as_of_us,
            "forever": FOREVER,
            "never": NEVER,
            "rights": [authorization.name for authorization in asked.pack.authorizations],
        }
        for obligation in asked.pack.obligations:
            self._given.update(_named(obligation))

    def documents(self) -> Iterator[list[str]]:
        """Yield a JSON document for each partner, some at a time."""
        found = self._duck.execute(
            f"select cast(to_json(partner) as text) from ({_SQL})", self._given
        )
        while rows := found.fetchmany(BATCH):
            yield [document for (document,) in rows]

    def terms(self) -> dict[str, Any]:
        """Return what the rules ask of something else than a partner."""
        as_of, year = self._asked.as_of_us, self._asked.as_of.year
        first, last = date(year - _YEARS_BACK, 1, 1), date(year + _YEARS_AHEAD, 12, 31)
        days = [first + timedelta(days) for days in range((last - first).days + 1)]
        starts = self._starts(first, last)
        months = range(first.year * 12, (last.year + 1) * 12)
        statuses = ["fulfilled", "waived", "pending", "grace", "unknown", "overdue"]
        return {
            "as_of": as_of,
            "forever": FOREVER,
            "never": NEVER,
            "program": self._asked.pack.program,
            "levels": [level.name for level in self._asked.pack.levels],
            "statuses": statuses,
            "gravity": {status: gravity for gravity, status in enumerate(statuses)},
            "rejoined": self._rejoined(),
            "versions": self._versions(),
            # The calendar: the number of its first day and month; when each day starts, by zone;
            # which day it is; each day some years later, and its month; the first day of a month.
            "first": _number(first),
            "first_month": months[0],
            "starts": starts,
            "today": {
                zone: _number(first) + sum(start <= as_of for start in of_zone) - 1
                for zone, of_zone in starts.items()
            },
            "later": [
                [_number(add_months(day, 12 * years)) for day in days]
                for years in range(1, _YEARS_BACK + _YEARS_AHEAD)
            ],
            "months": [day.year * 12 + day.month - 1 for day in days],
            "month_days": [_number(date(month // 12, month % 12 + 1, 1)) for month in months],
        }

    def _rejoined(self) -> int:
        (learn,) = (o.verb for o in self._asked.pack.obligations if isinstance(o.verb, Pass))
        return learn.grace_rejoined.days * _DAY_US

    def _starts(self, first: date, last: date) -> dict[str, list[int]]:
        starts: dict[str, list[int]] = {}
        for zone, start in self._duck.execute(
            "select zone, epoch_us(starts_at) from facts.days where day between ? and ? "
            "order by zone, day",
            [first, last],
        ).fetchall():
            starts.setdefault(zone, []).append(start)
        return starts

    def _versions(self) -> list[dict[str, Any]]:
        found = self._duck.execute(
            "select position, material, micros(published_at), micros(effective_at), "
            "day_of(effective_on), ended(withdrawn_at) from facts.versions where agreement = ? "
            "order by position",
            [self._given["agreement"]],
        )
        names = "version", "material", "published_at", "effective_at", "effective_on", "until_at"
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _named(obligation: Obligation) -> dict[str, Any]:
    """Return the facts that an obligation asks about."""
    match obligation.verb:
        case Accept() as accept:
            return {"agreement": accept.agreement}
        case Pass() as learn:
            named = {"course": learn.course, "people": list(learn.people)}
            return {**named, "passed_months": learn.valid.months}
        case Reach() as reach:
            return {"roles": list(reach.roles), "proved_months": reach.proof.months}
        case Attain() as attain:
            return {"metric": attain.metric, "currency": attain.least.currency}
        case Attest(valid=valid) as attest if valid is not None:
            return {"statement": attest.statement, "stated_months": valid.months}
        case _:
            raise NotImplementedError(f"No rules are written for {obligation.name}.")


def _number(day: date) -> int:
    return (day - _EPOCH).days
