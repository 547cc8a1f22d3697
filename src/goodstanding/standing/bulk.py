"""Working out everybody of a program anew, in the background, and showing it all at once.

After a publication, or anything else that reaches more partners than one transaction takes, the
answers are worked out chunk by chunk and kept aside. Lists and counts go on with the old ones
until all are there; one transaction then puts them in place. Whatever stops the work, the next
worker goes on where the last chunk was committed.

Three things can come in between. A partner that is *touched* meanwhile is worked out by whoever
touches it, under the new rules, and what was kept aside for it is thrown away. A *second worker*
finds the run locked and leaves. Another *wide change* makes the run worthless: it is thrown away
and the next one starts from the beginning, while the old answers go on being shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from functools import cache
from importlib import resources
from time import monotonic
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet
from psycopg import ClientCursor, Cursor

from goodstanding.programs.models import PackVersion, Program
from goodstanding.programs.selectors import next_effect, version_in_force
from goodstanding.standing.engine import KNOWN_TODAY, text_for_some
from goodstanding.standing.models import BulkRun, PartnerStanding, StagedAnswer
from goodstanding.standing.services import cover_everybody, epoch_of, raise_epoch

#: Up to so many partners are worked out in one transaction, and so in place at once anyway.
BULK_FROM = 500
CHUNK = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run is."""

    partners: int
    done: int
    left: timedelta | None  #: How long it may still take; None before anything is done.

    @property
    def remaining(self) -> int:
        """Partners whose new answer is not there yet."""
        return max(self.partners - self.done, 0)

    @property
    def minutes(self) -> int | None:
        """The time it may still take, in whole minutes, at least one."""
        if self.left is None:
            return None
        return max(round(self.left / timedelta(minutes=1)), 1)


def progress_of(program_id: UUID) -> Progress | None:
    """Return how far the run of a program is; None while none is at work."""
    run = _open_runs().filter(program_id=program_id).first()
    if run is None:
        return None
    left = run.spent * (max(run.partners - run.done, 0) / run.done) if run.done else None
    return Progress(partners=run.partners, done=run.done, left=left)


def version_shown(program_id: UUID, *, at: datetime) -> PackVersion | None:
    """Return the version whose answers lists and counts show.

    While a run is at work that is the version before; else the one in force.
    """
    run = _open_runs().filter(program_id=program_id).first()
    if run is not None and run.replaces_id is not None:
        return PackVersion.objects.get(pk=run.replaces_id)
    return version_in_force(program_id, as_of=at)


def needs_a_run(program_id: UUID, *, at: datetime) -> bool:
    """Return whether more answers of a program are worthless than one transaction takes."""
    if _open_runs().filter(program_id=program_id).exists():
        return True
    version = version_in_force(program_id, as_of=at)
    if version is None:
        return False
    return _worthless(program_id, version)[: BULK_FROM + 1].count() > BULK_FROM


def _worthless(program_id: UUID, version: PackVersion) -> QuerySet[PartnerStanding]:
    """Return the answers of another version or an earlier epoch, and those never worked out."""
    return PartnerStanding.objects.filter(program_id=program_id).filter(
        Q(computed_at=None)
        | Q(epoch__lt=epoch_of(program_id))
        | Q(pack_version_id=None)
        | ~Q(pack_version_id=version.pk)
    )


def work_out_everybody(program_id: UUID, *, at: datetime) -> bool:
    """Work on a program's run until its answers are in place; return whether they are.

    False where somebody else is at it, or nothing needs a run. Safe to be killed at any moment
    and called again.
    """
    while needs_a_run(program_id, at=at):
        run = _current_run(program_id, at=at)
        step = _Step.MORE
        while step is _Step.MORE:
            step = work_out_a_chunk(run.pk)
        if step is _Step.ALL:
            step = _put_in_place(run.pk, at=at)
        if step is not _Step.WORTHLESS:
            return step is _Step.ALL
    return False


def open_a_run_where_needed(program_id: UUID, *, at: datetime) -> bool:
    """Open a program's run, so that no sweep shows part of it; return whether one is at work."""
    if not needs_a_run(program_id, at=at):
        return False
    _current_run(program_id, at=at)
    return True


class _Step(Enum):
    """What came of an attempt to work out one more chunk."""

    MORE = auto()
    ALL = auto()
    BUSY = auto()  #: Somebody else is at it.
    WORTHLESS = auto()  #: Another wide change came in between.


