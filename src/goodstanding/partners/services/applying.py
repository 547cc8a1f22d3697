"""Doing what the rows of an import say: chunk by chunk, each one transaction with one event.

A row counts once: which rows are done is kept with them in the same transaction, so that an
import that was killed continues, and one that is done changes nothing.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, connection

from goodstanding.evidence.services import change
from goodstanding.partners.models import ImportKind, ImportState, PartnerImport, StagedRow
from goodstanding.partners.rules.plans import Mode, Outcome
from goodstanding.partners.services.applying_rows import (
    RefusedNowError,
    RowResult,
    apply_amounts,
    apply_grants,
    apply_partners,
    apply_stakes,
)
from goodstanding.partners.services.staging import header_of
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError

#: How many rows are one transaction.
CHUNK = 1_000
#: Every import queues on this number, chunk by chunk: two files may speak of one partner.
_IMPORTS_LOCK = 0x70617274
_ATTEMPTS = 3
_APPLIES = {
    ImportKind.PARTNERS: apply_partners,
    ImportKind.AMOUNTS: apply_amounts,
    ImportKind.AUTHORIZATIONS: apply_grants,
    ImportKind.OWNERSHIPS: apply_stakes,
}

Progress = Callable[[int, int], None]
T = TypeVar("T")


def apply_import(
    import_id: UUID, *, actor: Actor, at: datetime, progress: Progress | None = None
) -> PartnerImport:
    """Apply what is not applied yet of an import; one that is done already is left alone.

    Under *stop* everything is one transaction. Otherwise each chunk is, and ``progress`` is
    told the first and last row of it once it is committed.

    Raises:
        ConflictError: The import was refused, or its rows are not checked yet.
    """
    state = ImportState(PartnerImport.objects.values_list("state", flat=True).get(pk=import_id))
    if state is ImportState.REFUSED:
        raise ConflictError("This import was refused. Correct the file and send it again.")
    if state is ImportState.UPLOADED:
        raise ConflictError("The columns of this file are not chosen yet. Choose them first.")
    if state is ImportState.APPLIED:
        return PartnerImport.objects.get(pk=import_id)
    mode = PartnerImport.objects.values_list("mode", flat=True).get(pk=import_id)
    if mode == Mode.STOP.value:
        _apply_whole(import_id, actor=actor, at=at)
    else:
        while (done := _again(lambda: _apply_chunk(import_id, actor=actor, at=at))) is not None:
            if progress is not None:
                progress(*done)
    return PartnerImport.objects.get(pk=import_id)


def _again(attempt: Callable[[], T]) -> T:
    """Try anew where somebody outside any import took an ID meanwhile: the next plan sees it."""
    for _ in range(_ATTEMPTS - 1):
        try:
            return attempt()
        except IntegrityError:
            continue
    return attempt()


def _apply_whole(import_id: UUID, *, actor: Actor, at: datetime) -> None:
    def attempt() -> None:
        with change(actor=actor, at=at):
            while _apply_chunk(import_id, actor=actor, at=at) is not None:
                pass

    try:
        _again(attempt)
    except RefusedNowError as refused:
        _keep_refusals(import_id, refused.results)


def _keep_refusals(import_id: UUID, results: Sequence[RowResult]) -> None:
    held = PartnerImport.objects.get(pk=import_id)
    for result in results:
        if result.outcome is Outcome.REFUSED:
            StagedRow.objects.filter(pk=result.row_id).update(
                outcome=result.outcome.value, refusals=_refusals_of(held, result)
            )
    PartnerImport.objects.filter(pk=import_id, state=ImportState.STAGED).update(
        state=ImportState.REFUSED
    )


def _apply_chunk(import_id: UUID, *, actor: Actor, at: datetime) -> tuple[int, int] | None:
    """Apply the next rows; return the first and last of their numbers, or None at the end."""
    with change(actor=actor, at=at) as done:
        held = _locked(import_id)
        if held.state == ImportState.APPLIED:
            return None
        rows = list(
            held.rows.filter(applied_at=None, says__isnull=False).order_by("turn", "number")[:CHUNK]
        )
        if not rows:
            _close(held, actor=actor, at=at)
            return None
        results = _APPLIES[ImportKind(held.kind)](held, rows, done)
        _remember(held, results, at=at)
        if held.state != ImportState.APPLYING:
            held.state, held.applied_by = ImportState.APPLYING, str(actor)
            held.save(update_fields=["state", "applied_by"])
    return rows[0].number, rows[-1].number


def _locked(import_id: UUID) -> PartnerImport:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_IMPORTS_LOCK])
    # Two workers on one import queue on its row, and the later one finds the rows done.
    held = PartnerImport.objects.select_for_update(no_key=True).get(pk=import_id)
    if held.state == ImportState.CHECKING:
        raise ConflictError("The rows of this file are being checked. Apply them afterwards.")
    return held


def _close(held: PartnerImport, *, actor: Actor, at: datetime) -> None:
    held.rows.filter(applied_at=None).update(applied_at=at)
    held.state, held.applied_at, held.applied_by = ImportState.APPLIED, at, str(actor)
    held.save(update_fields=["state", "applied_at", "applied_by"])


def _refusals_of(held: PartnerImport, result: RowResult) -> list[list[str]]:
    return [[header_of(held, refusal.column), refusal.reason] for refusal in result.refusals]


def _remember(held: PartnerImport, results: Sequence[RowResult], *, at: datetime) -> None:
    """Keep with each row what it did."""
    columns: dict[str, list[object]] = defaultdict(list)
    for result in results:
        columns["id"].append(result.row_id)
        columns["outcome"].append(result.outcome.value)
        columns["refusals"].append(json.dumps(_refusals_of(held, result)))
        columns["notes"].append(json.dumps(result.notes))
        columns["partner_id"].append(result.partner_id)
        columns["salt"].append(result.salt)
        columns["item"].append(result.item)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE partners_stagedrow r SET applied_at = %s, outcome = u.outcome, "
            "refusals = u.refusals::jsonb, notes = u.notes::jsonb, partner_id = u.partner_id, "
            "salt = u.salt, item = u.item "
            "FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::uuid[], %s::bytea[], "
            "%s::bytea[]) AS u(id, outcome, refusals, notes, partner_id, salt, item) "
            "WHERE r.id = u.id",
            [at, *columns.values()],
        )
