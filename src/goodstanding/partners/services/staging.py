"""Taking a file in and working out what it would do, without doing it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from pathlib import PurePath
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from goodstanding.evidence import canonical
from goodstanding.partners.models import CLAIMED_STATES, ImportKind, ImportState, PartnerImport
from goodstanding.partners.rules.amount_columns import amount_columns, choose_amount_targets
from goodstanding.partners.rules.columns import (
    Target,
    Vocabulary,
    choose_targets,
    partner_columns,
    unused_sentences,
)
from goodstanding.partners.rules.grant_columns import choose_grant_targets, grant_columns
from goodstanding.partners.rules.late_starts import late_starts
from goodstanding.partners.rules.plans import Mode, Outcome
from goodstanding.partners.rules.reading import Table, read_filled_table, read_table
from goodstanding.partners.rules.stake_columns import choose_stake_targets, stake_columns
from goodstanding.partners.rules.workbooks import opened_file
from goodstanding.partners.selectors.known import batches
from goodstanding.partners.services.checking import (
    CheckedRow,
    check_amounts,
    check_grants,
    check_partners,
    check_stakes,
)
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
    program_id: UUID,
    *,
    file_name: str,
    content: bytes,
    mode: Mode,
    kind: ImportKind = ImportKind.PARTNERS,
    sheet: str = "",
    actor: Actor,
    at: datetime,
) -> PartnerImport:
    """Keep a file that can be read, until its columns are chosen.

    Of a workbook the text of one sheet is kept: the one called ``sheet``, else the first visible.

    Raises:
        UnreadableFileError: It is no table of text, or has no row below its header.
    """
    kept = opened_file(content, sheet=sheet)
    table = read_filled_table(kept.content)
    return PartnerImport.objects.create(
        program_id=program_id,
        kind=kind,
        file_name=PurePath(file_name.replace("\\", "/")).name[-_FILE_NAME_MAX:] or f"{kind}.csv",
        file_sha256=sha256(content).hexdigest(),
        fingerprint=sha256(content + kept.sheet.encode()).hexdigest() if kept.sheet else "",
        content=kept.content,
        mode=mode.value,
        header=list(table.header),
        remarks=[*kept.remarks, *table.remarks],
        state=ImportState.UPLOADED,
        sent_by=str(actor),
        sent_at=at,
    )


def stage_import(
    import_id: UUID, *, chosen: Mapping[str, str], names: str = "", metric: str = "", at: datetime
) -> PartnerImport:
    """Check every row of a received file and keep what each would do.

    A file that is staged or being applied already, read the same way, is that import: it is
    checked again where nothing of it is applied yet, and the one received now is dropped.

    Args:
        import_id: The received file.
        chosen: Our columns by the file's, for those that do not have our names.
        names: The namespace in which the partner's name is its ID, for rows without one.
        metric: What all rows of a file of amounts measure, the authorization all rows of a file of
            authorizations are of, or where a file of who owns whom is from, where no column says
            it.
        at: When.

    Raises:
        ColumnMappingError: The columns do not say what an import needs.
        ConflictError: The import is past this step.
    """
    with transaction.atomic():
        claimed = _claim(_chosen(import_id, chosen, names=names, metric=metric))
        if claimed.state == ImportState.CHECKING:
            _stage(claimed, at=at)
    return claimed


def stage_later(
    import_id: UUID, *, chosen: Mapping[str, str], names: str = "", metric: str = ""
) -> PartnerImport:
    """Keep what the columns of a received file say; ``stage_claimed`` then checks its rows.

    As with ``stage_import``, a file that is known already is that import. One that is being
    applied is not checked again.

    Raises:
        ColumnMappingError: The columns do not say what an import needs.
        ConflictError: The import is past this step.
    """
    with transaction.atomic():
        return _claim(_chosen(import_id, chosen, names=names, metric=metric))


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


def _chosen(
    import_id: UUID, chosen: Mapping[str, str], *, names: str, metric: str
) -> PartnerImport:
    # Two people choosing columns for one file queue on its row.
    received = PartnerImport.objects.select_for_update(no_key=True).get(pk=import_id)
    if received.state != ImportState.UPLOADED:
        raise ConflictError("The columns of this file are chosen. Send the file again.")
    table = read_table(bytes(received.content))
    targets = _targets(received, table, chosen, names=names, metric=metric)
    received.mapping = [str(target) if target else "" for target in targets]
    received.names, received.metric = names, metric
    received.fingerprint = _fingerprint(received)
    unused = unused_sentences(table.header, targets, vocabulary_of(received))
    received.remarks = [*dict.fromkeys([*received.remarks, *table.remarks, *unused])]
    return received


def _targets(
    received: PartnerImport, table: Table, chosen: Mapping[str, str], *, names: str, metric: str
) -> tuple[Target | None, ...]:
    match ImportKind(received.kind):
        case ImportKind.AMOUNTS:
            return choose_amount_targets(table.header, chosen, metric=metric)
        case ImportKind.AUTHORIZATIONS:
            return choose_grant_targets(table.header, chosen, name=metric)
        case ImportKind.OWNERSHIPS:
            return choose_stake_targets(table.header, chosen, source=metric)
        case ImportKind.PARTNERS:
            return choose_targets(table.header, chosen, names=names)


_VOCABULARIES = {
    ImportKind.PARTNERS: partner_columns,
    ImportKind.AMOUNTS: amount_columns,
    ImportKind.AUTHORIZATIONS: grant_columns,
    ImportKind.OWNERSHIPS: stake_columns,
}
_CHECKS = {
    ImportKind.PARTNERS: check_partners,
    ImportKind.AMOUNTS: check_amounts,
    ImportKind.AUTHORIZATIONS: check_grants,
    ImportKind.OWNERSHIPS: check_stakes,
}


def vocabulary_of(received: PartnerImport) -> Vocabulary:
    """Return what the columns of a file of this kind can say."""
    return _VOCABULARIES[ImportKind(received.kind)]()


def _fingerprint(received: PartnerImport) -> str:
    return sha256(
        canonical.encode(
            {
                # Until now the fingerprint of a workbook tells its sheet apart from the others.
                "file": received.fingerprint or received.file_sha256,
                "mapping": received.mapping,
                "mode": received.mode,
                "names": received.names,
                "kind": received.kind,
                "metric": received.metric,
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


def _stage(claimed: PartnerImport, *, at: datetime) -> None:
    """Check the rows, and let go of the file: from here on its rows say what it says."""
    table = read_table(bytes(claimed.content))
    checked = _stage_rows(
        claimed, table, [vocabulary_of(claimed).target(ours) for ours in claimed.mapping], at=at
    )
    refused = any(item.outcome is Outcome.REFUSED for item in checked)
    stopped = refused and claimed.mode == Mode.STOP.value
    claimed.state = ImportState.REFUSED if stopped else ImportState.STAGED
    claimed.content = b""
    late = _late(claimed, checked, at=at)
    claimed.remarks = [
        *(each for each in claimed.remarks if each != late),
        *([late] if late else []),
    ]
    claimed.save(update_fields=["state", "content", "remarks"])


def _late(claimed: PartnerImport, checked: Sequence[CheckedRow], *, at: datetime) -> str:
    """Return what is to be said of partners' rows that begin before today, if any does."""
    if claimed.kind != ImportKind.PARTNERS:
        return ""
    days = [
        date.fromisoformat(str(item.says["from_on"]))
        for item in checked
        if item.says and "from_on" in item.says and item.outcome is not Outcome.UNCHANGED
    ]
    return late_starts(days, today=local_day(at, claimed.program.zone))


