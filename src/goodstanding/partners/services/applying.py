"""Doing what the rows of an import say: chunk by chunk, each one transaction with one event.

A row counts once: which rows are done is kept with them in the same transaction, so that an
import that was killed continues, and one that is done changes nothing.
"""

from __future__ import annotations

import json
import secrets
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, connection

from goodstanding.evidence import canonical
from goodstanding.evidence.merkle import items_root
from goodstanding.evidence.payloads import Code, Private
from goodstanding.evidence.services import Change, change
from goodstanding.partners.events import PartnersImported
from goodstanding.partners.keys import keys_of
from goodstanding.partners.models import ImportState, Partner, PartnerImport, StagedRow
from goodstanding.partners.rules.kept import restored_row
from goodstanding.partners.rules.planning import plan_rows
from goodstanding.partners.rules.plans import Mode, Outcome, Plan, Terms
from goodstanding.partners.selectors.known import partners_meant, picture_of
from goodstanding.partners.services.staging import header_of
from goodstanding.partners.services.writing import write_facts
from goodstanding.programs.models import Program
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError
from goodstanding.values.ids import new_id
from goodstanding.values.keys import PartnerKey

#: How many rows are one transaction.
CHUNK = 1_000
#: Up to so many partners are recomputed at once; more are a matter of the whole program.
_REACH_MAX = CHUNK
#: Every import queues on this number, chunk by chunk: two files may speak of one partner.
_IMPORTS_LOCK = 0x70617274
_ATTEMPTS = 3
_SALT_BYTES = 16

Progress = Callable[[int, int], None]
T = TypeVar("T")


class _RefusedNowError(Exception):
    """A row of an all-or-nothing import turned bad since it was checked."""

    def __init__(self, plans: Sequence[Plan]) -> None:
        self.plans = plans
        super().__init__("nothing is applied")


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
    except _RefusedNowError as refused:
        _keep_refusals(import_id, refused.plans)


def _keep_refusals(import_id: UUID, plans: Sequence[Plan]) -> None:
    held = PartnerImport.objects.get(pk=import_id)
    for plan in plans:
        if plan.outcome is Outcome.REFUSED:
            StagedRow.objects.filter(partner_import_id=import_id, number=plan.row.number).update(
                outcome=plan.outcome.value, refusals=_refusals_of(held, plan)
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
        chunk = _planned(held, rows, at=at)
        if held.mode == Mode.STOP.value and any(p.outcome is Outcome.REFUSED for p in chunk.plans):
            raise _RefusedNowError(chunk.plans)
        facts = [fact for plan in chunk.plans for fact in plan.facts]
        write_facts(facts, program_id=held.program_id, done=done)
        _record(chunk, _remember(chunk, at=at), done)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chunk:
    """Rows of one transaction, with what each does."""

    held: PartnerImport
    plans: tuple[Plan, ...]
    rows: dict[int, StagedRow]

    @property
    def changing(self) -> list[Plan]:
        """The rows that change something, by number."""
        changing = [plan for plan in self.plans if plan.facts]
        return sorted(changing, key=lambda plan: plan.row.number)


def _planned(held: PartnerImport, staged: Sequence[StagedRow], *, at: datetime) -> _Chunk:
    rows = [restored_row(row.says or {}) for row in staged]
    # Whoever else changes one of these partners queues on its row.
    list(
        Partner.objects.select_for_update(no_key=True)
        .filter(pk__in=partners_meant(rows))
        .order_by("pk")
    )
    terms = Terms(
        at=at,
        program_zone=Program.objects.values_list("zone", flat=True).get(pk=held.program_id),
        mode=Mode(held.mode),
        names=held.names,
        new_id=new_id,
    )
    picture = picture_of(rows, program_id=held.program_id)
    return _Chunk(
        held=held,
        plans=tuple(plan_rows(rows, picture, terms)),
        rows={row.number: row for row in staged},
    )


def _refusals_of(held: PartnerImport, plan: Plan) -> list[list[str]]:
    return [[header_of(held, refusal.column), refusal.reason] for refusal in plan.refusals]


def _item(chunk: _Chunk, plan: Plan, salt: bytes) -> bytes:
    """Return the canonical bytes of a row that changed something: identifiers and a hash."""
    says = json.dumps(chunk.rows[plan.row.number].says, sort_keys=True, ensure_ascii=False)
    return canonical.encode(
        {
            "import": chunk.held.pk,
            "row": plan.row.number,
            "outcome": plan.outcome,
            "partner": plan.partner_id,
            "entity": plan.entity_id,
            "location": plan.location_id,
            "says": Private(says, salt).digest,
        }
    )


def _remember(chunk: _Chunk, *, at: datetime) -> list[bytes]:
    """Keep with each row what it did; return the bytes of those that changed something."""
    items: dict[int, bytes] = {}
    columns: dict[str, list[object]] = defaultdict(list)
    for plan in chunk.plans:
        salt = secrets.token_bytes(_SALT_BYTES) if plan.facts else b""
        row = chunk.rows[plan.row.number]
        if plan.facts:
            items[plan.row.number] = _item(chunk, plan, salt)
        columns["id"].append(row.pk)
        columns["outcome"].append(plan.outcome.value)
        columns["refusals"].append(json.dumps(_refusals_of(chunk.held, plan)))
        columns["notes"].append(json.dumps(plan.notes))
        columns["partner_id"].append(plan.partner_id)
        columns["salt"].append(salt)
        columns["item"].append(items.get(plan.row.number, b""))
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
    return [items[number] for number in sorted(items)]


def _record(chunk: _Chunk, items: Sequence[bytes], done: Change) -> None:
    changing = chunk.changing
    if not changing:
        return
    numbers = [plan.row.number for plan in changing]
    payload = PartnersImported(
        import_id=chunk.held.pk,
        imported_program_id=chunk.held.program_id,
        file_sha256=Code(chunk.held.file_sha256),
        first_row=numbers[0],
        last_row=numbers[-1],
        count=len(changing),
        created=sum(plan.outcome is Outcome.CREATED for plan in changing),
        updated=sum(plan.outcome is Outcome.UPDATED for plan in changing),
        items_root=Code(items_root(items).hex()),
    )
    touched: dict[UUID, list[PartnerKey]] = defaultdict(list)
    for key in keys_of({plan.partner_id for plan in changing if plan.partner_id}):
        touched[key.program_id].append(key)
    wide = [program_id for program_id, keys in touched.items() if len(keys) > _REACH_MAX]
    near = [key for program_id, keys in touched.items() if program_id not in wide for key in keys]
    done.record(payload, partners=near, program_id=wide[0] if wide else None)
    for program_id in wide[1:]:
        done.record(payload, program_id=program_id)
