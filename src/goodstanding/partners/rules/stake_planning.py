"""What the rows of a file of who owns whom do, one after the other."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from goodstanding.partners.rules.plans import Mode, Outcome
from goodstanding.partners.rules.rows import Number, Refusal
from goodstanding.partners.rules.stake_columns import StakeSide
from goodstanding.partners.rules.stake_rows import StakeRow
from goodstanding.partners.rules.stakes import (
    NoRoomError,
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

#: Turns are kept as small numbers; rows of one entity beyond go by their order in the file.
_TURN_MAX = 32_767


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """A legal entity, and the partner it belongs to."""

    entity_id: UUID
    partner_id: UUID
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StakeRowPlan:
    """What one row does to what is known of a pair, or why it does nothing.

    ``turn`` says when it is done among the rows of what is owned: those of a lower turn first.
    """

    row: StakeRow
    outcome: Outcome
    pair: Pair | None = None
    partner_id: UUID | None = None
    plan: StakePlan | None = None
    turn: int = 0
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
    """Return what each row does, those of one entity in the order of their first days.

    A row for which others leave no room waits for rows that make some, and the later ones of its
    pair wait with it.

    Args:
        rows: What the rows say.
        named: The entities that IDs name.
        known: All shares that are known of the entities whose owners the rows speak of.
        mode: What becomes of what is known already.
    """
    planning = _Planning(named, known, mode)
    pairs = named_pairs(rows, named)
    plans: list[StakeRowPlan] = []
    queues: dict[UUID, dict[Pair, deque[StakeRow]]] = {}
    for row in sorted(rows, key=_place):
        if row.number not in pairs:
            plans.append(planning.planned(row, 0))
            continue
        pair = pairs[row.number]
        queues.setdefault(pair.owned_id, {}).setdefault(pair, deque()).append(row)
    for queue in queues.values():
        for turn, row in enumerate(_in_turn(queue, planning)):
            plans.append(planning.planned(row, min(turn, _TURN_MAX)))
    return tuple(plans)


def _place(row: StakeRow) -> tuple[date, int]:
    return row.stake.from_on, row.number


def _in_turn(queues: Mapping[Pair, deque[StakeRow]], planning: _Planning) -> Iterator[StakeRow]:
    """Give the rows of one owned entity, each once those before it are planned."""
    while heads := sorted(
        ((pair, queue[0]) for pair, queue in queues.items() if queue),
        key=lambda head: _place(head[1]),
    ):
        roomy = (head for head in heads if planning.finds_room(*head))
        pair, row = next(roomy, heads[0])
        queues[pair].popleft()
        yield row


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

    def finds_room(self, pair: Pair, row: StakeRow) -> bool:
        """Return whether the shares of others, as far as planned, leave room for a row."""
        try:
            self._plan(pair, row.stake)
        except NoRoomError:
            return False
        except ConflictError:
            return True  # Waiting makes it no better.
        return True

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
            plan = self._plan(pair, row.stake)
        except ConflictError as error:
            return _refused(row, Refusal("share", str(error)), turn)
        outcome, notes = self._outcome(plan)
        if earlier is not row:
            notes = (f"Row {earlier.number} says the same.",)
        if outcome is not Outcome.UNCHANGED:
            owners[pair.owner_id] = _after(row.stake, plan, held)
        return StakeRowPlan(
            row=row,
            outcome=outcome,
            pair=pair,
            partner_id=owned.partner_id,
            plan=plan,
            turn=turn,
            notes=notes,
        )

    def _plan(self, pair: Pair, said: Stake) -> StakePlan:
        owners = self._owners.get(pair.owned_id, {})
        plan = plan_stake(said, owners.get(pair.owner_id, []))
        if plan.change is not StakeChange.UNCHANGED:
            others = [
                one for who, stakes in owners.items() if who != pair.owner_id for one in stakes
            ]
            require_room(said, others)
        return plan

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
