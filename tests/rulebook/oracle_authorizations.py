"""What grants need and what becomes of them, worked out by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from goodstanding.rulebook.pack import Authorization, Unit

from .oracle import Duty, Partner, earliest, over, unit_name
from .oracle_anniversaries import anniversaries, grants_held
from .oracle_workdays import calendar_of, rolled
from .worlds import Answer, Fact


class Judged(NamedTuple):
    """A duty, its row, and the local day it falls due."""

    duty: Duty
    row: Answer
    due_on: date | None
    counted_on: date | None  #: The same day, had none moved to a working day.


def authorization_rows(partner: Partner, judged: list[Judged]) -> list[Answer]:
    """Return one row for each grant that holds of an authorization of the pack."""
    return [
        _row(partner, authorization, grant, place, judged)
        for authorization in partner.pack.authorizations
        for grant, place in grants_held(partner)
        if grant["name"] == authorization.name
    ]


def _about(one: Judged, place: Fact) -> bool:
    """Return whether a duty asks something of a location, its entity or its partner."""
    return one.duty.of_partner or one.row.unit in {unit_name(per, place) for per in Unit}


def _needs(
    authorization: Authorization, place: Fact, judged: list[Judged]
) -> tuple[int, list[Judged], list[Judged]]:
    """Return how many needs are met, and the rows of those that are not and of the others."""
    met = 0
    open_rows: list[Judged] = []
    met_rows: list[Judged] = []
    for need in authorization.needs:
        asked = [j for j in judged if j.row.source == need and _about(j, place)]
        unmet = [j for j in asked if j.row.status not in ("fulfilled", "waived")]
        met += not unmet
        open_rows += unmet
        met_rows += [j for j in asked if j not in unmet]
    return met, open_rows, met_rows


def _row(
    partner: Partner,
    authorization: Authorization,
    grant: Fact,
    place: Fact,
    judged: list[Judged],
) -> Answer:
    met, open_rows, met_rows = _needs(authorization, place, judged)
    zone = place["zone"]
    unsure = any(j.row.status == "unknown" for j in open_rows)
    counting = [j for j in open_rows if j.row.status != "unknown"] if open_rows else met_rows
    ready_on = earliest(j.counted_on for j in counting)
    moved_on = earliest(j.due_on for j in counting)
    due_on, due_at = None, None
    if ready_on is not None and moved_on is not None:
        due_on = max(next(anniversaries(grant["granted_on"], ready_on)), moved_on)
        calendar = calendar_of(partner, Unit.LOCATION, str(grant["location_id"]))
        due_on = rolled(partner, calendar, due_on)
        due_at = over(due_on, zone)
    if not open_rows:
        status = "fulfilled"
    elif due_at is not None and due_at <= partner.as_of:
        status = "overdue"
    else:
        status = "unknown" if unsure else "pending"
    instants: list[datetime | None] = [j.row.turns_at for j in open_rows + met_rows]
    rank, steps = _counted_down(partner, authorization, due_on, zone)
    instants += steps
    rank = rank if status == "overdue" else 0
    final = [v.rank for v in partner.pack.levels if v.name == grant["final_level"]]
    rank = max([rank, *final])
    return Answer(
        program_id=partner.program_id,
        partner_id=partner.partner_id,
        kind="authorization",
        source=authorization.name,
        unit=str(grant["location_id"]),
        status=status,
        level=partner.pack.levels[rank].name,
        rank=rank,
        have=None if status == "unknown" else met,
        need=None if status == "unknown" else len(authorization.needs),
        due_at=due_at,
        fact=str(grant["grant_id"]),
        note="final" if final else "not-in-pack" if grant["final_level"] else None,
        turns_at=partner.ahead([*instants, due_at]),
    )


def _counted_down(
    partner: Partner, authorization: Authorization, due_on: date | None, zone: str
) -> tuple[int, list[datetime]]:
    """Return the rank of the last step passed, and the instant of each step."""
    rank, instants = 0, []
    for step in partner.pack.countdown(authorization.countdown).steps:
        if due_on is not None:
            instants.append(over(due_on + timedelta(days=step.days), zone))
            level = partner.pack.level(step.level) if step.level else None
            # What is final is set by an act on record, and not by time.
            if level and not level.final and partner.reached(instants[-1]):
                rank = max(rank, level.rank)
    return rank, instants
