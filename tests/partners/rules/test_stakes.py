"""Shares are read exactly, and what is said of one follows from what is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.partners.rules.columns import IdColumn
from goodstanding.partners.rules.errors import ColumnMappingError
from goodstanding.partners.rules.stake_columns import (
    StakeColumn,
    StakeSide,
    choose_stake_targets,
    stake_target_of,
    suggested_stake_target,
)
from goodstanding.partners.rules.stakes import (
    WHOLE_BASIS_POINTS,
    Stake,
    StakeChange,
    StakePlan,
    plan_stake,
    read_share,
    require_room,
    shown_share,
    shown_stake,
)
from goodstanding.values.errors import ConflictError, InvalidValueError

DAYS = st.dates(date(2020, 1, 1), date(2020, 3, 1))
SHARES = st.integers(1, WHOLE_BASIS_POINTS)
HEADER = ("Owner LEI", "owned id:lei", "share", "from", "until", "source")


def _stake(share=8000, since=1, until=None) -> Stake:
    return Stake(
        share_basis_points=share,
        from_on=date(2024, since, 1),
        until_on=None if until is None else date(2024, until, 28),
    )


ENDED = replace(_stake(), until_on=date(2024, 2, 29))
FOLLOWS = _stake(60, since=3)


@st.composite
def stakes(draw: st.DrawFn) -> Stake:
    first, last = sorted((draw(DAYS), draw(DAYS)))
    open_ = draw(st.booleans())
    return Stake(share_basis_points=draw(SHARES), from_on=first, until_on=None if open_ else last)


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("80", 8000),
        (" 80 % ", 8000),
        ("33.33%", 3333),
        ("33,3", 3330),
        ("50.0100", 5001),
        ("0.01", 1),
        ("100", 10_000),
    ],
)
def test_a_share_is_read_exactly(text: str, points: int) -> None:
    assert read_share(text) == points


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "“” is not a share. Write percent, such as 80 or 33.33."),
        ("half", "“half” is not a share. Write percent, such as 80 or 33.33."),
        ("-5", "“-5” is not a share. Write percent, such as 80 or 33.33."),
        ("1e2", "“1e2” is not a share. Write percent, such as 80 or 33.33."),
        (
            "33.333",
            (
                "“33.333” has 3 digits after the point, and 2 are kept. Round it, without crossing "
                "a share that your rules ask for."
            ),
        ),
    ],
)
def test_what_is_no_share_is_refused_with_what_to_write(text: str, sentence: str) -> None:
    with pytest.raises(InvalidValueError) as refused:
        read_share(text)

    assert str(refused.value) == sentence


@given(SHARES)
def test_a_share_that_is_shown_is_read_as_it_was(points: int) -> None:
    assert read_share(shown_share(points)) == points


@pytest.mark.parametrize("points", [0, 10_001, -1])
def test_nothing_and_more_than_all_cannot_be_owned(points: int) -> None:
    with pytest.raises(InvalidValueError, match="cannot be owned"):
        Stake(share_basis_points=points, from_on=date(2024, 1, 1))


def test_a_stake_reads_as_a_sentence() -> None:
    assert shown_stake(_stake(3333, 1, 6)) == "33.33 % from 2024-01-01 until 2024-06-28"
    assert shown_stake(_stake()) == "80 % from 2024-01-01"


@pytest.mark.parametrize(
    ("said", "known", "plan"),
    [
        (_stake(), [], StakePlan(change=StakeChange.RECORDED)),
        (_stake(), [_stake()], StakePlan(change=StakeChange.UNCHANGED, known=_stake())),
        (_stake(since=3), [_stake()], StakePlan(change=StakeChange.UNCHANGED, known=_stake())),
        (
            _stake(60),
            [_stake()],
            StakePlan(change=StakeChange.CORRECTED, corrects=_stake()),
        ),
        (
            _stake(60, since=3),
            [_stake()],
            StakePlan(change=StakeChange.RECORDED, follows=_stake()),
        ),
        (
            _stake(),
            [ENDED, FOLLOWS],
            StakePlan(change=StakeChange.UNCHANGED, known=ENDED),
        ),
        (
            _stake(since=2),
            [ENDED, FOLLOWS],
            StakePlan(change=StakeChange.UNCHANGED, known=ENDED),
        ),
        (_stake(since=3), [_stake(until=2)], StakePlan(change=StakeChange.RECORDED)),
        (_stake(since=1, until=2), [_stake(since=3)], StakePlan(change=StakeChange.RECORDED)),
    ],
)
def test_what_is_said_follows_from_what_is_known(said, known, plan) -> None:
    assert plan_stake(said, known) == plan


@pytest.mark.parametrize(
    ("said", "known"),
    [
        (_stake(since=2), [_stake(until=2)]),
        (_stake(since=1), [_stake(since=3)]),
        (_stake(60, since=3, until=4), [_stake()]),
        (_stake(), [_stake(until=2), FOLLOWS]),
        (_stake(70), [ENDED, FOLLOWS]),
        (_stake(since=2), [_stake(until=2), FOLLOWS]),
        (_stake(60, since=1, until=4), [_stake(since=1, until=2), _stake(since=3)]),
    ],
)
def test_two_shares_of_one_pair_never_hold_on_one_day(said, known) -> None:
    with pytest.raises(ConflictError, match="and this would hold at the same time"):
        plan_stake(said, known)


@given(stakes(), stakes())
def test_meeting_is_sharing_a_day(one: Stake, other: Stake) -> None:
    days = {one.from_on, other.from_on}

    shared = any(one.holds_on(day) and other.holds_on(day) for day in days)

    assert one.meets(other) == other.meets(one) == shared


@given(stakes(), st.lists(stakes(), max_size=5))
def test_room_is_refused_exactly_where_a_day_is_overdrawn(said: Stake, others) -> None:
    days = {said.from_on, *(one.from_on for one in others)}
    sums = [
        sum(one.share_basis_points for one in (said, *others) if one.holds_on(day))
        for day in days
        if said.holds_on(day)
    ]

    try:
        require_room(said, others)
        fits = True
    except ConflictError:
        fits = False

    assert fits == all(total <= WHOLE_BASIS_POINTS for total in sums)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Owner ID : LEI", IdColumn(StakeSide.OWNER, "lei")),
        ("owned_id:crm", IdColumn(StakeSide.OWNED, "crm")),
        ("Share", StakeColumn.SHARE),
        ("entity id:lei", None),
        ("owner id", None),
        ("owner id:Not A Name", None),
    ],
)
def test_only_our_own_names_count_without_a_person(text: str, target: object) -> None:
    assert stake_target_of(text) == target


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("from", StakeColumn.FROM),
        ("Parent LEI", IdColumn(StakeSide.OWNER, "lei")),
        ("Subsidiary", IdColumn(StakeSide.OWNED, "crm")),
        ("sharee", StakeColumn.SHARE),
        ("colour of the sign", None),
    ],
)
def test_what_a_column_could_mean_is_proposed(text: str, target: object) -> None:
    assert suggested_stake_target(text) == target


def test_columns_are_chosen_by_their_names_and_by_people() -> None:
    targets = choose_stake_targets(HEADER, {"Owner LEI": "owner id:lei"})

    assert targets == (
        IdColumn(StakeSide.OWNER, "lei"),
        IdColumn(StakeSide.OWNED, "lei"),
        StakeColumn.SHARE,
        StakeColumn.FROM,
        StakeColumn.UNTIL,
        StakeColumn.SOURCE,
    )


def test_everything_that_no_column_says_is_told_at_once() -> None:
    with pytest.raises(ColumnMappingError) as refused:
        choose_stake_targets(("colour",), {})

    assert [sentence.split(".")[0] for sentence in refused.value.sentences] == [
        "No column holds an ID of the entity that owns",
        "No column holds an ID of the entity that is owned",
        "No column says “share”, in percent",
        "No column says “from”, the first day",
        "Nothing says where this is written",
    ]


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("Register", "Leave the source of the whole file empty"),
        ("x" * 65, "has to be one line of up to 64 characters"),
    ],
)
def test_one_source_of_a_file_is_enough(source: str, sentence: str) -> None:
    header = HEADER if source == "Register" else HEADER[:-1]

    with pytest.raises(ColumnMappingError, match=sentence):
        choose_stake_targets(header, {"Owner LEI": "owner id:lei"}, source=source)
