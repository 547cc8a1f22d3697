from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.notices.rules.deadlines import DueAfterService, DueAt, Place, require_fitting
from goodstanding.notices.rules.kinds import NoticeKind, never_asks
from goodstanding.values.errors import InvalidValueError
from tests.builders import NOON
from tests.builders_notices import BERLIN


def test_days_run_to_the_end_of_the_local_day() -> None:
    deadline = DueAfterService(days=30, place=BERLIN)

    due_at = deadline.from_service(datetime(2026, 9, 30, 22, 30, tzinfo=UTC))

    assert due_at == datetime(2026, 10, 31, 23, 0, tzinfo=UTC)  # the end of 31 October, winter time


@given(st.integers(min_value=0, max_value=10**7), st.integers(min_value=0, max_value=10**6))
def test_later_service_never_gives_an_earlier_date(first_s, later_s) -> None:
    deadline = DueAfterService(days=5, place=BERLIN)
    served_at = NOON + timedelta(seconds=first_s)

    assert deadline.from_service(served_at + timedelta(seconds=later_s)) >= deadline.from_service(
        served_at
    )


@pytest.mark.parametrize("days", [0, -1, 3_651])
def test_a_time_must_be_one(days) -> None:
    with pytest.raises(InvalidValueError, match="is no time"):
        DueAfterService(days=days, place=BERLIN)


def test_a_zone_must_exist() -> None:
    with pytest.raises(InvalidValueError, match="not a time zone"):
        Place(zone="Mars/Olympus")


def test_an_instant_needs_a_zone() -> None:
    with pytest.raises(InvalidValueError, match="no time zone"):
        DueAt(at=NOON.replace(tzinfo=None), place=BERLIN)


@pytest.mark.parametrize("kind", NoticeKind)
def test_no_date_fits_every_kind(kind) -> None:
    require_fitting(kind, None, sent_at=NOON)


@pytest.mark.parametrize("kind", NoticeKind)
def test_a_date_fits_kinds_that_ask(kind) -> None:
    deadline = DueAt(at=NOON + timedelta(days=1), place=BERLIN)

    if never_asks(kind):
        with pytest.raises(InvalidValueError, match="has no date"):
            require_fitting(kind, deadline, sent_at=NOON)
    else:
        require_fitting(kind, deadline, sent_at=NOON)


def test_a_date_must_lie_ahead() -> None:
    with pytest.raises(InvalidValueError, match="due before it is sent"):
        require_fitting(NoticeKind.CALL_TO_ACTION, DueAt(at=NOON, place=BERLIN), sent_at=NOON)