def _stage_rows(
    staged: PartnerImport, table: Table, targets: Sequence[Target | None], *, at: datetime
) -> list[CheckedRow]:
    """Keep what each row would do, and return it."""
    checked = _CHECKS[ImportKind(staged.kind)](staged, table, targets, at=at)
    staged.rows.all().delete()
    kept_rows = (_staged_row(staged, item) for item in checked)
    with connection.cursor() as cursor:
        for batch in batches(kept_rows, size=_ROWS_AT_ONCE):
            cursor.execute(_KEEP_ROWS, [staged.pk, json.dumps(batch, ensure_ascii=False)])
    return checked


def _staged_row(staged: PartnerImport, item: CheckedRow) -> dict[str, object]:
    return {
        "id": str(new_id()),
        "number": item.record.number,
        "line": item.record.line,
        "turn": item.turn,
        "cells": [cell[:_CELL_KEPT_MAX] for cell in item.record.cells],
        "says": item.says,
        "outcome": item.outcome.value,
        "refusals": [
            [header_of(staged, refusal.column), refusal.reason] for refusal in item.refusals
        ],
        "notes": list(item.notes),
    }


def header_of(staged: PartnerImport, column: str) -> str:
    """Return what the file calls one of our columns; a column it lacks keeps our name."""
    if column in staged.mapping:
        return str(staged.header[staged.mapping.index(column)])
    return column
