"""Comparing what two rule books say of everybody at one instant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any

from goodstanding.standing.facts_export import Duck
from goodstanding.standing.rules.trying import band_of
from goodstanding.standing.simulating.outcome import (
    Example,
    Group,
    Move,
    Reason,
    Side,
    Unknown,
)

BEFORE, AFTER = "answer_before", "answer_after"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SIDE = "status, level, coalesce(note, ''), epoch_us(due_at), have, need"
_WORSE = "coalesce(t.rank, c.rank_before) < c.rank_after"
_BETTER = "coalesce(t.rank, c.rank_before) > c.rank_after"
#: A level of before is as grave as the level of that name is after; else by its place.
_JOINED = "compared c left join rank_of t on t.level = c.level_before"


def compare(duck: Duck, given: Mapping[str, str], levels_after: Sequence[str]) -> None:
    """Put together who took part and how they stand by both answers."""
    duck.execute(_text(), dict(given))
    duck.execute("create or replace temp table rank_of (level text, rank integer)")
    duck.executemany(
        "insert into rank_of values (?, ?)",
        [[level, rank] for rank, level in enumerate(levels_after)],
    )


@cache
def _text() -> str:
    file = resources.files("goodstanding.standing.simulating") / "compare.sql"
    return file.read_text(encoding="utf-8")


def moves(duck: Duck) -> tuple[Move, ...]:
    """Return the matrix of levels, best first, without its empty cells."""
    rows = duck.execute(
        "select level_before, level_after, count(*) from compared"
        " group by all order by min(rank_before), min(rank_after), level_before, level_after"
    ).fetchall()
    return tuple(Move(before=b, after=a, partners=n) for b, a, n in rows)


def totals(duck: Duck) -> tuple[int, int, int, int, int]:
    """Return how many partners there are, better, worse, and with a fact missing on each side."""
    row = duck.execute(
        f"select count(*), count(*) filter ({_BETTER}), count(*) filter ({_WORSE}),"  # noqa: S608 -- our own words
        " count(*) filter (unknown_before > 0), count(*) filter (unknown_after > 0)"
        f" from {_JOINED}"
    ).fetchone()
    assert row is not None  # an aggregate gives one row
    partners, better, worse, before, after = row
    return partners, better, worse, before, after


def groups(duck: Duck) -> tuple[Group, ...]:
    """Return who moves by tier, country and number of people."""
    counted: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    rows = duck.execute(
        f"select tier, country, people, count(*), count(*) filter ({_BETTER}),"  # noqa: S608 -- our own words
        f" count(*) filter ({_WORSE}) from {_JOINED} group by all"
    ).fetchall()
    for tier, country, people, *numbers in rows:
        for kind, name in (("tier", tier), ("country", country), ("size", band_of(people))):
            sums = counted[kind, name]
            for place, number in enumerate(numbers):
                sums[place] += number
    order = {"tier": 0, "country": 1, "size": 2}
    return tuple(
        Group(kind=kind, name=name, partners=all_, better=better, worse=worse)
        for (kind, name), (all_, better, worse) in sorted(
            counted.items(), key=lambda item: (order[item[0][0]], -item[1][0], item[0][1])
        )
    )


def unknowns(duck: Duck) -> tuple[Unknown, ...]:
    """Return for which duties a fact is missing, and of how many partners."""
    part = (
        "select source, coalesce(note, '') as note, partner_id, {side} as side from {table}"
        " where kind <> 'partner' and status = 'unknown'"
        " and partner_id in (select partner_id from compared)"
    )
    rows = duck.execute(
        "select source, note, count(distinct case when side = 0 then partner_id end),"  # noqa: S608 -- our own words
        " count(distinct case when side = 1 then partner_id end)"
        f" from ({part.format(side=0, table=BEFORE)} union all"
        f" {part.format(side=1, table=AFTER)}) t group by source, note order by source, note"
    ).fetchall()
    return tuple(Unknown(source=s, note=n, before=b, after=a) for s, n, b, a in rows)


def examples(duck: Duck, *, most: int) -> tuple[Example, ...]:
    """Return the first partners of each move, the furthest fallen first, then by identifier."""
    rows = duck.execute(
        "select cast(c.partner_id as text), c.tier, c.country, c.people, c.level_before,"  # noqa: S608 -- our own words
        f" c.level_after from {_JOINED} where {_WORSE} or {_BETTER}"
        " qualify row_number() over"
        " (partition by c.level_before, c.level_after order by c.partner_id) <= ?"
        " order by c.rank_after - coalesce(t.rank, c.rank_before) desc,"
        " c.level_before, c.level_after, c.partner_id",
        [most],
    ).fetchall()
    reasons = _reasons(duck, [row[0] for row in rows])
    return tuple(
        Example(
            partner_id=partner_id,
            tier=tier,
            country=country,
            people=people,
            before=before,
            after=after,
            reasons=reasons.get(partner_id, ()),
        )
        for partner_id, tier, country, people, before, after in rows
    )


def _reasons(duck: Duck, partner_ids: list[str]) -> dict[str, tuple[Reason, ...]]:
    """Return every reason that is not the same on both sides, by partner."""
    before, after = (_sides(duck, table, partner_ids) for table in (BEFORE, AFTER))
    found = defaultdict(list)
    for key in sorted(before.keys() | after.keys()):
        partner_id, kind, source, unit, _ = key
        if before.get(key) != after.get(key):
            found[partner_id].append(
                Reason(
                    kind=kind,
                    source=source,
                    unit=unit,
                    before=before.get(key),
                    after=after.get(key),
                )
            )
    return {partner_id: tuple(rows) for partner_id, rows in found.items()}


def _sides(duck: Duck, table: str, partner_ids: list[str]) -> dict[tuple[str, ...], Side]:
    """Return the rows about some partners; where several are about a unit, in their order."""
    rows: list[Any] = duck.execute(
        "select cast(partner_id as text), kind, source, coalesce(unit, ''), cast(row_number()"  # noqa: S608 -- our own words
        " over (partition by partner_id, kind, source, unit order by fact) as text),"
        f" {_SIDE} from {table} where kind <> 'partner'"
        " and partner_id in (select unnest(cast(? as uuid[])))",
        [partner_ids],
    ).fetchall()
    return {
        tuple(key): Side(
            status=status,
            level=level,
            note=note,
            due_at="" if due_us is None else (_EPOCH + timedelta(microseconds=due_us)).isoformat(),
            have=have,
            need=need,
        )
        for *key, status, level, note, due_us, have, need in rows
    }
