"""What the rows of a file of who owns whom do, one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from goodstanding.partners.rules.plans import Mode, Outcome
from goodstanding.partners.rules.rows import Number, Refusal
from goodstanding.partners.rules.stake_columns import StakeSide
from goodstanding.partners.rules.stake_rows import StakeRow
from goodstanding.partners.rules.stakes import (
    Pair,
    Stake,
    StakeChange,
    StakePlan,
    day_before,
    plan_stake,
    require_room,
    shown_stake,
)
from goodstanding.values.errors import ConflictError


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """A legal entity, and the partner it belongs to."""

    entity_id: UUID
    partner_id: UUID
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StakeRowPlan:
    """What one row does to what is known of a pair, or why it does nothing.

    ``turn`` is 0 where it lowers a share: such rows make room and come first.
    """

    row: StakeRow
    outcome: Outcome
    pair: Pair | None = None
    partner_id: UUID | None = None
    plan: StakePlan | None = None
    turn: int = 1
    refusals: tuple[Refusal, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether the row changes what is known."""
        return self.outcome in {Outcome.CREATED, Outcome.UPDATED}


def named_pairs(rows: Sequence[StakeRow], named: Mapping[Number, Company]) -> dict[int, Pair]:
    """Return of whom each row speaks, by its number, as far as its IDs name two entities."""
    found = {}
    for row in rows:
        pair = _pair_named(row, named)
        if not isinstance(pair, Refusal):
            found[row.number] = Pair(pair[0].entity_id, pair[1].entity_id)
    return found


def plan_stake_rows(
    rows: Sequence[StakeRow],
    *,
    named: Mapping[Number, Company],
    known: Mapping[Pair, Sequence[Stake]],
    mode: Mode,
) -> tuple[StakeRowPlan, ...]:
    """Return what each row does: those that lower a share first, else in their order.

    Args:
        rows: What the rows say.
        named: The entities that IDs name.
        known: All shares that are known of the entities whose owners the rows speak of.
        mode: What becomes of what is known already.
    """
    planning = _Planning(named, known, mode)
    turns = {row.number: planning.turn(row) for row in rows}
    ordered = sorted(rows, key=lambda row: (turns[row.number], row.number))
    return tuple(planning.planned(row, turns[row.number]) for row in ordered)


class _Planning:
    """What is known of shares, row by row."""

    def __init__(
        self, named: Mapping[Number, Company], known: Mapping[Pair, Sequence[Stake]], mode: Mode
    ) -> None:
        self._named = named
        self._mode = mode
        self._owners: dict[UUID, dict[UUID, list[Stake]]] = {}
        for pair, stakes in known.items():
            self._owners.setdefault(pair.owned_id, {})[pair.owner_id] = list(stakes)
        self._said: dict[tuple[Pair, object], StakeRow] = {}

    def turn(self, row: StakeRow) -> int:
        """Return when a row is to be looked at: 0 where it lowers what is known, else 1."""
        pair = _pair_named(row, self._named)
        if isinstance(pair, Refusal):
            return 1
        owners = self._owners.get(pair[1].entity_id, {})
        held = [
            one.share_basis_points
            for one in owners.get(pair[0].entity_id, [])
            if one.holds_on(row.stake.from_on)
        ]
        return 0 if held and row.stake.share_basis_points <= max(held) else 1

    def planned(self, row: StakeRow, turn: int) -> StakeRowPlan:
        """Return what a row does after those before it."""
        companies = _pair_named(row, self._named)
        if isinstance(companies, Refusal):
            return _refused(row, companies, turn)
        owner, owned = companies
        pair = Pair(owner.entity_id, owned.entity_id)
        earlier = self._said.setdefault((pair, row.stake.from_on), row)
        if earlier is not row and earlier.stake != row.stake:
            return _refused(
                row,
                Refusal(
                    "share",
                    f"Row {earlier.number} says {shown_stake(earlier.stake)} of the same two. "
                    "Keep one.",
                ),
                turn,
            )
        owners = self._owners.setdefault(pair.owned_id, {})
        held = owners.get(pair.owner_id, [])
        try:
            plan = plan_stake(row.stake, held)
            after = _after(row.stake, plan, held)
            others = [
                one for who, stakes in owners.items() if who != pair.owner_id for one in stakes
            ]
            if plan.change is not StakeChange.UNCHANGED:
                require_room(row.stake, others)
        except ConflictError as error:
            return _refused(row, Refusal("share", str(error)), turn)
        outcome, notes = self._outcome(plan)
        if earlier is not row:
            notes = (f"Row {earlier.number} says the same.",)
        if outcome is not Outcome.UNCHANGED:
            owners[pair.owner_id] = after
        return StakeRowPlan(
            row=row,
            outcome=outcome,
            pair=pair,
            partner_id=owned.partner_id,
            plan=plan,
            turn=turn,
            notes=notes,
        )

    def _outcome(self, plan: StakePlan) -> tuple[Outcome, tuple[str, ...]]:
        if plan.change is StakeChange.UNCHANGED:
            return Outcome.UNCHANGED, ()
        before = plan.corrects or plan.follows
        if before is None:
            return Outcome.CREATED, ()
        if self._mode is Mode.SKIP:
            return Outcome.UNCHANGED, ("It is known differently, and left as it is.",)
        return Outcome.UPDATED, (f"It was known: {shown_stake(before)}.",)


def _after(said: Stake, plan: StakePlan, held: Sequence[Stake]) -> list[Stake]:
    """Return what is known of a pair once a stake is said."""
    kept = [one for one in held if one not in (plan.corrects, plan.follows)]
    if plan.follows is not None:
        kept.append(day_before(plan.follows, said.from_on))
    return [*kept, said]


def _pair_named(
    row: StakeRow, named: Mapping[Number, Company]
) -> tuple[Company, Company] | Refusal:
    """Return the two entities that the IDs of a row name, or why they do not."""
    owner = _company(row.owner_ids, StakeSide.OWNER, named)
    owned = _company(row.owned_ids, StakeSide.OWNED, named)
    if isinstance(owner, Refusal):
        return owner
    if isinstance(owned, Refusal):
        return owned
    if owner.entity_id == owned.entity_id:
        return Refusal("", f"Both IDs name {owner.name}, and nobody owns itself. Correct one.")
    if owner.partner_id != owned.partner_id:
        return Refusal(
            "",
            f"{owner.name} and {owned.name} belong to different partners. A partner is a whole "
            "group: import both entities under one partner first.",
        )
    return owner, owned


def _company(
    ids: Sequence[Number], side: StakeSide, named: Mapping[Number, Company]
) -> Company | Refusal:
    unknown = [number for number in ids if number not in named]
    if unknown:
        return Refusal(
            f"{side}:{unknown[0].namespace}",
            f"No legal entity of this program has the ID {unknown[0]}. Import the entity first, "
            "or correct the ID.",
        )
    found = {named[number].entity_id: named[number] for number in ids}
    if len(found) > 1:
        together = " and ".join(str(number) for number in ids)
        return Refusal("", f"{together} are different entities. Correct the IDs.")
    return next(iter(found.values()))


def _refused(row: StakeRow, refusal: Refusal, turn: int) -> StakeRowPlan:
    return StakeRowPlan(row=row, outcome=Outcome.REFUSED, turn=turn, refusals=(refusal,))
