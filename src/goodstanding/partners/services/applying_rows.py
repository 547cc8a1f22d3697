"""Doing what the rows of one transaction say, kind by kind."""

from __future__ import annotations

import json
import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from goodstanding.evidence import canonical
from goodstanding.evidence.merkle import items_root
from goodstanding.evidence.payloads import Code, Private
from goodstanding.evidence.services import Change
from goodstanding.partners.events import PartnersImported
from goodstanding.partners.keys import keys_of
from goodstanding.partners.models import Partner, PartnerImport, StagedRow
from goodstanding.partners.rules.amount_planning import AmountPlan
from goodstanding.partners.rules.amount_rows import restored_amount_row
from goodstanding.partners.rules.grant_planning import GrantPlan
from goodstanding.partners.rules.grant_rows import restored_grant_row
from goodstanding.partners.rules.kept import restored_row
from goodstanding.partners.rules.planning import plan_rows
from goodstanding.partners.rules.plans import Mode, Outcome, Plan, Terms
from goodstanding.partners.rules.rows import Refusal
from goodstanding.partners.rules.stake_planning import StakeRowPlan
from goodstanding.partners.rules.stake_rows import restored_stake_row
from goodstanding.partners.selectors.known import partners_meant, picture_of
from goodstanding.partners.services.amounts import item_bytes, record_amounts
from goodstanding.partners.services.checking import amount_plans, grant_plans
from goodstanding.partners.services.grants import (
    grant_bytes,
    granting_of,
    lock_partners,
    write_grants,
)
from goodstanding.partners.services.ownership_import import (
    Proof,
    partners_spoken_of,
    stake_plans,
    write_stakes,
)
from goodstanding.partners.services.writing import write_facts
from goodstanding.programs.models import Program
from goodstanding.values.ids import new_id
from goodstanding.values.keys import PartnerKey

#: Up to so many partners are recomputed at once; more are a matter of the whole program.
_REACH_MAX = 1_000
_SALT_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class RowResult:
    """What one row did; ``item`` are the bytes that prove it, empty where it changed nothing."""

    row_id: UUID
    outcome: Outcome
    refusals: tuple[Refusal, ...] = ()
    notes: tuple[str, ...] = ()
    partner_id: UUID | None = None
    salt: bytes = b""
    item: bytes = b""


class RefusedNowError(Exception):
    """A row of an all-or-nothing import turned bad since it was checked."""

    def __init__(self, results: Sequence[RowResult]) -> None:
        self.results = results
        super().__init__("nothing is applied")


def apply_partners(
    held: PartnerImport, staged: Sequence[StagedRow], done: Change
) -> tuple[RowResult, ...]:
    """Do what rows of partners say, and return what each did.

    Raises:
        RefusedNowError: A row is bad, and one bad row stops this import. Nothing is written.
    """
    chunk = _planned(held, staged, done)
    results = _results(chunk)
    _require_good(held, results)
    facts = [fact for plan in chunk.plans for fact in plan.facts]
    write_facts(facts, program_id=held.program_id, done=done)
    _record(chunk, [result.item for result in results if result.item], done)
    return results


def apply_amounts(
    held: PartnerImport, staged: Sequence[StagedRow], done: Change
) -> tuple[RowResult, ...]:
    """Do what rows of monthly amounts say, and return what each did.

    Raises:
        RefusedNowError: A row is bad, and one bad row stops this import. Nothing is written.
    """
    rows = [restored_amount_row(row.says or {}) for row in staged]
    ids = {row.number: row.pk for row in staged}
    plans = amount_plans(held, rows, at=done.at)
    results = tuple(_amount_result(held, plan, ids[plan.row.number]) for plan in plans)
    _require_good(held, results)
    said = {plan.month: plan.row.amount for plan in plans if plan.changes and plan.month}
    if said:
        record_amounts(
            said, program_id=held.program_id, recording_id=held.pk, actor=done.actor, at=done.at
        )
    return results


