"""Taking a file in and working out what it would do, without doing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import PurePath
from uuid import UUID

from django.db import IntegrityError, transaction

from goodstanding.evidence import canonical
from goodstanding.partners.models import OPEN_STATES, ImportState, PartnerImport, StagedRow
from goodstanding.partners.rules.columns import (
    Target,
    choose_targets,
    unused_sentences,
)
from goodstanding.partners.rules.kept import kept
from goodstanding.partners.rules.planning import plan_rows, turn_of
from goodstanding.partners.rules.plans import Mode, Outcome, Plan, Terms
from goodstanding.partners.rules.reading import Record, Table, read_filled_table, read_table
from goodstanding.partners.rules.rows import PartnerRow, Refusal, checked_row
from goodstanding.partners.selectors.known import picture_of
from goodstanding.programs.models import Program
from goodstanding.values.actor import Actor
from goodstanding.values.days import local_day
from goodstanding.values.errors import ConflictError
from goodstanding.values.ids import new_id

_FILE_NAME_MAX = 200
_CELL_KEPT_MAX = 500


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
        # Two people choosing columns for one file queue on its row.
        received = PartnerImport.objects.select_for_update(no_key=True).get(pk=import_id)
        if received.state != ImportState.UPLOADED:
            raise ConflictError("The columns of this file are chosen. Send the file again.")
        content = bytes(received.content)
        table = read_table(content)
        targets = choose_targets(table.header, chosen, names=names)
        received.mapping = [str(target) if target else "" for target in targets]
        received.names = names
        received.fingerprint = _fingerprint(received)
        received.remarks = [*table.remarks, *unused_sentences(table.header, targets)]
        staged = _claim(received)
        if staged.state == ImportState.STAGED:
            _stage_rows(staged, table, targets, at=at)
    return staged


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
    """Return the one open import of this file: the one received, or an earlier one."""
    try:
        with transaction.atomic():
            received.state = ImportState.STAGED
            received.content = b""
            received.save()
    except IntegrityError:
        # Whoever applies the earlier one holds its row: what it says stays true until we commit.
        earlier = PartnerImport.objects.select_for_update(no_key=True).get(
            program_id=received.program_id,
            fingerprint=received.fingerprint,
            state__in=OPEN_STATES,
        )
        PartnerImport.objects.filter(pk=received.pk).delete()
        return earlier
    return received


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checked:
    """A record with what it says, or why it cannot be used."""

    record: Record
    says: PartnerRow | tuple[Refusal, ...]


def _stage_rows(
    staged: PartnerImport, table: Table, targets: Sequence[Target | None], *, at: datetime
) -> None:
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
    StagedRow.objects.bulk_create(
        (_staged_row(staged, item, plans.get(item.record.number)) for item in checked),
        batch_size=2_000,
    )
    refused = any(
        plan is None or plan.outcome is Outcome.REFUSED
        for plan in (plans.get(item.record.number) for item in checked)
    )
    if refused and staged.mode == Mode.STOP.value:
        staged.state = ImportState.REFUSED
        staged.save(update_fields=["state"])


def _staged_row(staged: PartnerImport, item: _Checked, plan: Plan | None) -> StagedRow:
    refusals = plan.refusals if plan is not None else item.says
    assert not isinstance(refusals, PartnerRow)  # every good row was planned
    used = plan is not None and plan.outcome is not Outcome.REFUSED
    return StagedRow(
        partner_import=staged,
        number=item.record.number,
        line=item.record.line,
        turn=turn_of(plan.row)[0] if plan is not None else 0,
        cells=[cell[:_CELL_KEPT_MAX] for cell in item.record.cells],
        says=kept(plan.row) if used and plan is not None else None,
        outcome=plan.outcome.value if plan is not None else Outcome.REFUSED.value,
        refusals=[[header_of(staged, refusal.column), refusal.reason] for refusal in refusals],
        notes=list(plan.notes) if plan is not None else [],
        # Of a partner that is only planned the identifier means nothing yet.
        partner_id=None,
    )


def header_of(staged: PartnerImport, column: str) -> str:
    """Return what the file calls one of our columns; a column it lacks keeps our name."""
    if column in staged.mapping:
        return str(staged.header[staged.mapping.index(column)])
    return column
