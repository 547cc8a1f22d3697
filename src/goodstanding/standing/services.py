"""Keeping computed standing: on every change, and when an instant has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q

from goodstanding.programs.selectors import next_effect, version_in_force
from goodstanding.rulebook.changes import frequent_change
from goodstanding.standing import engine
from goodstanding.standing.models import BulkRun, PartnerStanding, ProgramEpoch
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A partner's row that this transaction has locked, as it was worked out last."""

    key: PartnerKey
    version_id: UUID | None
    computed_at: datetime | None
    next_change_at: datetime | None
    epoch: int
    program_epoch: int  #: What the row has to be at to count.

    def is_true(self, *, at: datetime) -> bool:
        """Return whether what is kept is what is so at ``at``, but for what changed just now."""
        return (
            self.version_id is not None
            and self.computed_at is not None
            and self.computed_at <= at
            and (self.next_change_at is None or at < self.next_change_at)
            and self.epoch >= self.program_epoch
        )


def lock(keys: Sequence[PartnerKey]) -> list[Held]:
    """Make writers of the same partners queue here, in key order, so that none deadlock.

    A statement of its own, after the facts and before they are read: whoever waited here sees
    what the one before has committed. The epoch was read no later than the facts will be: a
    change to everybody that commits in between leaves the rows behind, and never wrongly true.
    """
    ordered = sorted(set(keys))
    held = _locked(ordered)
    if len(held) == len(ordered):
        return held
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO standing_partnerstanding (program_id, partner_id, level, rank, status, "
            "note, unknown, epoch) SELECT k.program_id, k.partner_id, '', 0, '', '', 0, 0 "
            "FROM unnest(%s::uuid[], %s::uuid[]) AS k(program_id, partner_id) "
            "ON CONFLICT DO NOTHING",
            _columns(ordered),
        )
    return _locked(ordered)


def _locked(ordered: Sequence[PartnerKey]) -> list[Held]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.program_id, s.partner_id, s.pack_version_id, s.computed_at, "
            "s.next_change_at, s.epoch, coalesce(e.epoch, 0) "
            "FROM standing_partnerstanding s "
            "JOIN unnest(%s::uuid[], %s::uuid[]) AS k(program_id, partner_id) "
            "USING (program_id, partner_id) "
            "LEFT JOIN standing_programepoch e ON e.program_id = s.program_id "
            "ORDER BY s.program_id, s.partner_id FOR NO KEY UPDATE OF s",
            _columns(ordered),
        )
        return [
            Held(
                key=PartnerKey(program_id, partner_id),
                version_id=version_id,
                computed_at=computed_at,
                next_change_at=turns,
                epoch=epoch,
                program_epoch=current,
            )
            for program_id, partner_id, version_id, computed_at, turns, epoch, current in (
                cursor.fetchall()
            )
        ]


def _columns(ordered: Sequence[PartnerKey]) -> list[list[UUID]]:
    return [[key.program_id for key in ordered], [key.partner_id for key in ordered]]


def recompute(
    keys: Sequence[PartnerKey], *, as_of: datetime, changed: frozenset[str] | None = None
) -> None:
    """Work out the standing of partners at ``as_of`` and keep it, within the open transaction.

    ``changed`` names the relations of facts this transaction may have changed (None: any). What
    it cannot have moved is kept where it is still true; the rest is worked out anew.
    """
    if changed is not None and not changed:
        return
    held = lock(keys)
    change = None if changed is None else frequent_change(changed)
    if change is not None:
        held = [each for each in held if not each.is_true(at=as_of)] + _not_moved(
            [each for each in held if each.is_true(at=as_of)], change, as_of=as_of
        )
    for program_id, group in groupby(
        sorted(held, key=lambda each: each.key), key=lambda each: each.key.program_id
    ):
        rows = list(group)
        partner_ids = [each.key.partner_id for each in rows]
        version = version_in_force(program_id, as_of=as_of)
        epoch = rows[0].program_epoch
        if version is not None:
            engine.recompute(version.pk, partner_ids, as_of=as_of, epoch=epoch)
        else:  # Before the first rule book nothing is asked of anybody.
            PartnerStanding.objects.filter(
                program_id=program_id, partner_id__in=partner_ids
            ).update(
                epoch=epoch,
                computed_at=as_of,
                next_change_at=next_effect(program_id, after=as_of),
            )


def _not_moved(held: Sequence[Held], change: frozenset[str], *, as_of: datetime) -> list[Held]:
    """Work out what a change moves of partners whose rows are true; return those it cannot.

    All that is true in one program at one instant comes from one version, except where a row is
    worked out before its time; such rows are worked out whole as well.
    """
    left = list[Held]()
    by_version = sorted(held, key=lambda each: (each.key.program_id, str(each.version_id)))
    for (program_id, version_id), group in groupby(
        by_version, key=lambda each: (each.key.program_id, each.version_id)
    ):
        rows = list(group)
        assert version_id is not None  # true rows were worked out by a version
        text = engine.text_after(version_id, change)
        if text is None:
            left.extend(rows)
        elif text:
            engine.recompute_moved(
                text,
                [each.key.partner_id for each in rows],
                program_id=program_id,
                version_id=version_id,
                as_of=as_of,
                epoch=rows[0].program_epoch,
            )
    return left


def behind(*, at: datetime) -> Q:
    """Return the condition under which a stored answer no longer counts at ``at``."""
    return (
        Q(computed_at=None)
        | Q(next_change_at__lte=at)
        | Q(epoch__lt=F("program__standing_epoch__epoch"))
    )


def waiting_for_a_run() -> Q:
    """Return the condition under which an answer waits until a bulk run puts all in place."""
    later = BulkRun.objects.filter(
        program_id=OuterRef("program_id"), finished_at=None, epoch__gt=OuterRef("epoch")
    )
    return Q(Exists(later))


def sweep(*, at: datetime) -> int:
    """Recompute what time or a wide change has made stale; return how many partners.

    A convenience, never correctness: readers recompute on the spot whatever is behind. Several
    sweeps may run at once; each takes rows no other holds. What a bulk run is about to put in
    place is left to it.
    """
    swept = 0
    while True:
        with transaction.atomic():
            stale = list(
                PartnerStanding.objects.select_for_update(
                    no_key=True, skip_locked=True, of=("self",)
                )
                .filter(behind(at=at))
                .exclude(waiting_for_a_run())
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