def apply_grants(
    held: PartnerImport, staged: Sequence[StagedRow], done: Change
) -> tuple[RowResult, ...]:
    """Do what rows of authorizations say, and return what each did.

    Raises:
        RefusedNowError: A row is bad, and one bad row stops this import. Nothing is written.
    """
    rows = [restored_grant_row(row.says or {}) for row in staged]
    ids = {row.number: row.pk for row in staged}
    touched = [plan.partner_id for plan in grant_plans(held, rows, at=done.at) if plan.partner_id]
    lock_partners(touched)
    plans = grant_plans(held, rows, at=done.at)
    results = tuple(_grant_result(held, plan, ids[plan.row.number]) for plan in plans)
    _require_good(held, results)
    write_grants(held, plans, done)
    return results


def _grant_result(held: PartnerImport, plan: GrantPlan, row_id: UUID) -> RowResult:
    granting = granting_of(plan)
    return RowResult(
        row_id=row_id,
        outcome=plan.outcome,
        refusals=plan.refusals,
        notes=plan.notes,
        partner_id=plan.partner_id,
        item=grant_bytes(granting, program_id=held.program_id) if granting else b"",
    )


def apply_stakes(
    held: PartnerImport, staged: Sequence[StagedRow], done: Change
) -> tuple[RowResult, ...]:
    """Do what rows of who owns whom say, and return what each did, by number.

    Raises:
        RefusedNowError: A row is bad, and one bad row stops this import. Nothing is written.
    """
    rows = [restored_stake_row(row.says or {}) for row in staged]
    ids = {row.number: row.pk for row in staged}
    # All of them: a row that is refused now may be good once its partner is locked.
    lock_partners(sorted(partners_spoken_of(held, rows, at=done.at)))
    plans = stake_plans(held, rows, at=done.at)
    _require_good(held, [_stake_result(plan, ids[plan.row.number]) for plan in plans])
    proofs = write_stakes(held, plans, done)
    return tuple(
        _stake_result(plan, ids[plan.row.number], proofs.get(plan.row.number)) for plan in plans
    )


def _stake_result(plan: StakeRowPlan, row_id: UUID, proof: Proof | None = None) -> RowResult:
    return RowResult(
        row_id=row_id,
        outcome=plan.outcome,
        refusals=plan.refusals,
        notes=plan.notes,
        partner_id=plan.partner_id,
        salt=proof.salt if proof else b"",
        item=proof.item if proof else b"",
    )


def _require_good(held: PartnerImport, results: Sequence[RowResult]) -> None:
    if held.mode == Mode.STOP.value and any(r.outcome is Outcome.REFUSED for r in results):
        raise RefusedNowError(results)


def _amount_result(held: PartnerImport, plan: AmountPlan, row_id: UUID) -> RowResult:
    item = b""
    if plan.changes and plan.month is not None:
        item = item_bytes(plan.month, plan.row.amount, program_id=held.program_id)
    return RowResult(
        row_id=row_id,
        outcome=plan.outcome,
        refusals=plan.refusals,
        notes=plan.notes,
        partner_id=plan.partner_id,
        item=item,
    )


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


def _planned(held: PartnerImport, staged: Sequence[StagedRow], done: Change) -> _Chunk:
    rows = [restored_row(row.says or {}) for row in staged]
    # Whoever else changes one of these partners queues on its row.
    list(
        Partner.objects.select_for_update(no_key=True)
        .filter(pk__in=partners_meant(rows))
        .order_by("pk")
    )
    terms = Terms(
        at=done.at,
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


def _results(chunk: _Chunk) -> tuple[RowResult, ...]:
    """Return what each row does, by number: the order in which the event's root proves them."""
    return tuple(
        _result(chunk, plan) for plan in sorted(chunk.plans, key=lambda plan: plan.row.number)
    )


def _result(chunk: _Chunk, plan: Plan) -> RowResult:
    salt = secrets.token_bytes(_SALT_BYTES) if plan.facts else b""
    return RowResult(
        row_id=chunk.rows[plan.row.number].pk,
        outcome=plan.outcome,
        refusals=plan.refusals,
        notes=plan.notes,
        partner_id=plan.partner_id,
        salt=salt,
        item=_item(chunk, plan, salt) if plan.facts else b"",
    )


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
