"""A demonstration's clock, as a process sees it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from goodstanding.evidence.services import let_clock_move, move_clock
from goodstanding.values import clock
from goodstanding.web.clock import _Shift

pytestmark = pytest.mark.django_db


@pytest.fixture
def shift() -> Iterator[_Shift]:
    shift = _Shift()
    clock.install_shift(shift)
    yield shift
    clock.remove_shift()


def test_a_process_follows_the_clock_of_the_installation(shift: _Shift) -> None:
    let_clock_move()
    before = clock.now()

    move_clock(timedelta(days=31))
    shift.ask()

    assert clock.now() - before >= timedelta(days=31)


def test_a_transaction_that_failed_is_asked_nothing(
    shift: _Shift, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    let_clock_move()
    move_clock(timedelta(days=31))
    shift.ask()

    transaction.set_rollback(True)
    with django_assert_num_queries(0):
        shift.ask()
        known = shift()
    transaction.set_rollback(False)

    assert known == timedelta(days=31)
