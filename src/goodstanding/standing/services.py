"""Keeping computed standing: on every change, and when an instant has come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Q

from goodstanding.programs.selectors import next_effect, version_in_force
from goodstanding.standing import engine
from goodstanding.standing.models import PartnerStanding, ProgramEpoch
from goodstanding.values.keys import PartnerKey

#: More partners than this in one transaction are recomputed in the background. A chunk of an
#: import is within it: set-based, it costs less than making the whole program stale.
REACH_MAX = 1_000
SWEEP_CHUNK = 500


def epoch_of(program_id: UUID) -> int:
    """Return the program's epoch: stored answers of an earlier one are stale."""
    row = ProgramEpoch.objects.filter(pk=program_id).values_list("epoch", flat=True).first()
    return row if row is not None else 0


def raise_epoch(program_id: UUID) -> int:
    """Make every stored answer of a program stale, and return the new epoch."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO standing_programepoch AS e (program_id, epoch) VALUES (%s, 1) "
            "ON CONFLICT (program_id) DO UPDATE SET epoch = e.epoch + 1 RETURNING epoch",
            [program_id],
        )
        return int(cursor.fetchone()[0])


def lock(keys: Sequence[PartnerKey]) -> None:
    """Make writers of the same partners queue here, in key order, so that none deadlock.

    A statement of its own, after the facts and before they are read: whoever waited here sees
    what the one before has committed.
    """
    ordered = sorted(keys)
    arrays = [[key.program_id for key in ordered], [key.partner_id for key in ordered]]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO standing_partnerstanding (program_id, partner_id, level, rank, status, "
            "note, unknown, epoch) SELECT k.program_id, k.partner_id, '', 0, '', '', 0, 0 "
            "FROM unnest(%s::uuid[], %s::uuid[]) AS k(program_id, partner_id) "
            "ON CONFLICT DO NOTHING",
            arrays,
        )
        cursor.execute(
            "SELECT 1 FROM standing_partnerstanding s "
            "JOIN unnest(%s::uuid[], %s::uuid[]) AS k(program_id, partner_id) "
            "USING (program_id, partner_id) "
            "ORDER BY s.program_id, s.partner_id FOR NO KEY UPDATE OF s",
            arrays,
        )


def recompute(keys: Sequence[PartnerKey], *, as_of: datetime) -> None:
    """Work out the standing of partners at ``as_of`` and keep it, within the open transaction."""
    lock(keys)
    for program_id, group in groupby(sorted(keys), key=lambda key: key.program_id):
        partner_ids = [key.partner_id for key in group]
        version = version_in_force(program_id, as_of=as_of)
        epoch = epoch_of(program_id)
        if version is not None:
            engine.recompute(version, partner_ids, as_of=as_of, epoch=epoch)
        else:  # Before the first rule book nothing is asked of anybody.
            PartnerStanding.objects.filter(
                program_id=program_id, partner_id__in=partner_ids
            ).update(
                epoch=epoch,
                computed_at=as_of,
                next_change_at=next_effect(program_id, after=as_of),
            )


def behind(*, at: datetime) -> Q:
    """Return the condition under which a stored answer no longer counts at ``at``."""
    return (
        Q(computed_at=None)
        | Q(next_change_at__lte=at)
        | Q(epoch__lt=F("program__standing_epoch__epoch"))
    )


def sweep(*, at: datetime) -> int:
    """Recompute what time or a wide change has made stale; return how many partners.

    A convenience, never correctness: readers recompute on the spot whatever is behind. Several
    sweeps may run at once; each takes rows no other holds.
    """
    swept = 0
    while True:
        with transaction.atomic():
            stale = list(
                PartnerStanding.objects.select_for_update(
                    no_key=True, skip_locked=True, of=("self",)
                )
                .filter(behind(at=at))
                .order_by("program_id", "partner_id")
                .values_list("program_id", "partner_id")[:SWEEP_CHUNK]
            )
            if not stale:
                return swept
            recompute([PartnerKey(*key) for key in stale], as_of=at)
            swept += len(stale)


def cover_everybody(program_id: UUID) -> None:
    """Make sure every partner of a program has a row for the sweep to find."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO standing_partnerstanding (program_id, partner_id, level, rank, status, "
            "note, unknown, epoch) SELECT m.program_id, m.partner_id, '', 0, '', '', 0, 0 "
            "FROM partners_membership m WHERE m.program_id = %s AND NOT EXISTS (SELECT 1 "
            "FROM standing_partnerstanding s "
            "WHERE (s.program_id, s.partner_id) = (m.program_id, m.partner_id)) "
            "ON CONFLICT DO NOTHING",
            [program_id],
        )
