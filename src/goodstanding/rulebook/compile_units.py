"""What the standing text groups the places of a unit by.

Mostly that is the identifier of an entity or a location, as it is in the facts: identifiers are
compared faster than texts. Only a pack with duties per region needs the text of the name, which
``units`` describes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from goodstanding.rulebook.pack import REGIONAL, Pack, Pass
from goodstanding.rulebook.phrases import Duration
from goodstanding.rulebook.sql import NotCompiledError

HOURS_A_DAY = 24


def _unit_of(ob: str, row: str) -> str:
    return (
        f"case {ob}.unit_kind when 1 then {row}.entity when 2 then {row}.place"
        f" when 3 then ':' || {row}.region when 4 then {row}.entity || ':' || {row}.region"
        " else '' end"
    )


_IDENTIFIERS: Mapping[str, Callable[..., str]] = {
    "unit_id": lambda ob, row: (
        f"case {ob}.unit_kind when 1 then {row}.entity_id when 2 then {row}.location_id end"
    ),
    "no_unit_id": lambda row: f"nullif({row}.partner_id, {row}.partner_id)",
    "unit_key": lambda row: f"coalesce({row}.unit_id, {row}.partner_id)",
    "unit_fits": lambda row: (
        f"case when {row}.unit_kind = 1 then {row}.unit_key else {row}.partner_id end"
    ),
    "fact_fits": lambda ob, row: (
        f"case when {ob}.unit_kind = 1 then {row}.entity_id else {row}.partner_id end"
    ),
}
_NAMES: Mapping[str, Callable[..., str]] = {
    "unit_id": lambda ob, row: (
        f"case {ob}.unit_kind when 1 then cast({row}.entity_id as text)"
        f" when 2 then cast({row}.location_id as text)"
        f" when 3 then ':' || coalesce({row}.region, '')"
        f" when 4 then cast({row}.entity_id as text) || ':' || coalesce({row}.region, '') end"
    ),
    "no_unit_id": lambda _row: "cast(null as text)",
    "unit_key": lambda row: f"coalesce({row}.unit_id, '')",
    "unit_fits": lambda row: f"case when {row}.unit_kind = 1 then {row}.unit_key else '' end",
    "fact_fits": lambda ob, row: (
        f"case when {ob}.unit_kind = 1 then cast({row}.entity_id as text) else '' end"
    ),
}


def rejoined(pack: Pack, row: str) -> str:
    """Return how long somebody is away before coming back is joining anew, by the row's duty."""
    gaps = {
        number: each.verb.grace_rejoined
        for number, each in enumerate(pack.obligations, start=1)
        if isinstance(each.verb, Pass)
    }
    cases = " ".join(f"when {ob} then {_span(gap)}" for ob, gap in gaps.items())
    return f"case {row}.ob {cases} end" if len(set(gaps.values())) > 1 else _span(gaps.popitem()[1])


def _span(gap: Duration) -> str:
    if gap.months or gap.workdays:
        raise NotCompiledError(f"“{gap}” is no time between two instants. Give days or weeks.")
    return f"{gap.days * HOURS_A_DAY} * interval '1 hour'"


def unit_phrases(pack: Pack) -> Mapping[str, Callable[..., str]]:
    """Return the phrases for a pack's duties: ``@unit_id``, ``@no_unit_id``, ``@unit_key``.

    Beside them, ``@unit_of`` is how the result names the unit that a place with its entity and
    region is part of.
    """
    regional = any(each.per in REGIONAL for each in pack.obligations)
    return {**(_NAMES if regional else _IDENTIFIERS), "unit_of": _unit_of}
