"""An outcome as text for a terminal, and as rows for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from goodstanding.standing.simulating.names import (
    level_title,
    measure_text,
    rung_title,
    side_text,
    source_title,
    unit_title,
)
from goodstanding.standing.simulating.outcome import (
    Day,
    Example,
    Outcome,
    PastDecision,
    Side,
    Unknown,
)
from goodstanding.standing.words import note_text
from goodstanding.ui.dates import day_text, instant_text

_MEASURES = "; "


def as_table(outcome: Outcome, *, names: Mapping[str, str]) -> str:
    """Return what a person reads, in the words of the page; ``names`` are those of partners."""
    facts_at = instant_text(datetime.fromisoformat(outcome.facts_at), "UTC")
    parts = [f"Version {outcome.number} of {outcome.program}, tried on the facts of {facts_at}."]
    for day in outcome.days:
        parts.extend(_day(day, outcome, names))
    parts.extend(_decisions(outcome.decisions, names))
    return _breaking("\n".join(parts))


def as_csv(outcome: Outcome) -> str:
    """Return the figures as rows: what is counted, on which day, and how many partners.

    Names are codes, as in the rule book, so that they stay what they are when a title changes.
    """
    file = io.StringIO()
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(["day", "what", "name", "before", "after", "partners", "better", "worse"])
    for day in outcome.days:
        for move in day.moves:
            rows.writerow([day.on, "level", "", move.before, move.after, move.partners, "", ""])
        for group in day.groups:
            rows.writerow(
                [day.on, group.kind, group.name, "", "", group.partners, group.better, group.worse]
            )
        for unknown in day.unknowns:
            name = f"{unknown.source}: {unknown.note}"
            rows.writerow([day.on, "unknown", name, unknown.before, unknown.after, "", "", ""])
    for one in outcome.decisions:
        rows.writerow([one.on, "decision", one.case_id, one.before, one.after, 1, "", ""])
    return file.getvalue()


def _day(day: Day, outcome: Outcome, names: Mapping[str, str]) -> Iterable[str]:
    against = "no rules" if day.number is None else f"version {day.number}"
    on = _day_text(day.on)
    yield ""
    yield f"{on}, against {against}: {day.partners:,} partners, {day.worse:,} would stand worse,"
    yield f"{day.better:,} better. A fact is missing of {day.unknown_before:,} by the"
    yield f"rules in force on the day, of {day.unknown_after:,} by these."
    yield ""
    yield from _grid(
        ["from \\ to", *(level_title(level, outcome.titles) for level in outcome.levels_after)],
        [
            [
                level_title(before, outcome.titles),
                *(_cell(day, before=before, after=after) for after in outcome.levels_after),
            ]
            for before in _befores(day, outcome)
        ],
    )
    yield ""
    yield from _grid(
        ["who", "partners", "worse", "better"],
        [
            [f"{one.kind} {one.name}", f"{one.partners:,}", f"{one.worse:,}", f"{one.better:,}"]
            for one in day.groups
        ],
    )
    if day.unknowns:
        yield ""
        yield from _grid(
            ["unknown, because", "now", "then"],
            [[_unknown(one, outcome), one.before, one.after] for one in day.unknowns],
        )
    for example in day.examples:
        yield ""
        yield from _example(example, outcome, names)


def _unknown(one: Unknown, outcome: Outcome) -> str:
    return f"{source_title(one.source, outcome.sources)} {note_text(one.note)}".rstrip()


def _befores(day: Day, outcome: Outcome) -> list[str]:
    there = {move.before for move in day.moves}
    return [one for one in ("", *outcome.levels_before) if one in there]


def _cell(day: Day, *, before: str, after: str) -> str:
    found = [one.partners for one in day.moves if (one.before, one.after) == (before, after)]
    return f"{found[0]:,}" if found else "."


def _example(example: Example, outcome: Outcome, names: Mapping[str, str]) -> Iterable[str]:
    name = names.get(example.partner_id, example.partner_id)
    yield (
        f"{name} ({example.tier}, {example.country}, {example.people} people): "
        f"{level_title(example.before, outcome.titles)} -> "
        f"{level_title(example.after, outcome.titles)}"
    )
    for reason in example.reasons:
        whose = unit_title(reason.unit, names)
        yield f"  {source_title(reason.source, outcome.sources)}{f' {whose}.' if whose else ''}"
        yield f"    in force: {_side(reason.before, outcome)}"
        yield f"    by these: {_side(reason.after, outcome)}"


def _side(side: Side | None, outcome: Outcome) -> str:
    if side is None:
        return "not asked"
    return side_text(
        status=side.status,
        level=level_title(side.level, outcome.titles),
        note=side.note,
        due_at=side.due_at,
    )


def _decisions(decisions: Sequence[PastDecision], names: Mapping[str, str]) -> Iterable[str]:
    if not decisions:
        return
    other = sum(one.before != one.after for one in decisions)
    yield ""
    yield f"Of {len(decisions)} past decisions, {other} would be recommended otherwise."
    yield ""
    yield from _grid(
        ["decided", "partner", "recommended", "would be", "measures then"],
        [
            [
                _day_text(one.on),
                names.get(one.partner_id, one.partner_id),
                rung_title(one.before),
                rung_title(one.after),
                _MEASURES.join(measure_text(each) for each in one.measures_after),
            ]
            for one in decisions
        ],
    )


def _day_text(on: str) -> str:
    """Return a day as the pages write it."""
    return day_text(date.fromisoformat(on))


def _breaking(text: str) -> str:
    """Return a text with spaces that a terminal can break, and that can be typed."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def _grid(head: Sequence[object], rows: Sequence[Sequence[object]]) -> Iterable[str]:
    """Yield lines with their columns one below the other, numbers at the end of theirs."""
    cells = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(len(row[place]) for row in cells) for place in range(len(head))]
    for row in cells:
        first, *others = (
            text.ljust(width) if place == 0 or not _is_number(rows, place) else text.rjust(width)
            for place, (text, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join((first, *others)).rstrip()


def _is_number(rows: Sequence[Sequence[object]], place: int) -> bool:
    return all(
        str(row[place]).replace(",", "").replace(".", "").isdigit() or row[place] == "."
        for row in rows
    )
