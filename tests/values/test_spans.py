"""Half-open spans: the first instant is in, the last is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from goodstanding.values.errors import InvalidValueError
from goodstanding.values.spans import Span

START = datetime(2026, 9, 1, tzinfo=UTC)
END = START + timedelta(days=30)
TICK = timedelta(microseconds=1)


def test_the_start_is_in_and_the_end_is_not() -> None:
    span = Span(START, END)

    assert START in span
    assert END - TICK in span
    assert END not in span
    assert START - TICK not in span


def test_an_open_span_never_ends() -> None:
    assert START + timedelta(days=36_500) in Span(START)


@pytest.mark.parametrize("end", [START, START - TICK])
def test_a_span_that_ends_before_it_starts_is_refused(end) -> None:
    with pytest.raises(InvalidValueError, match="ends after it starts"):
        Span(START, end)


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="no time zone"):
        Span(START.replace(tzinfo=None))
