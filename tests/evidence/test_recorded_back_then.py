"""A demonstration tells of the past; nobody else's log does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from goodstanding.evidence.models import InstallationClock
from goodstanding.evidence.services import change, clock_shift, recorded_back_then
from goodstanding.values import clock
from goodstanding.values.errors import ConflictError
from tests.builders import SYSTEM

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_what_a_demonstration_records_within_was_recorded_then() -> None:
    InstallationClock.objects.update(movable=True)
    then = clock.now() - 100 * DAY

    with recorded_back_then(then), change(actor=SYSTEM, at=then) as done:
        recorded_at = done.recorded_at

    assert abs(recorded_at - then) < DAY
    assert clock_shift() == timedelta(0)


def test_an_installation_in_use_records_now() -> None:
    with pytest.raises(ConflictError, match="no demonstration"), recorded_back_then(clock.now()):
        pass

    assert clock_shift() == timedelta(0)
