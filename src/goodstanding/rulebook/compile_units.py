"""What the standing text groups the places of a unit by.

That is the identifier of an entity or a location as it is in the facts, because identifiers are
compared faster than the texts in which ``units`` names them. Only a pack with duties per region
needs a second column beside it, for the region.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from goodstanding.rulebook.pack import REGIONAL, Pack, Pass
from goodstanding.rulebook.phrases import Duration
from goodstanding.rulebook.sql import NotCompiledError

HOURS_A_DAY = 24
#: An identifier nothing has, which is equal to itself.
_NOBODY = "cast('00000000-0000-0000-0000-000000000000' as uuid)"


def _unit_of(ob: str, row: str) -> str:
    return (
        f"case {ob}.unit_kind when 1 then {row}.entity when 2 then {row}.place"
        f" when 3 then ':' || {row}.region when 4 then {row}.entity || ':' || {row}.region"
        " else '' end"
    )


#: What every pack's units are grouped by: an entity, a location, else the partner.
_UNITS: Mapping[str, Callable[..., str]] = {
    "unit_id": lambda ob, row: (
        f"case when {ob}.unit_kind in (1, 4) then {row}.entity_id"
        f" when {ob}.unit_kind = 2 then {row}.location_id else {row}.partner_id end"
    ),
    "unit_fits": lambda row: (
        f"case when {row}.unit_kind in (1, 4) then {row}.unit_id else {_NOBODY} end"
    ),
    "fact_fits": lambda ob, row: (
        f"case when {ob}.unit_kind in (1, 4) then {row}.entity_id else {_NOBODY} end"
    ),
    "unit_of": _unit_of,
}
#: Only where no duty is of a region: then nothing is said of one.
_WHOLE: Mapping[str, Callable[..., str]] = {
    "part": lambda _row: "",
    "part_of": lambda _ob, _row: "",
    "no_part": lambda _row: "",
    "same_part": lambda _one, _other: "",
    "unit_name": lambda row: (
        f"case when {row}.unit_kind = 0 then '' else cast({row}.unit_id as text) end"
    ),
    "unit_region": lambda row: f"{row}.region",
}
#: The part of a unit that lies in a region; none of a unit that is not of a region.
_REGIONAL: Mapping[str, Callable[..., str]] = {
    "part": lambda row: f", {row}.part",
    "part_of": lambda ob, row: (
        f", case when {ob}.unit_kind >= 3 then coalesce({row}.region, '') else '' end as part"
    ),
    "no_part": lambda _row: ", '' as part",
    "same_part": lambda one, other: f"and {one}.part = {other}.part",
    "unit_name": lambda row: (
        f"case {row}.unit_kind when 0 then '' when 3 then ':' || {row}.part"
        f" when 4 then cast({row}.unit_id as text) || ':' || {row}.part"
        f" else cast({row}.unit_id as text) end"
    ),
    "unit_region": lambda row: (
        f"case when {row}.unit_kind >= 3 then nullif({row}.part, '') else {row}.region end"
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
    """Return the phrases for the units of a pack's duties.

    ``@unit_id`` is the identifier they are known by in the text, with ``@part``, a column more,
    where the pack has duties per region; ``@unit_of`` is how the result names the unit that a
    place with its entity and region is part of.
    """
    regional = any(each.per in REGIONAL for each in pack.obligations)
    return {**_UNITS, **(_REGIONAL if regional else _WHOLE)}
