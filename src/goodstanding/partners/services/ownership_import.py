"""Writing what a file says of who owns whom: set by set, each with one event."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from goodstanding.evidence import canonical
from goodstanding.evidence.merkle import items_root
from goodstanding.evidence.payloads import Code, Private
from goodstanding.evidence.services import Change
from goodstanding.partners.events_ownerships import OwnershipsImported
from goodstanding.partners.keys import keys_of
from goodstanding.partners.models import Ownership, PartnerImport
from goodstanding.partners.rules.plans import Mode, Outcome
from goodstanding.partners.rules.rows import Number
from goodstanding.partners.rules.stake_planning import (
    StakeRowPlan,
    named_pairs,
    plan_stake_rows,
)
from goodstanding.partners.rules.stake_rows import StakeRow, restored_stake_row
from goodstanding.partners.rules.stakes import Pair, Stake
from goodstanding.partners.selectors.ownerships import (
    companies,
    companies_named,
    pair_of,
    rows_of_owned,
    stakes_known,
    zones_of_owned,
)
from goodstanding.partners.services.owned_rows import Saying, Written, write_stake
from goodstanding.programs.calendar import ensure_days
from goodstanding.values.keys import PartnerKey

#: Owners of entities of more partners than this, said at once, are a matter of the whole program.
_REACH_MAX = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What proves a row that changed something: canonical bytes, and the salt of its words."""

    item: bytes
    salt: bytes


def partners_spoken_of(held: PartnerImport, rows: Sequence[StakeRow], *, at: datetime) -> set[UUID]:
    """Return the partners of all entities that rows of who owns whom name."""
    named = companies_named(_numbers(rows), program_id=held.program_id, at=at)
    return {company.partner_id for company in named.values()}


def stake_plans(
    held: PartnerImport, rows: Sequence[StakeRow], *, at: datetime
) -> tuple[StakeRowPlan, ...]:
    """Return what rows of who owns whom do to what is known now."""
    named = companies_named(_numbers(rows), program_id=held.program_id, at=at)
    spoken_of = {pair.owned_id for pair in named_pairs(rows, named).values()}
    return plan_stake_rows(
        rows,
        named=named,
        known=stakes_known(spoken_of),
        mode=Mode(held.mode),
        said_before=_said_before(held, {one.partner_id for one in named.values()}, at=at),
    )


def _said_before(
    held: PartnerImport, partner_ids: set[UUID], *, at: datetime
) -> dict[Pair, set[Stake]]:
    """Return what applied rows of an import have recorded, where that makes a difference.

    An import that leaves alone what is known still takes the whole history that its file holds,
    in whichever chunk a row of it comes.
    """
    if held.mode != Mode.SKIP.value:
        return {}
    done = held.rows.filter(
        partner_id__in=partner_ids, applied_at__isnull=False, outcome=Outcome.CREATED.value
    )
    rows = [restored_stake_row(row.says or {}) for row in done.only("says")]
    named = companies_named(_numbers(rows), program_id=held.program_id, at=at)
    pairs = named_pairs(rows, named)
    said: dict[Pair, set[Stake]] = defaultdict(set)
    for row in rows:
        if row.number in pairs:
            said[pairs[row.number]].add(row.stake)
    return said


def write_stakes(
    held: PartnerImport, plans: Sequence[StakeRowPlan], done: Change
) -> dict[int, Proof]:
    """Write what planned rows of an import change, with one event for all of them.

    Returns:
        What proves each row that changed something, by its number.
    """
    changing = [plan for plan in plans if plan.changes]
    if not changing:
        return {}
    owned = {plan.pair.owned_id for plan in changing if plan.pair}
    known_owned = companies(owned, program_id=held.program_id, at=done.at)
    zones = zones_of_owned(known_owned, program_id=held.program_id, at=done.at)
    ensure_days(set(zones.values()))
    rows: dict[Pair, list[Ownership]] = defaultdict(list)
    for known in rows_of_owned(owned).values():
        for row in known:
            rows[pair_of(row)].append(row)
    proofs = {}
    for plan in changing:
        assert plan.pair is not None  # a row that changes something has all three
        assert plan.plan is not None
        assert plan.partner_id is not None
        saying = Saying(
            pair=plan.pair,
            partner_id=plan.partner_id,
            stake=plan.row.stake,
            source=plan.row.source,
            zone=zones[plan.pair.owned_id],
            plan=plan.plan,
        )
        written = write_stake(saying, rows[plan.pair], done)
        proofs[plan.row.number] = _proof(held, plan, written)
        kept = [row for row in rows[plan.pair] if row.superseded_at is None]
        rows[plan.pair] = [*kept, written.row, *([written.ended] if written.ended else [])]
    _record(held, changing, [proofs[number].item for number in sorted(proofs)], done)
    return proofs


def _numbers(rows: Sequence[StakeRow]) -> set[Number]:
    return {number for row in rows for number in (*row.owner_ids, *row.owned_ids)}


def _proof(held: PartnerImport, plan: StakeRowPlan, written: Written) -> Proof:
    """Return what proves a row: what it wrote and what it ended; its words only as a hash."""
    row, ended = written.row, written.ended
    says = Private(json.dumps(plan.row.kept(), sort_keys=True, ensure_ascii=False))
    item = canonical.encode(
        {
            "import": held.pk,
            "row": plan.row.number,
            "outcome": plan.outcome,
            "partner": row.partner_id,
            "ownership": row.fact_id,
            "owner": row.owner_id,
            "owned": row.owned_id,
            "share_basis_points": row.share_basis_points,
            "from_on": row.from_on,
            "until_on": row.until_on,
            "ended": ended.fact_id if ended else None,
            "ended_on": ended.until_on if ended else None,
            "says": says.digest,
        }
    )
    return Proof(item=item, salt=says.salt)


def _record(
    held: PartnerImport,
    changing: Sequence[StakeRowPlan],
    items: Sequence[bytes],
    done: Change,
) -> None:
    payload = OwnershipsImported(
        import_id=held.pk,
        imported_program_id=held.program_id,
        count=len(changing),
        recorded=sum(plan.outcome is Outcome.CREATED for plan in changing),
        corrected=sum(plan.outcome is Outcome.UPDATED for plan in changing),
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
