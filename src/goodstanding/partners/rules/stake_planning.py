"""What the rows of a file of who owns whom do, one after the other."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import heappop, heappush
from types import MappingProxyType
from uuid import UUID

from goodstanding.partners.rules.plans import Mode, Outcome
from goodstanding.partners.rules.rows import Number, Refusal
from goodstanding.partners.rules.stake_columns import StakeSide
from goodstanding.partners.rules.stake_room import Room
from goodstanding.partners.rules.stake_rows import StakeRow
from goodstanding.partners.rules.stakes import (
    NoRoomError,
    Pair,
    Stake,
    StakeChange,
    StakePlan,
    day_before,
    plan_stake,
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
    def makes_room(self) -> bool:
        """Whether less may be owned on some day once the row is done."""
        did = self.plan is not None and (self.plan.corrects or self.plan.follows) is not None
        return self.changes and did

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
    said_before: Mapping[Pair, Collection[Stake]] = MappingProxyType({}),
) -> tuple[StakeRowPlan, ...]:
    """Return what each row does, those of one entity in the order of their first days.

    A row for which others leave no room waits for rows that make some, and the later ones of its
    pair wait with it.

    Args:
        rows: What the rows say.
        named: The entities that IDs name.
        known: All shares that are known of the entities whose owners the rows speak of.
        mode: What becomes of what is known already.
        said_before: What rows of the same file said that are applied already.
    """
    planning = _Planning(named, known, mode, said_before)
    pairs = named_pairs(rows, named)
    plans: list[StakeRowPlan] = []
    queues: dict[UUID, dict[Pair, deque[StakeRow]]] = {}
    for row in sorted(rows, key=_place):
        if row.number not in pairs:
            plans.append(planning.planned(row, 0))
            continue
        pair = pairs[row.number]
        queues.setdefault(pair.owned_id, {}).setdefault(pair, deque()).append(row)
    for owned_id, queue in queues.items():
        planning.make_room(owned_id, [row.stake for each in queue.values() for row in each])
        plans.extend(_Turns(queue, planning).plans())
    return tuple(plans)


#: What a row says, and what is known of its pair.
_Alike = tuple[Stake, tuple[Stake, ...]]
#: Where the next row of a pair stands.
_Head = tuple[tuple[date, int], Pair]


def _place(row: StakeRow) -> tuple[date, int]:
    return row.stake.from_on, row.number


class _Turns:
    """The rows of one owned entity, each planned once there is room for it.

    Rows that say the same share for the same days, of pairs of which the same is known, find room
    together or not at all. They wait together, so that many owners are not looked at one by one,
    and what waits is looked at anew only when a row has made room.
    """

    def __init__(self, queues: Mapping[Pair, deque[StakeRow]], planning: _Planning) -> None:
        self._queues = queues
        self._planning = planning
        self._alike: dict[_Alike, list[_Head]] = {}
        self._hopeful: list[tuple[_Head, _Alike]] = []
        self._waiting: set[_Alike] = set()
        for pair in queues:
            self._line_up(pair)

    def plans(self) -> Iterator[StakeRowPlan]:
        """Yield what the rows do, those of a pair in the order of their days."""
        turn = 0
        while self._alike:
            alike = self._next()
            _, pair = heappop(self._alike[alike])
            if not self._alike[alike]:
                del self._alike[alike]
                self._waiting.discard(alike)
            elif alike not in self._waiting:
                self._hope(alike)
            plan = self._planning.planned(self._queues[pair].popleft(), min(turn, _TURN_MAX))
            turn += 1
            if plan.makes_room:
                again, self._waiting = self._waiting, set()
                for each in again:
                    self._hope(each)
            self._line_up(pair)
            yield plan

    def _next(self) -> _Alike:
        """Return whose first row comes next: the first with room, else the first of all."""
        while self._hopeful:
            head, alike = heappop(self._hopeful)
            if alike in self._waiting or self._alike.get(alike, [None])[0] != head:
                continue  # Its rows wait by now, or this one is planned.
            if self._planning.finds_room(head[1], self._queues[head[1]][0]):
                return alike
            self._waiting.add(alike)
        return min(self._alike, key=lambda alike: self._alike[alike][0])

    def _line_up(self, pair: Pair) -> None:
        if not self._queues[pair]:
            return
        row = self._queues[pair][0]
        alike = (row.stake, self._planning.held(pair))
        heappush(self._alike.setdefault(alike, []), (_place(row), pair))
        if alike not in self._waiting:
            self._hope(alike)

    def _hope(self, alike: _Alike) -> None:
        heappush(self._hopeful, (self._alike[alike][0], alike))


class _Planning:
    """What is known of shares, row by row."""

    def __init__(
        self,
        named: Mapping[Number, Company],
        known: Mapping[Pair, Sequence[Stake]],
        mode: Mode,
        said_before: Mapping[Pair, Collection[Stake]],
    ) -> None:
        self._named = named
        self._mode = mode
        self._held: dict[Pair, tuple[Stake, ...]] = {}
        self._known_of: dict[UUID, list[Stake]] = {}
        for pair, stakes in known.items():
            self._held[pair] = tuple(stakes)
            self._known_of.setdefault(pair.owned_id, []).extend(stakes)
        self._rooms: dict[UUID, Room] = {}
        self._first: dict[tuple[Pair, date], StakeRow] = {}
        self._said = {pair: set(stakes) for pair, stakes in said_before.items()}

    def make_room(self, owned_id: UUID, said: Sequence[Stake]) -> None:
        """Add up what is known of an entity, before rows of it that say all this are planned."""
        known = self._known_of.get(owned_id, [])
        room = Room([*known, *said])
        room.hold(known)
        self._rooms[owned_id] = room

    def held(self, pair: Pair) -> tuple[Stake, ...]:
        """Return what is known of a pair after the rows planned so far."""
        return self._held.get(pair, ())

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
        earlier = self._first.setdefault((pair, row.stake.from_on), row)
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
        try:
            plan = self._plan(pair, row.stake)
        except ConflictError as error:
            return _refused(row, Refusal("share", str(error)), turn)
        outcome, notes = self._outcome(pair, plan)
        if earlier is not row:
            notes = (f"Row {earlier.number} says the same.",)
        if outcome is not Outcome.UNCHANGED:
            self._keep(pair, row.stake, plan)
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
        held = self.held(pair)
        plan = plan_stake(said, held)
        if plan.change is not StakeChange.UNCHANGED:
            room = self._rooms[pair.owned_id]
            room.let_go(held)
            try:
                room.require(said)
            finally:
                room.hold(held)
        return plan

    def _outcome(self, pair: Pair, plan: StakePlan) -> tuple[Outcome, tuple[str, ...]]:
        if plan.change is StakeChange.UNCHANGED:
            return Outcome.UNCHANGED, ()
        before = plan.corrects or plan.follows
        if before is None:
            return Outcome.CREATED, ()
        if self._mode is not Mode.SKIP:
            return Outcome.UPDATED, (f"It was known: {shown_stake(before)}.",)
        if before == plan.follows and before in self._said.get(pair, ()):
            return Outcome.CREATED, (f"The file says before: {shown_stake(before)}.",)
        left_out = (
            f"Left out: it is known to own {shown_stake(before)}, and what is known stays as it is."
        )
        return Outcome.UNCHANGED, (left_out,)

    def _keep(self, pair: Pair, said: Stake, plan: StakePlan) -> None:
        """Take what a row says as known for the rows after it."""
        held = self.held(pair)
        kept = [one for one in held if one not in (plan.corrects, plan.follows)]
        if plan.follows is not None:
            kept.append(day_before(plan.follows, said.from_on))
        self._held[pair] = (*kept, said)
        self._said.setdefault(pair, set()).add(said)
        room = self._rooms[pair.owned_id]
        room.let_go(held)
        room.hold(self._held[pair])


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
