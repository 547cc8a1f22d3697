"""Working out what each row of a file would do, kind by kind; nothing is written here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from goodstanding.partners.models import EndedBy, PartnerImport
from goodstanding.partners.rules.amount_planning import AmountPlan, months_of, plan_amount_rows
from goodstanding.partners.rules.amount_rows import AmountRow, checked_amount_row
from goodstanding.partners.rules.columns import Target
from goodstanding.partners.rules.grant_planning import GrantPlan, plan_grant_rows, rights_of
from goodstanding.partners.rules.grant_rows import GrantRow, checked_grant_row
from goodstanding.partners.rules.kept import kept
from goodstanding.partners.rules.planning import plan_rows, turn_of
from goodstanding.partners.rules.plans import Mode, Outcome, Plan, Terms
from goodstanding.partners.rules.reading import Record, Table
from goodstanding.partners.rules.rows import PartnerRow, Refusal, checked_row
from goodstanding.partners.rules.stake_planning import StakeRowPlan
from goodstanding.partners.rules.stake_rows import StakeRow, checked_stake_row
from goodstanding.partners.selectors.amounts import known_amounts, places_named
from goodstanding.partners.selectors.authorizations import rows_of, term_of
from goodstanding.partners.selectors.known import picture_of
from goodstanding.partners.services.authorizing import pack_at
from goodstanding.partners.services.ownership_import import stake_plans
from goodstanding.programs.models import Program
from goodstanding.values.days import local_day
from goodstanding.values.ids import new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedRow:
    """What one record would do; ``says`` is kept for applying it, and is empty where refused."""

    record: Record
    outcome: Outcome
    turn: int = 0  #: Rows of a lower turn are applied first.
    says: Mapping[str, object] | None = None
    refusals: tuple[Refusal, ...] = ()
    notes: tuple[str, ...] = ()


def check_partners(
    staged: PartnerImport, table: Table, targets: Sequence[Target | None], *, at: datetime
) -> list[CheckedRow]:
    """Return what each row of a file of partners would do."""
    program = Program.objects.get(pk=staged.program_id)
    today = local_day(at, program.zone)
    checked = {
        record.number: checked_row(record, table.header, targets, names=staged.names, today=today)
        for record in table.records
    }
    rows = [says for says in checked.values() if isinstance(says, PartnerRow)]
    terms = Terms(
        at=at,
        program_zone=program.zone,
        mode=Mode(staged.mode),
        names=staged.names,
        new_id=new_id,
    )
    picture = picture_of(rows, program_id=staged.program_id)
    plans = {plan.row.number: plan for plan in plan_rows(sorted(rows, key=turn_of), picture, terms)}
    return [
        _partner_row(record, checked[record.number], plans.get(record.number))
        for record in table.records
    ]


def _partner_row(
    record: Record, says: PartnerRow | tuple[Refusal, ...], plan: Plan | None
) -> CheckedRow:
    if plan is None:
        assert not isinstance(says, PartnerRow)  # every good row was planned
        return CheckedRow(record=record, outcome=Outcome.REFUSED, refusals=says)
    return CheckedRow(
        record=record,
        outcome=plan.outcome,
        turn=turn_of(plan.row)[0],
        says=kept(plan.row) if plan.outcome is not Outcome.REFUSED else None,
        refusals=plan.refusals,
        notes=plan.notes,
    )


def check_amounts(
    staged: PartnerImport, table: Table, targets: Sequence[Target | None], *, at: datetime
) -> list[CheckedRow]:
    """Return what each row of a file of monthly amounts would do."""

    def check(record: Record, today: date) -> AmountRow | tuple[Refusal, ...]:
        return checked_amount_row(record, table.header, targets, metric=staged.metric, today=today)

    return _located_rows(
        table, check, lambda rows: amount_plans(staged, rows, at=at), today=_today(staged, at=at)
    )


def amount_plans(
    held: PartnerImport, rows: Sequence[AmountRow], *, at: datetime
) -> tuple[AmountPlan, ...]:
    """Return what rows of amounts do to what is known now."""
    places = places_named(
        {number for row in rows for number in row.ids}, program_id=held.program_id, at=at
    )
    known = known_amounts(months_of(rows, places), program_id=held.program_id)
    return plan_amount_rows(rows, places=places, known=known, mode=Mode(held.mode))


def check_grants(
    staged: PartnerImport, table: Table, targets: Sequence[Target | None], *, at: datetime
) -> list[CheckedRow]:
    """Return what each row of a file of authorizations would do."""

    def check(record: Record, today: date) -> GrantRow | tuple[Refusal, ...]:
        return checked_grant_row(record, table.header, targets, name=staged.metric, today=today)

    return _located_rows(
        table, check, lambda rows: grant_plans(staged, rows, at=at), today=_today(staged, at=at)
    )


def grant_plans(
    held: PartnerImport, rows: Sequence[GrantRow], *, at: datetime
) -> tuple[GrantPlan, ...]:
    """Return what rows of authorizations do to what is known now."""
    places = places_named(
        {number for row in rows for number in row.ids}, program_id=held.program_id, at=at
    )
    known = rows_of(rights_of(rows, places), program_id=held.program_id)
    pack = pack_at(held.program_id, at=at)
    return plan_grant_rows(
        rows,
        places=places,
        known={right: [term_of(row) for row in found] for right, found in known.items()},
        lost={
            right: [term_of(row) for row in found if row.ended_by == EndedBy.RULES]
            for right, found in known.items()
        },
        names=[rule.name for rule in pack.authorizations] if pack else [],
        mode=Mode(held.mode),
    )


def check_stakes(
    staged: PartnerImport, table: Table, targets: Sequence[Target | None], *, at: datetime
) -> list[CheckedRow]:
    """Return what each row of a file of who owns whom would do."""

    def check(record: Record, today: date) -> StakeRow | tuple[Refusal, ...]:
        return checked_stake_row(record, table.header, targets, source=staged.metric, today=today)

    return _located_rows(
        table, check, lambda rows: stake_plans(staged, rows, at=at), today=_today(staged, at=at)
    )


def _today(staged: PartnerImport, *, at: datetime) -> date:
    return local_day(at, Program.objects.values_list("zone", flat=True).get(pk=staged.program_id))


_Row = TypeVar("_Row", AmountRow, GrantRow, StakeRow)


def _located_rows(
    table: Table,
    check: Callable[[Record, date], _Row | tuple[Refusal, ...]],
    plans_of: Callable[[Sequence[_Row]], Iterable[AmountPlan | GrantPlan | StakeRowPlan]],
    *,
    today: date,
) -> list[CheckedRow]:
    """Check each record by itself, plan the good ones together, and answer in the file's order."""
    checked = {record.number: check(record, today) for record in table.records}
    rows = [says for says in checked.values() if not isinstance(says, tuple)]
    plans = {plan.row.number: plan for plan in plans_of(rows)}
    return [
        _located_row(record, checked[record.number], plans.get(record.number))
        for record in table.records
    ]


def _located_row(
    record: Record,
    says: AmountRow | GrantRow | StakeRow | tuple[Refusal, ...],
    plan: AmountPlan | GrantPlan | StakeRowPlan | None,
) -> CheckedRow:
    if plan is None:
        assert isinstance(says, tuple)  # every good row was planned
        return CheckedRow(record=record, outcome=Outcome.REFUSED, refusals=says)
    return CheckedRow(
        record=record,
        outcome=plan.outcome,
        turn=plan.turn if isinstance(plan, StakeRowPlan) else 0,
        says=plan.row.kept() if plan.outcome is not Outcome.REFUSED else None,
        refusals=plan.refusals,
        notes=plan.notes,
    )
