"""What is added up day by day says the same as looking at every share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.partners.rules.stake_room import Room
from goodstanding.partners.rules.stakes import NoRoomError, Stake, require_room

FIRST = date(2020, 1, 1)


@st.composite
def stakes(draw: st.DrawFn) -> Stake:
    first = draw(st.integers(0, 12))
    days = draw(st.none() | st.integers(0, 12))
    return Stake(
        share_basis_points=draw(st.sampled_from([1, 2500, 3333, 5000, 9999, 10_000])),
        from_on=FIRST + timedelta(days=first),
        until_on=None if days is None else FIRST + timedelta(days=first + days),
    )


@given(st.lists(stakes(), max_size=8), st.lists(stakes(), max_size=4), stakes())
def test_it_refuses_what_looking_at_all_of_them_refuses_in_the_same_words(
    held: list[Stake], gone: list[Stake], said: Stake
) -> None:
    room = Room([*held, *gone, said])
    room.hold([*gone, *held])
    room.let_go(gone)

    assert _refusal(room.require, said) == _refusal(require_room, said, held)


def _refusal(asked: Callable[..., None], *said: object) -> str:
    try:
        asked(*said)
    except NoRoomError as error:
        return str(error)
    return ""


def test_a_share_that_ends_makes_room_on_the_next_day() -> None:
    all_of_it = Stake(share_basis_points=10_000, from_on=FIRST, until_on=FIRST)
    later = Stake(share_basis_points=10_000, from_on=FIRST + timedelta(days=1))
    room = Room([all_of_it, later])

    room.hold([all_of_it])

    room.require(later)
    with pytest.raises(NoRoomError, match="Others own 100 % of it on 2020-01-01"):
        room.require(all_of_it)
