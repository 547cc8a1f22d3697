"""Taking a file in and working out what it would do, without doing it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import PurePath
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from goodstanding.evidence import canonical
from goodstanding.partners.models import CLAIMED_STATES, ImportState, PartnerImport
from goodstanding.partners.rules.columns import (
    Target,
    choose_targets,
    target_of,
    unused_sentences,
)
from goodstanding.partners.rules.kept import kept
from goodstanding.partners.rules.planning import plan_rows, turn_of
from goodstanding.partners.rules.plans import Mode, Outcome, Plan, Terms
from goodstanding.partners.rules.reading import Record, Table, read_filled_table, read_table
from goodstanding.partners.rules.rows import PartnerRow, Refusal, checked_row
from goodstanding.partners.selectors.known import batches, picture_of
from goodstanding.programs.models import Program
from goodstanding.values.actor import Actor
from goodstanding.values.days import local_day
from goodstanding.values.errors import ConflictError
from goodstanding.values.ids import new_id

_FILE_NAME_MAX = 200
_CELL_KEPT_MAX = 500
_ROWS_AT_ONCE = 2_000
# Rows by the ten thousand: building a model of each takes as long as all the rest of the check.
# Of a partner that is only planned the identifier means nothing yet, so none is kept.
_KEEP_ROWS = """
INSERT INTO partners_stagedrow (id, partner_import_id, number, line, turn, cells, says, outcome,
                                refusals, notes, salt, item)
SELECT r.id, %s, r.number, r.line, r.turn, r.cells, r.says, r.outcome, r.refusals, r.notes, '', ''
  FROM json_to_recordset(%s) AS r(id uuid, number int, line int, turn int, cells jsonb, says jsonb,
                                  outcome text, refusals jsonb, notes jsonb)
