"""Rows of one file make room for each other, whatever their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import permutations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.partners.rules.plans import Mode, Outcome
from goodstanding.partners.rules.rows import Number
from goodstanding.partners.rules.stake_planning import Company, StakeRowPlan, plan_stake_rows
from goodstanding.partners.rules.stake_rows import StakeRow
from goodstanding.partners.rules.stakes import WHOLE_BASIS_POINTS, Pair, Stake, day_before

OWNED, OWNERS = UUID(int=9), {name: UUID(int=place) for place, name in enumerate("ABC", start=1)}
NAMED = {
    Number("crm", name): Company(entity_id=entity_id, partner_id=UUID(int=100), name=name)
    for name, entity_id in {**OWNERS, "owned": OWNED}.items()
}
FIRST = date(2020, 1, 1)
Said = tuple[str, int, int]  #: Who owns how many percent from which year on.


def _rows(said: Sequence[Said]) -> list[StakeRow]:
    return [
        StakeRow(
            number=number,
            owner_ids=(Number("crm", owner),),
            owned_ids=(Number("crm", "owned"),),
            stake=_stake(percent, year),
            source="HRB 4711",
        )
        for number, (owner, percent, year) in enumerate(said, start=2)
    ]


def _stake(percent: int, year: int) -> Stake:
    return Stake(share_basis_points=percent * 100, from_on=date(year, 1, 1))


def _planned(
    rows: Sequence[StakeRow], known: Mapping[Pair, Sequence[Stake]] | None = None
) -> tuple[StakeRowPlan, ...]:
    return plan_stake_rows(rows, named=NAMED, known=known or {}, mode=Mode.UPDATE)


def _refused(plans: Sequence[StakeRowPlan]) -> list[str]:
    return [refusal.reason for plan in plans for refusal in plan.refusals]


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ([("A", 100, 2020), ("B", 60, 2025), ("A", 40, 2025)], {}),
        ([("A", 80, 2024), ("A", 60, 2025), ("A", 90, 2026)], {}),
        ([("B", 70, 2024), ("A", 30, 2025)], {"A": _stake(80, 2025)}),
        (
            [("B", 60, 2025), ("A", 40, 2025), ("A", 90, 2026), ("B", 10, 2026)],
            {"A": _stake(100, 2020)},
        ),
        ([("A", 80, 2023), ("A", 30, 2025)], {"A": _stake(40, 2020)}),
    ],
)
def test_what_can_be_true_together_is_taken_in_every_order(said, known) -> None:
    before = {Pair(OWNERS[owner], OWNED): [stake] for owner, stake in known.items()}

    for order in permutations(said):
        plans = _planned(_rows(order), before)

        assert _refused(plans) == []
        assert [plan.turn for plan in plans] == list(range(len(said)))


def test_what_never_fits_is_refused_and_what_follows_is_looked_at() -> None:
    said = [("B", 60, 2025), ("A", 100, 2020), ("B", 70, 2026), ("A", 20, 2026)]

    plans = _planned(_rows(said))

    assert {plan.row.number: plan.outcome for plan in plans} == {
        2: Outcome.REFUSED,
        3: Outcome.CREATED,
        4: Outcome.CREATED,
        5: Outcome.UPDATED,
    }
    assert _refused(plans) == [
        (
            "Others own 100 % of it on 2025-01-01, so that only 0 % are left, not 60 %. End or "
            "correct theirs first."
        )
    ]


MANY = range(100)
PEOPLE = {
    Number("crm", f"owner {one}"): Company(
        entity_id=UUID(int=1000 + one), partner_id=UUID(int=100), name=f"owner {one}"
    )
    for one in MANY
}


def _of_many(basis_points: Mapping[int, int], year: int) -> list[StakeRow]:
    """Return a row for each owner of many, in the order of their numbers."""
    return [
        StakeRow(
            number=one + 2,
            owner_ids=(Number("crm", f"owner {one}"),),
            owned_ids=(Number("crm", "owned"),),
            stake=Stake(share_basis_points=points, from_on=date(year, 1, 1)),
            source="HRB 4711",
        )
        for one, points in basis_points.items()
    ]


def test_of_many_owners_each_waits_for_those_who_make_room_and_no_longer() -> None:
    """Half of them take over a half percent from the others, who come later in the file."""
    known = {
        Pair(company.entity_id, OWNED): [
            Stake(share_basis_points=75 if place < 50 else 125, from_on=FIRST)
        ]
        for place, company in enumerate(PEOPLE.values())
    }
    rows = _of_many({one: 125 if one < 50 else 75 for one in MANY}, 2025)

    plans = plan_stake_rows(rows, named=NAMED | PEOPLE, known=known, mode=Mode.UPDATE)

    assert _refused(plans) == []
    taken_in_turn = [number for one in range(50) for number in (one + 52, one + 2)]
    assert [plan.row.number for plan in plans] == taken_in_turn
    assert [plan.turn for plan in plans] == list(MANY)


def test_of_many_owners_the_first_are_taken_until_nothing_is_left() -> None:
    rows = _of_many(dict.fromkeys(MANY, 150) | {99: 100}, 2025)

    plans = plan_stake_rows(rows, named=NAMED | PEOPLE, known={}, mode=Mode.UPDATE)

    taken = [plan.row.number for plan in plans if plan.outcome is Outcome.CREATED]
    assert taken == [*range(2, 68), 101]
    assert [plan.row.number for plan in plans[67:]] == list(range(68, 101))
    (said,) = set(_refused(plans))
    assert said.startswith("Others own 100 % of it on 2025-01-01, so that only 0 % are left, not")


def test_a_row_that_waits_is_joined_by_those_that_say_the_same_later() -> None:
    known = {Pair(OWNERS["A"], OWNED): [_stake(100, 2020)]}

    plans = _planned(_rows([("B", 60, 2025), ("C", 60, 2024), ("C", 60, 2025)]), known)

    assert [plan.row.number for plan in plans] == [3, 2, 4]
    assert len(_refused(plans)) == 3


def test_what_would_hold_at_the_same_time_is_refused_without_waiting() -> None:
    known = {Pair(OWNERS["A"], OWNED): [_stake(80, 2025)]}

    plans = _planned(_rows([("A", 60, 2024), ("B", 20, 2026)]), known)

    assert [plan.outcome for plan in plans] == [Outcome.REFUSED, Outcome.CREATED]
    assert "and this would hold at the same time" in _refused(plans)[0]


@st.composite
def histories(draw: st.DrawFn) -> list[StakeRow]:
    """Draw what can be true: day by day, owners whose shares change and never exceed the whole."""
    held = dict.fromkeys(OWNERS, 0)
    said: list[tuple[str, int, int]] = []
    for day in range(draw(st.integers(1, 4))):
        for owner in sorted(draw(st.sets(st.sampled_from(sorted(OWNERS))))):
            held[owner] = draw(st.sampled_from([1, 3000, 4000, 5000, 9998]))
            said.append((owner, held[owner], day))
        if sum(held.values()) > WHOLE_BASIS_POINTS:
            for owner in held:
                held[owner] = min(held[owner], 3333)
                said = [one for one in said if (one[0], one[2]) != (owner, day)]
                said += [(owner, held[owner], day)] if held[owner] else []
    return [
        StakeRow(
            number=number,
            owner_ids=(Number("crm", owner),),
            owned_ids=(Number("crm", "owned"),),
            stake=Stake(share_basis_points=points, from_on=FIRST + timedelta(days=day)),
            source="HRB 4711",
        )
        for number, (owner, points, day) in enumerate(draw(st.permutations(said)))
    ]


@given(histories())
def test_a_history_is_taken_in_any_order_and_changes_nothing_the_second_time(rows) -> None:
    plans = _planned(rows)
    known: dict[Pair, list[Stake]] = {}
    for done in plans:
        assert done.plan is not None
        assert done.pair is not None
        held = known.setdefault(done.pair, [])
        if done.plan.follows is not None:
            held.remove(done.plan.follows)
            held.append(day_before(done.plan.follows, done.row.stake.from_on))
        if done.changes:
            held.append(done.row.stake)

    again = _planned(rows, known)

    assert {plan.outcome for plan in plans} <= {
        Outcome.CREATED,
        Outcome.UPDATED,
        Outcome.UNCHANGED,
    }
    assert {plan.outcome for plan in again} <= {Outcome.UNCHANGED}
