"""A demonstration's clock, as a process sees it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import Error, connection, transaction

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


def test_a_failed_transaction_keeps_the_time_known_before(shift: _Shift) -> None:
    let_clock_move()
    move_clock(timedelta(days=31))
    shift.ask()
    known = clock.now()

    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        try:
            cursor.execute("SELECT nothing")
        finally:
            connection.needs_rollback = True
            shift.ask()
            assert clock.now() >= known
            connection.needs_rollback = False
