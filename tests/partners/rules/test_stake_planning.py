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