def _current_run(program_id: UUID, *, at: datetime) -> BulkRun:
    """Return the open run where it is still worth something, else a new one in its place."""
    with transaction.atomic():
        Program.objects.select_for_update(no_key=True).get(pk=program_id)
        run = _open_runs().filter(program_id=program_id).first()
        if run is not None and _still_counts(run, at=at):
            return run
        if run is not None:
            StagedAnswer.objects.filter(run=run).delete()
            run.delete()
        version = version_in_force(program_id, as_of=at)
        assert version is not None  # without one nothing needs a run
        shown = _version_most_shown(program_id)
        epoch = raise_epoch(program_id)
        cover_everybody(program_id)
        return BulkRun.objects.create(
            program_id=program_id,
            epoch=epoch,
            pack_version_id=version.pk,
            replaces_id=shown,
            as_of=at,
            horizon=_over_by_now(),
            partners=PartnerStanding.objects.filter(program_id=program_id).count(),
            spent=timedelta(),
        )


def _still_counts(run: BulkRun, *, at: datetime) -> bool:
    version = version_in_force(run.program_id, as_of=at)
    same_rules = version is not None and version.pk == run.pack_version_id
    return same_rules and epoch_of(run.program_id) == run.epoch


def _version_most_shown(program_id: UUID) -> UUID | None:
    """Return the version that most stored answers were worked out by."""
    rows = PartnerStanding.objects.filter(program_id=program_id, pack_version_id__isnull=False)
    return (
        rows.values_list("pack_version_id", flat=True)
        .annotate(answers=Count("partner_id"))
        .order_by("-answers")
        .first()
    )


def _over_by_now() -> str:
    """Return a snapshot: it tells which transactions are over, and so seen by all that follows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        return str(cursor.fetchone()[0])


def work_out_a_chunk(run_id: UUID) -> _Step:
    """Work out the next partners of a run and keep their answers aside, in one transaction."""
    started = monotonic()
    with transaction.atomic():
        run = (
            _open_runs().select_for_update(no_key=True, skip_locked=True).filter(pk=run_id).first()
        )
        if run is None:
            return _Step.BUSY
        if epoch_of(run.program_id) != run.epoch:
            return _Step.WORTHLESS
        left = PartnerStanding.objects.filter(program_id=run.program_id).order_by("partner_id")
        if run.reached is not None:
            left = left.filter(partner_id__gt=run.reached)
        chunk = list(left.values_list("partner_id", "epoch")[:CHUNK])
        if not chunk:
            return _Step.ALL
        _keep_aside(run, [partner_id for partner_id, epoch in chunk if epoch < run.epoch])
        run.reached = chunk[-1][0]
        run.done += len(chunk)
        run.spent += timedelta(seconds=monotonic() - started)
        run.save(update_fields=["reached", "done", "spent"])
        return _Step.MORE


def _keep_aside(run: BulkRun, partner_ids: list[UUID]) -> None:
    text = _sql("bulk_keep").replace("{text}", text_for_some(run.pack_version_id))
    connection.ensure_connection()
    with Cursor(connection.connection) as cursor:
        cursor.execute(
            text.encode(),
            {
                "run_id": run.pk,
                "program_id": run.program_id,
                "partner_ids": partner_ids,
                "as_of": run.as_of,
                "known_at": KNOWN_TODAY,
            },
            prepare=True,
        )


def _put_in_place(run_id: UUID, *, at: datetime) -> _Step:
    """Show everything a run kept aside; nothing where it is worthless by now."""
    with transaction.atomic():
        run = (
            _open_runs().select_for_update(no_key=True, skip_locked=True).filter(pk=run_id).first()
        )
        if run is None:
            return _Step.BUSY
        if not _still_counts(run, at=at):
            return _Step.WORTHLESS
        given = {
            "run_id": run.pk,
            "program_id": run.program_id,
            "version_id": run.pack_version_id,
            "epoch": run.epoch,
            "horizon": run.horizon,
            "as_of": run.as_of,
            "next_effect": next_effect(run.program_id, after=run.as_of),
        }
        connection.ensure_connection()
        # Planned for what the tables hold now: nearly all of a program, where the plan for one
        # partner that is prepared elsewhere would go through it row by row.
        with ClientCursor(connection.connection) as cursor:
            for statement in _sql("bulk_switch").split(";\n"):
                cursor.execute(statement.encode(), given)
        run.finished_at = at
        run.save(update_fields=["finished_at"])
        return _Step.ALL


def _open_runs() -> QuerySet[BulkRun]:
    return BulkRun.objects.filter(finished_at=None)


@cache
def _sql(name: str) -> str:
    file = resources.files("goodstanding.standing") / f"{name}.sql"
    return file.read_text(encoding="utf-8")