"""


def receive_file(
    program_id: UUID, *, file_name: str, content: bytes, mode: Mode, actor: Actor, at: datetime
) -> PartnerImport:
    """Keep a file that can be read, until its columns are chosen.

    Raises:
        UnreadableFileError: It is no table of text, or has no row below its header.
    """
    table = read_filled_table(content)
    return PartnerImport.objects.create(
        program_id=program_id,
        file_name=PurePath(file_name.replace("\\", "/")).name[-_FILE_NAME_MAX:] or "partners.csv",
        file_sha256=sha256(content).hexdigest(),
        content=content,
        mode=mode.value,
        header=list(table.header),
        remarks=list(table.remarks),
        state=ImportState.UPLOADED,
        sent_by=str(actor),
        sent_at=at,
    )


def stage_import(
    import_id: UUID, *, chosen: Mapping[str, str], names: str = "", at: datetime
) -> PartnerImport:
    """Check every row of a received file and keep what each would do.

    A file that is staged or being applied already, read the same way, is that import: it is
    checked again where nothing of it is applied yet, and the one received now is dropped.

    Args:
        import_id: The received file.
        chosen: Our columns by the file's, for those that do not have our names.
        names: The namespace in which the partner's name is its ID, for rows without one.
        at: When.

    Raises:
        ColumnMappingError: The columns do not say what an import needs.
        ConflictError: The import is past this step.
    """
    with transaction.atomic():
        claimed = _claim(_chosen(import_id, chosen, names))
        if claimed.state == ImportState.CHECKING:
            _stage(claimed, at=at)
    return claimed


def stage_later(import_id: UUID, *, chosen: Mapping[str, str], names: str = "") -> PartnerImport:
    """Keep what the columns of a received file say; ``stage_claimed`` then checks its rows.

    As with ``stage_import``, a file that is known already is that import. One that is being
    applied is not checked again.

    Raises:
        ColumnMappingError: The columns do not say what an import needs.
        ConflictError: The import is past this step.
    """
    with transaction.atomic():
        return _claim(_chosen(import_id, chosen, names))


def stage_claimed(import_id: UUID, *, at: datetime) -> None:
    """Check the rows of an import that waits for it; any other is left alone."""
    with transaction.atomic():
        claimed = (
            # A job that runs twice queues on the row, and the later one finds the rows checked.
            PartnerImport.objects.select_for_update(no_key=True)
            .filter(pk=import_id, state=ImportState.CHECKING)
            .first()
        )
        if claimed is not None:
            _stage(claimed, at=at)


def _chosen(import_id: UUID, chosen: Mapping[str, str], names: str) -> PartnerImport:
    # Two people choosing columns for one file queue on its row.
    received = PartnerImport.objects.select_for_update(no_key=True).get(pk=import_id)
    if received.state != ImportState.UPLOADED:
        raise ConflictError("The columns of this file are chosen. Send the file again.")
    table = read_table(bytes(received.content))
    targets = choose_targets(table.header, chosen, names=names)
    received.mapping = [str(target) if target else "" for target in targets]
    received.names = names
    received.fingerprint = _fingerprint(received)
    received.remarks = [*table.remarks, *unused_sentences(table.header, targets)]
    return received


def _fingerprint(received: PartnerImport) -> str:
    return sha256(
        canonical.encode(
            {
                "file": received.file_sha256,
                "mapping": received.mapping,
                "mode": received.mode,
                "names": received.names,
            }
        )
    ).hexdigest()


def _claim(received: PartnerImport) -> PartnerImport:
    """Return the one import of this file, to be checked unless it is being applied already."""
    try:
        with transaction.atomic():
            received.state = ImportState.CHECKING
            received.save()
    except IntegrityError:
        # Whoever applies the earlier one holds its row: what it says stays true until we commit.
        earlier = PartnerImport.objects.select_for_update(no_key=True).get(
            program_id=received.program_id,
            fingerprint=received.fingerprint,
            state__in=CLAIMED_STATES,
        )
        PartnerImport.objects.filter(pk=received.pk).delete()
        if earlier.state == ImportState.STAGED:
            earlier.state, earlier.content = ImportState.CHECKING, received.content
            earlier.save(update_fields=["state", "content"])
        return earlier
    return received


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checked:
    """A record with what it says, or why it cannot be used."""

    record: Record
    says: PartnerRow | tuple[Refusal, ...]


def _stage(claimed: PartnerImport, *, at: datetime) -> None:
    """Check the rows, and let go of the file: from here on its rows say what it says."""
    table = read_table(bytes(claimed.content))
    refused = _stage_rows(claimed, table, [target_of(ours) for ours in claimed.mapping], at=at)
    stopped = refused and claimed.mode == Mode.STOP.value
    claimed.state = ImportState.REFUSED if stopped else ImportState.STAGED
    claimed.content = b""
    claimed.save(update_fields=["state", "content"])


def _stage_rows(
    staged: PartnerImport, table: Table, targets: Sequence[Target | None], *, at: datetime
) -> bool:
    """Keep what each row would do, and return whether any of them is refused."""
    program = Program.objects.get(pk=staged.program_id)
    today = local_day(at, program.zone)
    checked = [
        _Checked(
            record=record,
            says=checked_row(record, table.header, targets, names=staged.names, today=today),
        )
        for record in table.records
    ]
    rows = [item.says for item in checked if isinstance(item.says, PartnerRow)]
    terms = Terms(
        at=at,
        program_zone=program.zone,
        mode=Mode(staged.mode),
        names=staged.names,
        new_id=new_id,
    )
    picture = picture_of(rows, program_id=staged.program_id)
    plans = {plan.row.number: plan for plan in plan_rows(sorted(rows, key=turn_of), picture, terms)}
    staged.rows.all().delete()
    kept_rows = (_staged_row(staged, item, plans.get(item.record.number)) for item in checked)
    with connection.cursor() as cursor:
        for batch in batches(kept_rows, size=_ROWS_AT_ONCE):
            cursor.execute(_KEEP_ROWS, [staged.pk, json.dumps(batch, ensure_ascii=False)])
    return any(
        plan is None or plan.outcome is Outcome.REFUSED
        for plan in (plans.get(item.record.number) for item in checked)
    )


def _staged_row(staged: PartnerImport, item: _Checked, plan: Plan | None) -> dict[str, object]:
    refusals = plan.refusals if plan is not None else item.says
    assert not isinstance(refusals, PartnerRow)  # every good row was planned
    used = plan is not None and plan.outcome is not Outcome.REFUSED
    return {
        "id": str(new_id()),
        "number": item.record.number,
        "line": item.record.line,
        "turn": turn_of(plan.row)[0] if plan is not None else 0,
        "cells": [cell[:_CELL_KEPT_MAX] for cell in item.record.cells],
        "says": kept(plan.row) if used and plan is not None else None,
        "outcome": plan.outcome.value if plan is not None else Outcome.REFUSED.value,
        "refusals": [[header_of(staged, refusal.column), refusal.reason] for refusal in refusals],
        "notes": list(plan.notes) if plan is not None else [],
    }


def header_of(staged: PartnerImport, column: str) -> str:
    """Return what the file calls one of our columns; a column it lacks keeps our name."""
    if column in staged.mapping:
        return str(staged.header[staged.mapping.index(column)])
    return column
