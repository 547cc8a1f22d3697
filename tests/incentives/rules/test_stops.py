from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from goodstanding.incentives.rules.stops import Scope, Stop, causes_stopping
from goodstanding.values.spans import Span

START = datetime(2026, 9, 1, tzinfo=UTC)
ONE, OTHER = UUID(int=1), UUID(int=2)
HAMBURG, MUNICH = UUID(int=11), UUID(int=12)


def day(number: int) -> datetime:
    return START + timedelta(days=number)


@st.composite
def spans(draw) -> Span:
    first = draw(st.integers(0, 40))
    length = draw(st.one_of(st.none(), st.integers(1, 20)))
    return Span(day(first), None if length is None else day(first + length))


@st.composite
def stops(draw) -> Stop:
    return Stop(
        cause_id=UUID(int=draw(st.integers(1, 3))),
        scope=Scope(
            location_id=draw(st.sampled_from([None, HAMBURG, MUNICH])),
            incentive_type=draw(st.sampled_from(["", "marketing-funds"])),
        ),
        span=draw(spans()),
    )


def stopping(these, at, location_id=HAMBURG, incentive_type="marketing-funds") -> frozenset[UUID]:
    return causes_stopping(these, at=at, location_id=location_id, incentive_type=incentive_type)


def test_a_stop_holds_at_its_first_instant_and_not_at_its_last() -> None:
    stop = Stop(cause_id=ONE, scope=Scope(), span=Span(day(0), day(30)))

    assert stopping([stop], day(0)) == {ONE}
    assert stopping([stop], day(30) - timedelta(microseconds=1)) == {ONE}
    assert stopping([stop], day(30)) == frozenset()


def test_a_scope_covers_its_location_and_type_only() -> None:
    narrow = Scope(location_id=HAMBURG, incentive_type="marketing-funds")

    assert narrow.covers(location_id=HAMBURG, incentive_type="marketing-funds")
    assert not narrow.covers(location_id=MUNICH, incentive_type="marketing-funds")
    assert not narrow.covers(location_id=None, incentive_type="marketing-funds")
    assert not narrow.covers(location_id=HAMBURG, incentive_type="core-rebate")
    assert Scope().covers(location_id=None, incentive_type="core-rebate")


@given(st.lists(stops(), max_size=8), st.integers(0, 60))
def test_ending_one_cause_never_ends_another(several, number) -> None:
    left = [stop for stop in several if stop.cause_id != ONE]

    assert stopping(left, day(number)) == stopping(several, day(number)) - {ONE}


@given(st.lists(stops(), max_size=8), stops(), st.integers(0, 60))
def test_one_more_stop_never_frees_anything(several, extra, number) -> None:
    assert stopping(several, day(number)) <= stopping([*several, extra], day(number))
