"""The shortest way back is the shortest there is: brute force over every set of acts agrees."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodstanding.standing.rules import way_back as rules
from goodstanding.standing.rules.way_back import (
    Act,
    ActKind,
    AtLeast,
    Done,
    From,
    Need,
    Never,
    does_for,
    every,
    holds,
    instead_of,
    way_back,
)

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
ACTS = tuple(Act(kind=ActKind.PASS, subject="course", person=f"person-{n:02}") for n in range(12))
INSTANTS = tuple(NOON + timedelta(days=days) for days in (1, 5, 30))

leaves = st.one_of(
    st.sampled_from(ACTS).map(Done), st.sampled_from(INSTANTS).map(From), st.just(Never())
)
needs: st.SearchStrategy[Need] = st.recursive(
    leaves,
    lambda parts: st.lists(parts, max_size=4).flatmap(
        lambda chosen: st.integers(0, len(chosen)).map(lambda n: AtLeast(n, tuple(chosen)))
    ),
    max_leaves=14,
)


def shortest(need: Need) -> tuple[int, datetime | None] | None:
    """Return how many acts, and when, by trying every set of acts at every instant."""
    if not holds(need, frozenset(ACTS), INSTANTS[-1]):
        return None
    for size in range(len(ACTS) + 1):
        for at in (None, *INSTANTS):
            if any(holds(need, frozenset(acts), at) for acts in combinations(ACTS, size)):
                return size, at
    raise AssertionError


@settings(max_examples=300)
@given(needs)
def test_no_way_is_shorter_and_none_as_short_is_earlier(need: Need) -> None:
    found, expected = way_back(need), shortest(need)

    if found is None:
        assert expected is None
    else:
        assert (len(found.acts), found.ready_at) == expected
        assert holds(need, frozenset(found.acts), found.ready_at)
        assert found.shortest


def test_an_act_that_serves_two_duties_is_better_than_the_first_of_each() -> None:
    a, b, c = (Done(act) for act in ACTS[:3])

    found = way_back(every(AtLeast(1, (a, c)), AtLeast(1, (b, c))))

    assert found is not None
    assert found.acts == (ACTS[2],)


def test_an_act_that_stands_twice_counts_twice() -> None:
    a, b = (Done(act) for act in ACTS[:2])

    found = way_back(AtLeast(2, (a, b, a, b)))

    assert found is not None
    assert len(found.acts) == 1


def test_an_act_of_the_same_kind_that_does_as_well_can_stand_instead() -> None:
    a, b, c = (Done(act) for act in ACTS[:3])
    other = Done(Act(kind=ActKind.SHOW, subject="course"))
    need = every(AtLeast(1, (a, b, other)), AtLeast(1, (a, b, c)))

    found = instead_of(ACTS[0], ACTS[:1], need)

    assert found == (ACTS[1],)


def test_an_act_does_for_another_only_where_it_meets_all_that_is_asked_of_it() -> None:
    half, whole, single = (Done(act) for act in ACTS[:3])

    one_duty = every(AtLeast(1, (half,)), AtLeast(1, (single, half)))
    two_duties = every(one_duty, AtLeast(1, (single,)))
    both = every(AtLeast(2, (single, half)))

    assert does_for(half.act, single.act, one_duty)
    assert not does_for(half.act, single.act, two_duties)
    assert does_for(whole.act, single.act, every(AtLeast(1, (single, whole))))
    assert not does_for(half.act, single.act, both)


def test_waiting_needs_no_act_and_tells_the_day() -> None:
    found = way_back(every(From(INSTANTS[2]), AtLeast(1, (From(INSTANTS[1]), Done(ACTS[0])))))

    assert found is not None
    assert (found.acts, found.ready_at) == ((), INSTANTS[2])


def test_what_only_others_can_do_has_no_way_back() -> None:
    assert way_back(every(Done(ACTS[0]), Never())) is None


def test_people_who_count_alike_are_not_tried_one_by_one() -> None:
    many = tuple(
        Done(Act(kind=ActKind.PASS, subject="course", person=f"{n:03}")) for n in range(300)
    )

    found = way_back(every(AtLeast(150, many), AtLeast(20, many[100:])))

    assert found is not None
    assert (len(found.acts), found.shortest) == (150, True)


def test_a_search_that_does_not_end_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "CHOICES_MAX", 3)
    parts = tuple(every(Done(one), Done(other)) for one, other in combinations(ACTS, 2))

    found = way_back(AtLeast(9, parts))

    assert found is not None
    assert not found.shortest
    assert holds(AtLeast(9, parts), frozenset(found.acts), None)


def duty(*names: str, hopeless: int, least: int) -> AtLeast:
    """Return the need of a duty made of parts, of which nobody can meet some."""
    parts = [every(Done(Act(kind=ActKind.SHOW, subject=name))) for name in names]
    return AtLeast(least, (*(every(Never()) for _ in range(hopeless)), *parts))


def test_parts_that_nobody_can_meet_are_not_chosen() -> None:
    need = duty(*"abcdefgh", hopeless=10, least=8)

    found = way_back(need)

    assert found is not None
    assert ([act.subject for act in found.acts], found.shortest) == ([*"abcdefgh"], True)
    assert way_back(duty(*"abcdefg", hopeless=10, least=8)) is None


def test_many_parts_that_do_equally_well_are_not_tried_one_by_one() -> None:
    duties = [duty(*(f"{name}{n}" for n in range(18)), hopeless=4, least=8) for name in "abcde"]

    found = way_back(every(*duties))

    assert found is not None
    assert (len(found.acts), found.shortest) == (40, True)


@pytest.mark.parametrize("bound", ["CHOICES_MAX", "DEPTH_MAX"])
def test_where_nothing_is_found_within_the_bound_a_way_that_works_is_told(
    monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    monkeypatch.setattr(rules, bound, -1)
    both, each, late = Done(ACTS[0]), [Done(act) for act in ACTS[1:4]], From(INSTANTS[0])
    need = every(*(AtLeast(1, (one, both, From(INSTANTS[2]), Never())) for one in each), late)

    found = way_back(need)

    assert found is not None
    assert (found.acts, found.ready_at, found.shortest) == ((), INSTANTS[2], False)
    assert way_back(every(need, Never())) is None


def test_a_parent_of_more_companies_than_can_be_searched_is_asked_once() -> None:
    parent = Done(ACTS[0])
    own = [Done(Act(kind=ActKind.ACCEPT, subject="code", unit=f"{n:03}")) for n in range(600)]

    found = way_back(every(*(AtLeast(1, (one, parent)) for one in own)))

    assert found is not None
    assert (found.acts, found.shortest) == ((ACTS[0],), False)
