"""Doing what a checked file of earnings says: chunk by chunk, each one transaction, one event.

An earning counts once: what is known of it is read under its lock, so that an import that was
killed continues, and one that is done, or sent again, changes nothing.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db import connection

from goodstanding.evidence import canonical
from goodstanding.evidence.merkle import items_root
from goodstanding.evidence.payloads import Code
from goodstanding.evidence.services import Change, change
from goodstanding.incentives.events import EarningsImported
from goodstanding.incentives.models import (
    Earning,
    EarningsImport,
    LedgerEntry,
    State,
)
from goodstanding.incentives.rules.plans import EarningPlan, RowPlan
from goodstanding.incentives.rules.reading import EarningsFile
from goodstanding.incentives.rules.rows import RATE_SOURCE, REPORT_CURRENCY, EarningRow
from goodstanding.incentives.selectors.known import picture_of
from goodstanding.incentives.services.posting import locked_earnings, post
from goodstanding.incentives.services.receiving import file_of, written
from goodstanding.partners.rules.plans import Outcome
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError
from goodstanding.values.ids import new_id
from goodstanding.values.keys import PartnerKey

#: How many earnings are one transaction.
CHUNK = 1_000
#: Up to so many partners are recomputed at once; more are a matter of the whole program.
_REACH_MAX = CHUNK
#: Imports of earnings queue on this number, chunk by chunk: two files may name one earning.
_IMPORTS_LOCK = 0x6561726E

Progress = Callable[[int], None]
Group = tuple[str, list[EarningRow]]


class _RefusedNowError(Exception):
    """A row of an all-or-nothing import turned bad since it was checked."""

    def __init__(self, rows: Sequence[RowPlan]) -> None:
        self.rows = rows
        super().__init__("nothing is applied")


def apply_earnings(
    import_id: UUID, *, actor: Actor, at: datetime, progress: Progress | None = None
) -> EarningsImport:
    """Apply what is not applied yet of an import; one that is done already is left alone.

    Without ``skip_refused`` everything is one transaction. Otherwise each chunk is, and
    ``progress`` is told how many earnings it had once it is committed.

    Raises:
        ConflictError: The import was refused.
    """
    held = EarningsImport.objects.get(pk=import_id)
    if held.state == State.REFUSED:
        raise ConflictError("This import was refused. Correct the file and send it again.")
    if held.state == State.APPLIED:
        return held
    file = file_of(held)
    if held.skip_refused:
        for size in _chunks_applied(held, file, actor=actor, at=at):
            if progress is not None:
                progress(size)
    else:
        _apply_whole(held, file, actor=actor, at=at)
    return EarningsImport.objects.get(pk=import_id)


def _apply_whole(held: EarningsImport, file: EarningsFile, *, actor: Actor, at: datetime) -> None:
    try:
        with change(actor=actor, at=at):
            for _size in _chunks_applied(held, file, actor=actor, at=at):
                pass
    except _RefusedNowError as refused:
        for row in refused.rows:
            held.rows.filter(number=row.number).update(
                outcome=row.outcome.value, refusals=written(row.refusals)
            )
        EarningsImport.objects.filter(pk=held.pk, state=State.CHECKED).update(
            state=State.REFUSED, content=b""
        )


def _chunks_applied(
    held: EarningsImport, file: EarningsFile, *, actor: Actor, at: datetime
) -> Iterator[int]:
    """Apply chunk after chunk, yielding how many earnings each had, and close the import."""
    picture = picture_of(file.rows, program_id=held.program_id, namespace=held.namespace, at=at)
    done = set(held.rows.filter(applied_at__isnull=False).values_list("number", flat=True))
    waiting = (
        (key, rows)
        for key, rows in file.groups(picture).items()
        if not done.issuperset(row.number for row in rows)
    )
    while chunk := list(islice(waiting, CHUNK)):
        with change(actor=actor, at=at) as current:
            if _locked(held.pk).state == State.APPLIED:
                return
            _apply(held, file, chunk, done=current)
        yield len(chunk)
    with change(actor=actor, at=at):
        closing = _locked(held.pk)
        if closing.state != State.APPLIED:
            _close(closing, actor=actor, at=at)


def _locked(import_id: UUID) -> EarningsImport:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_IMPORTS_LOCK])
    # Two workers on one import queue on its row, and the later one finds the earnings known.
    return EarningsImport.objects.select_for_update(no_key=True).get(pk=import_id)


def _close(held: EarningsImport, *, actor: Actor, at: datetime) -> None:
    held.rows.filter(applied_at=None).exclude(outcome=Outcome.REFUSED.value).update(applied_at=at)
    held.state, held.applied_at, held.applied_by = State.APPLIED, at, str(actor)
    held.content = b""
    held.save(update_fields=["state", "applied_at", "applied_by", "content"])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Applied:
    """One earning of a chunk, with the row it is about, and the bytes that prove it."""

    plan: EarningPlan
    earning: Earning | None
    item: bytes


def _apply(
    held: EarningsImport, file: EarningsFile, chunk: Sequence[Group], *, done: Change
) -> None:
    named = [key for key, _rows in chunk]
    known = Earning.objects.filter(program_id=held.program_id, external_id__in=named)
    earnings = locked_earnings(known.values_list("pk", flat=True))
    picture = picture_of(
        (row for _key, rows in chunk for row in rows),
        program_id=held.program_id,
        namespace=held.namespace,
        at=done.at,
    )
    plans = [file.plan(key, rows, picture) for key, rows in chunk]
    refused = [row for plan in plans for row in plan.rows if row.outcome is Outcome.REFUSED]
    if refused and not held.skip_refused:
        raise _RefusedNowError(refused)
    new = {
        plan.external_id: _earning(held, plan)
        for plan in plans
        if plan.changes and plan.known is None
    }
    Earning.objects.bulk_create(new.values(), batch_size=1_000)
    applied = [
        _Applied(
            plan=plan,
            earning=earnings[plan.known.id] if plan.known else new.get(plan.external_id),
            item=_item(held, plan, new) if plan.changes else b"",
        )
        for plan in plans
    ]
    _write(held, applied, done=done)
    _remember(held, applied, at=done.at)
    _record(held, applied, done=done)
    EarningsImport.objects.filter(pk=held.pk).update(
        state=State.APPLYING, applied_by=str(done.actor)
    )


def _earning(held: EarningsImport, plan: EarningPlan) -> Earning:
    row, participant = plan.row, plan.participant
    assert row is not None  # only earnings that change are written
    assert participant is not None  # a new earning of nobody is refused
    has_rate = row.rate is not None
    return Earning(
        id=new_id(),
        program_id=held.program_id,
        partner_id=participant.partner_id,
        location_id=participant.location_id,
        external_id=plan.external_id,
        participant_id=row.participant_id,
        incentive_type=row.incentive_type,
        incentive_name=row.incentive_name,
        discretionary=row.discretionary,
        amount_minor=row.amount_minor,
        currency=row.currency,
        rate=row.rate,
        rate_on=row.rate_on,
        rate_source=RATE_SOURCE if has_rate else "",
        report_currency=REPORT_CURRENCY if has_rate else "",
        earned_at=row.earned_at,
        applies_on=row.earned_at.date().replace(day=1),
        import_id=held.pk,
    )


def _item(held: EarningsImport, plan: EarningPlan, new: dict[str, Earning]) -> bytes:
    """Return the canonical bytes of what the rows of an earning did."""
    earning_id = plan.known.id if plan.known else new[plan.external_id].pk
    return canonical.encode(
        {
            "import": held.pk,
            "rows": [row.number for row in plan.rows],
            "earning": earning_id,
            "entries": [
                {
                    "kind": planned.kind,
                    "currency": planned.entry.currency,
                    "postings": [[p.account, p.amount_minor] for p in planned.entry.postings],
                }
                for planned in plan.entries
            ],
        }
    )


def _write(held: EarningsImport, applied: Sequence[_Applied], *, done: Change) -> None:
    post(
        [
            (
                LedgerEntry(
                    earning=one.earning,
                    kind=planned.kind.value,
                    cause_id=held.pk,
                    currency=planned.entry.currency,
                    reference=planned.reference,
                    happened_on=planned.happened_on,
                    undoes_id=planned.undoes,
                    posted_at=done.at,
                ),
                planned.entry,
            )
            for one in applied
            for planned in one.plan.entries
        ]
    )


def _remember(held: EarningsImport, applied: Sequence[_Applied], *, at: datetime) -> None:
    """Keep with each row what it did; the first of an earning carries what proves them."""
    columns: dict[str, list[object]] = defaultdict(list)
    for one in applied:
        for place, row in enumerate(one.plan.rows):
            used = row.outcome is not Outcome.REFUSED
            columns["number"].append(row.number)
            columns["outcome"].append(row.outcome.value)
            columns["refusals"].append(json.dumps(written(row.refusals)))
            columns["notes"].append(json.dumps(row.notes))
            columns["earning"].append(one.earning.pk if used and one.earning else None)
            columns["applied_at"].append(at if used else None)
            columns["item"].append(one.item if place == 0 else b"")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE incentives_importedrow r SET outcome = u.outcome, "
            "refusals = u.refusals::jsonb, notes = u.notes::jsonb, earning_id = u.earning, "
            "applied_at = u.applied_at, item = u.item "
            "FROM unnest(%s::int[], %s::text[], %s::text[], %s::text[], %s::uuid[], "
            "%s::timestamptz[], %s::bytea[]) "
            "AS u(number, outcome, refusals, notes, earning, applied_at, item) "
            "WHERE r.earnings_import_id = %s AND r.number = u.number",
            [*columns.values(), held.pk],
        )


def _record(held: EarningsImport, applied: Sequence[_Applied], *, done: Change) -> None:
    changed = [one for one in applied if one.plan.changes]
    if not changed:
        return
    changed.sort(key=lambda one: one.plan.rows[0].number)
    touched = {one.earning.partner_key for one in changed if one.earning is not None}
    is_wide = len(touched) > _REACH_MAX
    near: Sequence[PartnerKey] = () if is_wide else sorted(touched)
    done.record(
        EarningsImported(
            import_id=held.pk,
            imported_program_id=held.program_id,
            file_sha256=Code(held.file_sha256),
            count=len(changed),
            created=sum(one.plan.known is None for one in changed),
            items_root=Code(items_root([one.item for one in changed]).hex()),
        ),
        partners=near,
        program_id=held.program_id if is_wide else None,
    )
