"""An outcome as its page shows it: one day, one way to group, one move at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext

from goodstanding.standing.simulating.names import (
    level_title,
    measure_text,
    rung_title,
    side_text,
    source_title,
    unit_title,
)
from goodstanding.standing.words import note_text
from goodstanding.ui.components import Chip
from goodstanding.ui.dates import day_text

KINDS = ("tier", "country", "size")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """How many partners make one move, none where it is 0; ``url`` shows some of them."""

    label: str
    partners: int
    stays: bool
    url: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRow:
    """Who stood at one level, by where they would stand."""

    level: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One day of an outcome, as far as the address asks for it."""

    day: Mapping[str, Any]
    on: str  #: The day, as people write it.
    is_last: bool  #: Examples are kept of the last day.
    levels: tuple[str, ...]
    matrix: tuple[MatrixRow, ...]
    groups: tuple[Mapping[str, Any], ...]
    unknowns: tuple[Mapping[str, Any], ...]
    examples: tuple[Mapping[str, Any], ...]
    days: tuple[Chip, ...]
    kinds: tuple[Chip, ...]
    decisions: tuple[Mapping[str, Any], ...]
    otherwise: int  #: Past decisions that would be recommended otherwise.
    is_filtered: bool


def show(result: Mapping[str, Any], asked: Mapping[str, str], names: Mapping[str, str]) -> Shown:
    """Return what a page shows of an outcome; an unknown choice in the address is the usual one."""
    days = {day["on"]: day for day in result["days"]}
    on = asked.get("on", "")
    day = days.get(on) or result["days"][-1]
    kind = asked.get("by", "") if asked.get("by") in KINDS else KINDS[0]
    move = (asked.get("from", ""), asked.get("to", ""))
    moves = {(one["before"], one["after"]) for one in day["moves"]}
    chosen = move if "from" in asked and move in moves else None

    def url(**other: str) -> str:
        said = {"on": day["on"], "by": kind, **other}
        return "?" + urlencode(said)

    title = _title_of(result)
    examples = [
        one
        for one in result["days"][-1]["examples"]
        if chosen is None or (one["before"], one["after"]) == chosen
    ]
    return Shown(
        day=day,
        on=day_text(date.fromisoformat(day["on"])),
        is_last=day is result["days"][-1],
        levels=tuple(title(level) for level in result["levels_after"]),
        matrix=_matrix(result, day, chosen, url),
        groups=tuple(one for one in day["groups"] if one["kind"] == kind),
        unknowns=tuple(_unknown(one, result) for one in day["unknowns"]),
        examples=tuple(_example(one, result, names, title) for one in examples),
        days=_days(result, day["on"], url),
        kinds=tuple(
            Chip(label=word, url=url(by=one), current=one == kind)
            for one, word in zip(
                KINDS,
                (gettext("By tier"), gettext("By country"), gettext("By number of people")),
                strict=True,
            )
        ),
        decisions=tuple(
            _decision(one, names.get(one["partner_id"], "")) for one in result["decisions"]
        ),
        otherwise=sum(one["before"] != one["after"] for one in result["decisions"]),
        is_filtered=chosen is not None,
    )


def _days(result: Mapping[str, Any], on: str, url: Callable[..., str]) -> tuple[Chip, ...]:
    return tuple(
        Chip(
            label=day_text(date.fromisoformat(day["on"])),
            url=url(on=day["on"]),
            count=day["better"] + day["worse"],
            current=day["on"] == on,
        )
        for day in result["days"]
    )


def _decision(one: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    return {
        **one,
        "name": name,
        "day": day_text(date.fromisoformat(one["on"])),
        "decided": rung_title(one["decided"]),
        "before": rung_title(one["before"]),
        "after": rung_title(one["after"]),
        "measures_after": tuple(measure_text(each) for each in one["measures_after"]),
    }


def _title_of(result: Mapping[str, Any]) -> Callable[[str], str]:
    titles: Mapping[str, str] = result["titles"]
    return lambda level: level_title(level, titles)


def _matrix(
    result: Mapping[str, Any],
    day: Mapping[str, Any],
    chosen: tuple[str, str] | None,
    url: Callable[..., str],
) -> tuple[MatrixRow, ...]:
    counted = {(one["before"], one["after"]): one["partners"] for one in day["moves"]}
    title, last = _title_of(result), result["days"][-1]["on"] == day["on"]
    befores = [
        level for level in ("", *result["levels_before"]) if any(b == level for b, _ in counted)
    ]
    return tuple(
        MatrixRow(
            level=title(before),
            cells=tuple(
                Cell(
                    label=title(after),
                    partners=counted.get((before, after), 0),
                    stays=before in {after, ""},
                    url=url(**{"from": before, "to": after}) + "#examples" if last else "",
                    current=(before, after) == chosen,
                )
                for after in result["levels_after"]
            ),
        )
        for before in befores
    )


def _duty(result: Mapping[str, Any], source: str) -> str:
    return source_title(source, result.get("sources", {}))


def _unknown(one: Mapping[str, Any], result: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**one, "title": _duty(result, one["source"]), "why": note_text(one["note"])}


def _moves_nothing(reason: Mapping[str, Any]) -> tuple[bool, bool]:
    """Return what puts the reasons first that have another level, then those otherwise met."""
    before, after = reason["before"] or {}, reason["after"] or {}
    return (
        before.get("level") == after.get("level"),
        before.get("status") == after.get("status"),
    )


def _example(
    one: Mapping[str, Any],
    result: Mapping[str, Any],
    names: Mapping[str, str],
    title: Callable[[str], str],
) -> Mapping[str, Any]:
    reasons = [
        {
            **reason,
            "title": _duty(result, reason["source"]),
            "whose": unit_title(reason["unit"], names),
            "was": _side(reason["before"], title),
            "would": _side(reason["after"], title),
        }
        for reason in sorted(one["reasons"], key=_moves_nothing)
    ]
    return {
        **one,
        "name": names.get(one["partner_id"], one["partner_id"]),
        "was": title(one["before"]),
        "would": title(one["after"]),
        "reasons": reasons,
    }


def _side(side: Mapping[str, Any] | None, title: Callable[[str], str]) -> str:
    if side is None:
        return gettext("not asked")
    return side_text(
        status=side["status"],
        level=title(side["level"]),
        note=side["note"],
        due_at=side["due_at"],
    )
