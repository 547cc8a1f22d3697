"""Taking final acts: ending an authorization for good, once every warning it owes was served.

What a countdown comes to by time alone is found out by ``settling``. Where a warning was not
served by then, or so late that the days to act on it run still, the act waits. It is taken when
these days are over: by what is known and so at that instant. Whoever was cured before is left
alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from goodstanding.evidence.dated import in_force
from goodstanding.notices.selectors.warnings import Warned, all_served_at, warnings_of
from goodstanding.partners.models import LocationProfile
from goodstanding.partners.services.granted_rows import zone_of_location
from goodstanding.partners.services.losing import FinalLevel, lose_authorization
from goodstanding.programs.models import PackVersion
from goodstanding.programs.selectors import pack_of
from goodstanding.rulebook.compile import Kind
from goodstanding.rulebook.compile_tables import Note
from goodstanding.rulebook.pack import Pack, Unit
from goodstanding.rulebook.units import units_of_place
from goodstanding.standing import engine
from goodstanding.standing.engine import Row
from goodstanding.standing.models import FinalActWaiting
from goodstanding.standing.rules.countdowns import (
    DatedStep,
    acts_from,
    final_step,
    warnings_owed,
)

_NOT_UNMET = frozenset({"fulfilled", "waived", "unknown"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A grant that failed its test, with the step of its countdown that ends it for good."""

    row: Row
    step: DatedStep


def ends_for_good(pack: Pack) -> bool:
    """Return whether the countdown of some authorization comes to a final level."""
    finals = {level.name for level in pack.levels if level.final}
    return any(
        step.level in finals
        for authorization in pack.authorizations
        for step in pack.countdown(authorization.countdown).levels
    )


def failing(rows: Sequence[Row], pack: Pack, *, at: datetime) -> Iterator[Reached]:
    """Yield the grants that failed their test and may end for good, whenever that is."""
    for row in rows:
        if row.kind != Kind.AUTHORIZATION or row.status != "overdue" or row.due_at is None:
            continue
        zone = zone_of_location(UUID(row.unit), at=at)
        step = final_step(pack, row.source, due_at=row.due_at, zone=zone)
        if step is not None and row.note != Note.FINAL:
            yield Reached(row=row, step=step)


def take_or_wait(
    reached: Reached, rows: Sequence[Row], version: PackVersion, *, instant: datetime, at: datetime
) -> bool:
    """End an authorization for good at the instant its countdown came to it, or let that wait.

    Return whether it ended. It waits where a warning it owes was not known as served then, or
    not for long enough to act on it.
    """
    row = reached.row
    assert row.fact is not None
    assert row.due_at is not None  # it failed its test
    warned = warnings_of(UUID(row.fact), due_at=row.due_at)
    owed = warnings_owed(pack_of(version), row.source)
    served_at = all_served_at(warned, owed)
    zone = zone_of_location(UUID(row.unit), at=instant)
    if served_at is not None and acts_from(served_at, owed, zone) <= instant:
        level = final_level(reached, rows, version, warned, instant=instant)
        return lose_authorization(level, at=at) is not None
    FinalActWaiting.objects.get_or_create(
        authorization_id=UUID(row.fact),
        due_at=row.due_at,
        defaults={
            "program_id": row.program_id,
            "partner_id": row.partner_id,
            "authorization": row.source,
            "reached_at": instant,
        },
    )
    return False


def answers(
    version: PackVersion, partner_ids: Sequence[UUID], *, as_of: datetime, known_at: datetime
) -> dict[UUID, list[Row]]:
    """Return what a version says of partners at an instant, as known at an instant."""
    rows: dict[UUID, list[Row]] = {partner_id: [] for partner_id in partner_ids}
    for row in engine.answer(version, partner_ids, as_of=as_of, known_at=known_at):
        rows[row.partner_id].append(row)
    return rows


def final_level(
    reached: Reached,
    rows: Sequence[Row],
    version: PackVersion,
    warned: Sequence[Warned],
    *,
    instant: datetime,
) -> FinalLevel:
    """Return what is put on record of an end for good: the rows say what was so at it."""
    row, pack = reached.row, pack_of(version)
    unmet, unknown = needs_not_met(row, rows, pack, instant=instant)
    owed = warnings_owed(pack, row.source)
    return FinalLevel(
        authorization_id=UUID(row.fact),
        level=reached.step.level.name,
        reached_at=instant,
        pack_version_id=version.pk,
        version=version.number,
        due_at=row.due_at,
        have=row.have,
        need=row.need,
        unmet=unmet,
        unknown=unknown,
        # Of another version's warnings some may never have been read: the act rests on its own.
        warnings=tuple(sorted({one.notice_id for one in warned if one.days in owed})),
    )


def needs_not_met(
    row: Row, rows: Sequence[Row], pack: Pack, *, instant: datetime
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the duties a location did not meet for a grant, and those nobody knew of."""
    units = _units_of(UUID(row.unit), at=instant)
    asked = {
        (other.source, other.status)
        for other in rows
        if other.kind == Kind.OBLIGATION
        and other.source in pack.authorization(row.source).needs
        and (pack.obligation(other.source).per is Unit.PARTNER or other.unit in units)
    }
    unmet = {name for name, status in asked if status not in _NOT_UNMET}
    unknown = {name for name, status in asked if status == "unknown"}
    return tuple(sorted(unmet)), tuple(sorted(unknown))


def _units_of(location_id: UUID, *, at: datetime) -> frozenset[str]:
    """Return what the units are called that a location is part of, as answers name them."""
    place = LocationProfile.objects.filter(in_force(at), location_id=location_id).first()
    if place is None:
        return frozenset({str(location_id)})
    return units_of_place(
        location=str(location_id), entity=str(place.entity_id), region=place.region
    )
