"""The shortest way back in time: fewest acts, then the earliest instant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from goodstanding.standing.rules.moments import INSTANTS_MAX, Moment, find_way
from goodstanding.standing.rules.needs import About
from goodstanding.standing.rules.way_back import (
    Act,
    ActKind,
    AtLeast,
    Done,
    From,
    Need,
    Never,
    every,
)
from tests.standing.rules.test_needs import answer

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
SALES: About = ("sold", "l1")
ROW = answer("whole")
OTHER = answer("suspension", kind="measure")


def days(number: int) -> datetime:
    return NOON + timedelta(days=number)


def act(name: str) -> Done:
    return Done(Act(kind=ActKind.SHOW, subject=name))


def acts(*names: str) -> tuple[Act, ...]:
    return tuple(act(name).act for name in names)


def moment(at: datetime, *needs: Need, met: frozenset[About] = frozenset()) -> Moment:
    return Moment(at=at, needs=tuple((ROW, need) for need in needs), met=met)


def later(*moments: Moment) -> Callable[[datetime], Moment]:
    """Return what is told of each instant; about others nobody is to ask."""
    told = {each.at: each for each in moments}
    return lambda at: told[at]


def test_a_measure_that_ends_leaves_what_is_due_by_then() -> None:
    first = moment(NOON, From(days(30)), act("insurance"))
    then = moment(days(30), act("insurance"), act("audit"))

    found = find_way(first, later(then))

    assert (found.best.acts, found.best.at) == (acts("audit", "insurance"), days(30))
    assert (found.best.remaining, found.sooner) == ((), None)


def test_a_measure_that_begins_meanwhile_is_waited_for_too() -> None:
    first, then = moment(NOON, From(days(10))), moment(days(10), From(days(20)))

    found = find_way(first, later(then, moment(days(20))))

    assert (found.best.acts, found.best.at) == ((), days(20))


def test_what_time_meets_saves_an_act_and_the_way_that_does_not_wait_is_told_too() -> None:
    sold = Never(SALES, days(5))
    first = moment(NOON, AtLeast(2, (sold, act("audit"), act("insurance"))))
    then = moment(
        days(5), AtLeast(2, (every(), act("audit"), act("insurance"))), met=frozenset({SALES})
    )

    found = find_way(first, later(then))

    assert (found.best.acts, found.best.at) == (acts("audit"), days(5))
    assert found.sooner is not None
    assert (found.sooner.acts, found.sooner.at) == (acts("audit", "insurance"), NOON)


def test_what_only_waiting_meets_says_the_day() -> None:
    first = moment(NOON, Never(SALES, days(5)))
    second = moment(days(5), Never(SALES, days(9)))

    found = find_way(first, later(second, moment(days(9), met=frozenset({SALES}))))

    assert (found.best.acts, found.best.at, found.best.remaining) == ((), days(9), ())
    assert found.sooner is None


def test_a_duty_that_is_no_longer_asked_is_not_waited_for() -> None:
    first = moment(NOON, AtLeast(1, (Never(SALES, days(5)), act("audit"))))

    found = find_way(first, later(moment(days(5))))

    assert (found.best.acts, found.best.at) == (acts("audit"), NOON)


def test_with_as_many_acts_the_earlier_way_is_taken() -> None:
    first = moment(NOON, AtLeast(1, (Never(SALES, days(5)), act("audit"))))
    then = moment(days(5), act("insurance"), met=frozenset({SALES}))

    found = find_way(first, later(then))

    assert (found.best.acts, found.best.at) == (acts("audit"), NOON)


def test_what_nothing_ends_remains_and_the_rest_is_done() -> None:
    first = Moment(at=NOON, needs=((OTHER, Never()), (ROW, act("audit"))), met=frozenset())

    found = find_way(first, later())

    assert (found.best.acts, found.best.remaining) == (acts("audit"), (OTHER,))


def test_so_many_instants_are_asked_about_and_no_more() -> None:
    asked = list[datetime]()

    def moment_at(at: datetime) -> Moment:
        asked.append(at)
        return moment(at, Never(SALES, at + timedelta(days=1)))

    found = find_way(moment(NOON, Never(SALES, days(1))), moment_at)

    assert asked == [days(n + 1) for n in range(INSTANTS_MAX)]
    assert (found.best.at, found.best.remaining) == (NOON, (ROW,))


def test_too_much_to_search_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("goodstanding.standing.rules.way_back.CHOICES_MAX", 0)
    either = AtLeast(1, (every(act("a"), act("b")), every(act("c"), act("d"))))

    assert not find_way(moment(NOON, either), later()).shortest


def test_duties_that_are_too_much_to_search_together_have_a_way_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("goodstanding.standing.rules.way_back.CHOICES_MAX", 0)
    first, other = (AtLeast(1, (act(one), act("audit"))) for one in "ab")

    best = find_way(moment(NOON, first, other, Never()), later()).best

    assert (best.acts, best.remaining, best.shortest) == (acts("audit"), (ROW,), False)
