"""Partners as nested documents, for engines that judge one document at a time.

The same reader serves every such engine. It reads the files that the text in DuckDB reads, with
an engine of its own on one thread, and nests what they say of a partner with one statement
(``sql/nested.sql``) into one JSON document. What it does to the facts is this, and no more:

- it leaves out what is not known, what no rule asks about, and what had not happened by the
  instant asked about; the instants that lie ahead are kept, because an answer turns there;
- it joins: a location with the enrolments it lies in, work with such locations, a grant with the
  location it is for, a delivery with its contact and the failures of that contact;
- it groups by unit, person and partner, sorts where the first of several is asked for, and
  parts amounts by whether they are in the currency asked for;
- it counts days from 1970, months from year 0, and instants in microseconds from 1970, with a
  day and an instant that never come for what is open;
- it adds the day up to which a pass, a statement and a proof are good, because adding months is
  in neither language.

Every judgement is left to the rules: what holds, since when something is owed, what was reached,
what counts, is served, has lapsed, is due, how far a countdown is, and when an answer turns.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench._engines import KNOWN_AT
from bench._export import open_facts
from bench._terms import FOREVER, NEVER, Asked
from goodstanding.rulebook.pack import Accept, Attain, Attest, Obligation, Pass, Reach

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


class Nesting:
    """The partners of one folder of facts."""

    def __init__(self, folder: Path, asked: Asked) -> None:
        self._duck = open_facts(folder, threads=1)
        self._duck.execute("set enable_progress_bar = false")
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

    def starts(self) -> dict[str, list[int]]:
        """Return the instant at which each day of the calendar starts, by zone."""
        found: dict[str, list[int]] = {}
        for zone, start in self._duck.execute(
            "select zone, micros(starts_at) from facts.days where day between ? and ? "
            "order by zone, day",
            list(self._asked.calendar),
        ).fetchall():
            found.setdefault(zone, []).append(start)
        return found

    def versions(self) -> list[dict[str, Any]]:
        """Return the versions of the agreement, the first first."""
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
