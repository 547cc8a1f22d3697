"""Taking a file of earnings in and working out what it would do, without doing it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import PurePath
from uuid import UUID

from django.db import transaction

from goodstanding.incentives.models import EarningsImport, ImportedRow, State
from goodstanding.incentives.rules.cells import type_of
from goodstanding.incentives.rules.plans import EarningPlan
from goodstanding.incentives.rules.reading import EarningsFile, read_earnings
from goodstanding.incentives.rules.rows import Terms
from goodstanding.incentives.selectors.known import picture_of
from goodstanding.partners.rules.columns import is_namespace
from goodstanding.partners.rules.plans import Outcome
from goodstanding.partners.rules.rows import Refusal
from goodstanding.partners.rules.workbooks import opened_file
from goodstanding.values.actor import Actor
from goodstanding.values.errors import InvalidValueError

NAMESPACE = "mpn"
_FILE_NAME_MAX = 200
_ID_MAX = 128


def receive_earnings(
    program_id: UUID,
    *,
    file_name: str,
    content: bytes,
    sheet: str = "",
    namespace: str = NAMESPACE,
    skip_refused: bool = False,
    discretionary: Sequence[str] | None = None,
    actor: Actor,
    at: datetime,
) -> EarningsImport:
    """Check every row of a file and keep what each would do; no earning is touched.

    Args:
        program_id: Whose earnings they are.
        file_name: What the sender calls it.
        content: The file, as the vendor's system exported it.
        sheet: Of a workbook the sheet that is read; empty: the first visible. Its text is kept.
        namespace: Whose numbers the participants' are.
        skip_refused: Leave bad rows out; without it one bad row and nothing is applied.
        discretionary: The names of optional incentives; None goes by the words in their names.
        actor: Who sends it.
        at: When.

    Raises:
        UnreadableFileError: It is no table of text, has no row below its header, or no such sheet.
        ColumnMappingError: A column that is needed is missing, or stands there twice.
        InvalidValueError: The namespace cannot be one, or a name has no letter or digit.
    """
    codes = None if discretionary is None else sorted({type_of(name) for name in discretionary})
    kept = opened_file(content, sheet=sheet)
    file = read_earnings(kept.content, terms=_terms(codes, at))
    with transaction.atomic():
        held = EarningsImport.objects.create(
            program_id=program_id,
            file_name=_plain_name(file_name),
            file_sha256=sha256(content).hexdigest(),
            content=kept.content,
            namespace=_checked_namespace(namespace),
            skip_refused=skip_refused,
            discretionary=codes,
            header=list(file.header),
            remarks=[*kept.remarks, *file.remarks],
            state=State.CHECKED,
            sent_by=str(actor),
            sent_at=at,
        )
        _keep_rows(held, file, at=at)
    return held


def _plain_name(file_name: str) -> str:
    return PurePath(file_name.replace("\\", "/")).name[-_FILE_NAME_MAX:] or "earnings.csv"


def _checked_namespace(namespace: str) -> str:
    if not is_namespace(namespace):
        raise InvalidValueError(
            f"“{namespace}” cannot be a namespace. Use small letters, digits and single dashes, "
            "such as mpn."
        )
    return namespace


def _keep_rows(held: EarningsImport, file: EarningsFile, *, at: datetime) -> None:
    """Keep what each row would do; one bad row may refuse them all."""
    rows = list(_rows(held, file, at=at))
    ImportedRow.objects.bulk_create(rows, batch_size=2_000)
    if not held.skip_refused and any(row.outcome == Outcome.REFUSED.value for row in rows):
        held.state, held.content = State.REFUSED, b""
        held.save(update_fields=["state", "content"])


def file_of(held: EarningsImport) -> EarningsFile:
    """Return what the file of an import says, read as it was when it was sent."""
    terms = _terms(held.discretionary, held.sent_at)
    return read_earnings(bytes(held.content), terms=terms)


def _terms(discretionary: Sequence[str] | None, at: datetime) -> Terms:
    codes = None if discretionary is None else frozenset(discretionary)
    return Terms(now=at, discretionary=codes)


def _rows(held: EarningsImport, file: EarningsFile, *, at: datetime) -> Iterator[ImportedRow]:
    lines = {record.number: record.line for record in file.records}
    picture = picture_of(file.rows, program_id=held.program_id, namespace=held.namespace, at=at)
    plans = [file.plan(key, rows, picture) for key, rows in file.groups(picture).items()]
    for number, refusals in file.refusals.items():
        yield ImportedRow(
            earnings_import=held,
            number=number,
            line=lines[number],
            external_id=file.numbers[number][:_ID_MAX],
            outcome=Outcome.REFUSED.value,
            refusals=written(refusals),
        )
    for plan in plans:
        yield from _planned_rows(held, plan, lines)


def _planned_rows(
    held: EarningsImport, plan: EarningPlan, lines: dict[int, int]
) -> Iterator[ImportedRow]:
    for row in plan.rows:
        yield ImportedRow(
            earnings_import=held,
            number=row.number,
            line=lines[row.number],
            external_id=plan.external_id,
            outcome=row.outcome.value,
            refusals=written(row.refusals),
            notes=list(row.notes),
        )


def written(refusals: Iterable[Refusal]) -> list[list[str]]:
    """Return refusals as they are kept with a row."""
    return [[refusal.column, refusal.reason] for refusal in refusals]
