"""What a pack says of anniversaries: which duties fall due by one, and what must be attained."""

from __future__ import annotations

from collections.abc import Iterator

from goodstanding.rulebook.pack import Attain, Obligation, Pack
from goodstanding.rulebook.phrases import MONTHS_A_YEAR, Anchor, Duration
from goodstanding.rulebook.sql import SqlType, table

_INTEGER, _TEXT = SqlType.INTEGER, SqlType.TEXT


def anniversaries_of(pack: Pack) -> tuple[Obligation, ...]:
    """Return the duties that fall due by an anniversary, or are about what comes before one."""
    return tuple(
        o
        for o in pack.obligations
        if isinstance(o.verb, Attain) or (o.due and o.due.anchor is Anchor.ANNIVERSARY)
    )


def dated_by_anniversary(pack: Pack) -> bool:
    """Return whether some duty has a due day that its verb does not know by itself.

    What is attained is tested on anniversaries, so that its own day is one already.
    """
    return any(
        not isinstance(o.verb, Attain) or (o.due and o.due.after) for o in anniversaries_of(pack)
    )


def anniversary_tables(pack: Pack, numbered: list[tuple[int, Obligation]]) -> Iterator[str]:
    """Yield the tables of anniversaries and of what must be attained, where a pack has any."""
    after = {o.name: (o.due and o.due.after) or Duration() for o in anniversaries_of(pack)}
    if after:
        yield table(
            "anniversaries",
            {"ob": _INTEGER, "after_months": _INTEGER, "after_days": _INTEGER},
            [
                (ob, after[o.name].months, after[o.name].days)
                for ob, o in numbered
                if o.name in after
            ],
        )
    attains = [(ob, o.verb) for ob, o in numbered if isinstance(o.verb, Attain)]
    if attains:
        yield table(
            "attains",
            {
                "ob": _INTEGER,
                "metric": _TEXT,
                "months": _INTEGER,
                "least": SqlType.BIGINT,
                "currency": _TEXT,
            },
            [(ob, v.metric, v.months, v.least.amount_minor, v.least.currency) for ob, v in attains],
        )
        most = max(verb.months for _, verb in attains)
        # A month counts for this many anniversaries at most; mostly one.
        yield table("shifts", {"shift": _INTEGER}, [(n,) for n in range(-(-most // MONTHS_A_YEAR))])
