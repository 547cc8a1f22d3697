"""Two people at the same earning, at the same time."""

from __future__ import annotations

import threading
from contextlib import suppress

import pytest

from goodstanding.incentives.models import Earning, LedgerEntry
from goodstanding.incentives.rules.errors import ClawbackExceedsEarningError
from goodstanding.incentives.selectors.balances import balances_of
from goodstanding.incentives.services.applying import apply_earnings
from goodstanding.incentives.services.clawbacks import Line, claw_back_many
from goodstanding.values import clock
from tests.builders import NOON, SYSTEM
from tests.builders_incentives import (
    a_cause,
    balances,
    claw_back,
    earning_row,
    make_earning,
    make_participant,
    receive,
)
from tests.threads import together

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def _both_read_before_either_writes(monkeypatch) -> None:
    """Let whoever has read balances wait for the other; with the lock the other cannot read."""
    both_have_read = threading.Barrier(2)

    def slowly(earning_ids):
        found = balances_of(earning_ids)
        with suppress(threading.BrokenBarrierError):  # The other one waits for the lock.
            both_have_read.wait(1)
        return found

    monkeypatch.setattr("goodstanding.incentives.services.clawbacks.balances_of", slowly)


@pytest.mark.usefixtures("_both_read_before_either_writes")
def test_two_clawbacks_of_one_earning_never_take_more_than_it_was() -> None:
    earning = make_earning(amount="100.00")

    def take(amount_minor: int) -> None:
        claw_back(
            earning.pk,
            cause_id=a_cause(),
            amount_minor=amount_minor,
            actor=SYSTEM,
            at=clock.now(),
        )

    wrong = together(lambda: take(7_000), lambda: take(7_000))

    assert [type(error) for error in wrong] == [ClawbackExceedsEarningError]
    assert balances(earning).recovery_due == 7_000


@pytest.mark.usefixtures("_both_read_before_either_writes")
def test_pressing_the_button_twice_at_once_takes_back_once() -> None:
    earning, cause = make_earning(amount="100.00"), a_cause()

    def take() -> None:
        claw_back(earning.pk, cause_id=cause, amount_minor=7_000, actor=SYSTEM, at=clock.now())

    wrong = together(take, take)

    assert wrong == []
    assert balances(earning).recovery_due == 7_000


def test_opposite_orders_of_earnings_do_not_deadlock() -> None:
    program, partner = make_participant()
    earnings = [make_earning(program, partner, amount="100.00") for _ in range(4)]
    lines = [Line(earning_id=earning.pk, amount_minor=10) for earning in earnings]

    def take(these: list[Line]) -> None:
        claw_back_many(these, cause_id=a_cause(), actor=SYSTEM, at=clock.now())

    for _ in range(5):
        assert together(lambda: take(lines), lambda: take(lines[::-1])) == []

    assert {balances(earning).recovery_due for earning in earnings} == {100}


def test_two_files_with_one_earning_count_it_once() -> None:
    program, _partner = make_participant()
    held = [receive(program, earning_row("E-1"), skip=skip) for skip in (True, False)]

    wrong = together(
        *(lambda one=one: apply_earnings(one.pk, actor=SYSTEM, at=NOON) for one in held)
    )

    assert wrong == []
    assert Earning.objects.count() == 1
    assert LedgerEntry.objects.filter(kind="earned").count() == 1
