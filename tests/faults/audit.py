"""Whether stored standing is what the rule book says: run as a program, it prints JSON.

``python -m tests.faults.audit`` needs the environment of a running installation.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from itertools import islice
from typing import Any
from uuid import UUID

import django

CHUNK = 500
WHOLE = ("status", "level", "rank", "have", "need", "due_at", "note")
REASON = ("kind", "source", "unit", "fact", "turns_at", *WHOLE)


def audit() -> dict[str, int]:
    """Recompute every partner anew and count those whose stored rows say anything else."""
    from goodstanding.programs.models import Program
    from goodstanding.programs.selectors import version_in_force
    from goodstanding.standing.models import PartnerStanding
    from goodstanding.standing.services import behind, sweep
    from goodstanding.values import clock

    sweep(at=clock.now())
    program = Program.objects.get()
    stored = PartnerStanding.objects.filter(program=program)
    partner_ids = iter(list(stored.values_list("partner_id", flat=True)))
    at = clock.now()
    version = version_in_force(program.pk, as_of=at)
    wrong = checked = 0
    while chunk := list(islice(partner_ids, CHUNK)):
        wrong += _wrong(version, chunk, at=at)
        checked += len(chunk)
    return {"behind": stored.filter(behind(at=at)).count(), "checked": checked, "wrong": wrong}


def _wrong(version: Any, partner_ids: Sequence[UUID], *, at: Any) -> int:
    """Count partners of whom the stored rows and the rule book's answer differ."""
    from goodstanding.standing import engine
    from goodstanding.standing.models import PartnerStanding, StandingReason

    told: dict[UUID, set[tuple[object, ...]]] = {each: set() for each in partner_ids}
    kept: dict[UUID, set[tuple[object, ...]]] = {each: set() for each in partner_ids}
    for row in engine.answer(version, partner_ids, as_of=at):
        names = WHOLE if row.kind == "partner" else REASON
        told[row.partner_id].add(_values(row, names))
    for whole in PartnerStanding.objects.filter(partner_id__in=partner_ids):
        kept[whole.partner_id].add(_values(whole, WHOLE))
    for reason in StandingReason.objects.filter(partner_id__in=partner_ids):
        kept[reason.partner_id].add(_values(reason, REASON))
    return sum(told[each] != kept[each] for each in partner_ids)


def _values(row: object, names: Sequence[str]) -> tuple[object, ...]:
    return tuple(getattr(row, name) or "" for name in names)


if __name__ == "__main__":
    django.setup()
    json.dump(audit(), sys.stdout)
