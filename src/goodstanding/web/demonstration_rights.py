"""What the locations of the invented companies are authorized to do, brought in by a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from goodstanding.evidence.dated import in_force
from goodstanding.partners.models import ImportKind, LocationProfile
from goodstanding.partners.rules.plans import Mode
from goodstanding.partners.services.applying import apply_import
from goodstanding.partners.services.staging import receive_file, stage_import
from goodstanding.programs.models import Program
from goodstanding.values.actor import Actor
from goodstanding.values.days import add_months
from goodstanding.web.demonstration_data import SEED, resellers

AUTHORIZATION = "reseller"
HEADER = ("location id:goodstanding", "authorization", "granted on")
#: Every so many resellers is not authorized, or was so exactly some years ago this week: where it
#: has a duty open by then, its authorization is in trouble.
WITHOUT_EVERY, TESTED_EVERY = 20, 9
_YEAR_MONTHS = 12
_AGE_DAYS = (60, 1_500)
#: The companies of the tour are tested well after anybody looks around.
_TOUR = {"R-1001": 100, "R-1002": 220, "R-1003": 340}


def bring_in_authorizations(
    program: Program, known: Mapping[str, UUID], *, actor: Actor, at: datetime, today: date
) -> None:
    """Import since when each reseller's locations may sell; ``today`` is when somebody looks."""
    received = receive_file(
        program.pk,
        file_name="authorizations.csv",
        content=_csv(known, at=at, today=today),
        mode=Mode.STOP,
        kind=ImportKind.AUTHORIZATIONS,
        actor=actor,
        at=at,
    )
    staged = stage_import(received.pk, chosen={}, at=at)
    apply_import(staged.pk, actor=actor, at=at)


def granted_on(place: int, number: str, *, today: date, random: Random) -> date | None:
    """Return since when a reseller's locations may sell; None where they may not.

    Args:
        place: Which reseller it is, from zero.
        number: Its number.
        today: When somebody looks.
        random: What the day is drawn from where nothing else says it.
    """
    if number in _TOUR:
        return add_months(today + timedelta(days=_TOUR[number]), -2 * _YEAR_MONTHS)
    if place % WITHOUT_EVERY == WITHOUT_EVERY - 1:
        return None
    if place % TESTED_EVERY == TESTED_EVERY - 2:
        return add_months(today - timedelta(days=random.randint(1, 5)), -_YEAR_MONTHS)
    return today - timedelta(days=random.randint(*_AGE_DAYS))


def _csv(known: Mapping[str, UUID], *, at: datetime, today: date) -> bytes:
    random = Random(SEED)  # noqa: S311 -- an invented world is no secret.
    places: dict[UUID, list[UUID]] = {}
    for profile in LocationProfile.objects.filter(in_force(at)).order_by("location_id"):
        places.setdefault(profile.partner_id, []).append(profile.location_id)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADER)
    for place, invented in enumerate(resellers()):
        day = granted_on(place, invented.number, today=today, random=random)
        if day is not None:
            writer.writerows(
                (location_id, AUTHORIZATION, day)
                for location_id in places.get(known[invented.number], ())
            )
    return text.getvalue().encode()
