from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.cases.rules.lengths import (
    Ends,
    Lasting,
    MeasureLengthError,
    lasting_of,
    release_months_of,
)
from goodstanding.rulebook.ladder_lengths import RecommendedMeasure
from goodstanding.rulebook.phrases import (
    Always,
    Between,
    Duration,
    Fixed,
    LengthEnd,
    Until,
)
from goodstanding.values.errors import InvalidValueError

NOON = datetime(2025, 4, 17, 12, tzinfo=UTC)
REMOVAL = RecommendedMeasure(
    name="removal",
    lasts=Until(event=LengthEnd.RELEASED),
    release_after=Between(least=Duration(months=12), most=Duration(months=36)),
)


@pytest.mark.parametrize(
    ("lasts", "ends"),
    [
        (None, Ends.ONCE),
        (Always(), Ends.NEVER),
        (Until(event=LengthEnd.PASSED), Ends.PASSED),
        (Until(event=LengthEnd.COMPLETED), Ends.COMPLETED),
        (Fixed(duration=Duration(days=30)), Ends.CALENDAR),
    ],
)
def test_a_length_is_kept_by_what_ends_it(lasts, ends) -> None:
    assert lasting_of(RecommendedMeasure(name="warning", lasts=lasts)).ends is ends


def test_thirty_days_are_thirty_whole_local_days() -> None:
    lasting = Lasting(ends=Ends.CALENDAR, days=30)

    assert lasting.until(NOON, zone="Europe/Berlin") == datetime(2025, 5, 17, 22, tzinfo=UTC)
    assert lasting.last_day(NOON, zone="Europe/Berlin") == date(2025, 5, 17)


def test_what_no_calendar_ends_has_no_last_day() -> None:
    lasting = Lasting(ends=Ends.COMPLETED)

    assert lasting.until(NOON, zone="UTC") is None
    assert lasting.last_day(NOON, zone="UTC") is None


def test_a_length_stands_with_the_calendar_only() -> None:
    with pytest.raises(InvalidValueError, match="no other has"):
        Lasting(ends=Ends.COMPLETED, days=1)


def lasting(least: Duration, most: Duration) -> RecommendedMeasure:
    """Return a measure whose length the decider chooses."""
    return RecommendedMeasure(name="debarment", lasts=Between(least=least, most=most))


@pytest.mark.parametrize(
    "chosen",
    [
        None,
        Duration(months=5),
        Duration(months=25),
        Duration(days=183),
        Duration(days=673),
        Duration(workdays=200),
    ],
)
def test_a_length_to_be_chosen_is_missing_or_out_of_bounds(chosen) -> None:
    with pytest.raises(MeasureLengthError) as refused:
        lasting_of(lasting(Duration(months=6), Duration(months=24)), chosen=chosen)

    assert refused.value.measure == "debarment"
    assert str(refused.value) == "Say how long “debarment” lasts: between 6 months and 24 months."


@pytest.mark.parametrize(
    ("least", "most", "chosen"),
    [
        (Duration(months=6), Duration(months=24), Duration(months=6)),
        (Duration(months=6), Duration(months=24), Duration(months=24)),
        (Duration(months=6), Duration(months=24), Duration(days=186)),
        (Duration(months=6), Duration(months=24), Duration(days=672)),
        (Duration(days=1), Duration(days=30), Duration(days=1)),
        (Duration(days=1), Duration(days=30), Duration(days=30)),
        (Duration(days=14), Duration(months=3), Duration(days=84)),
    ],
)
def test_a_length_within_bounds_is_kept_as_it_is_chosen(least, most, chosen) -> None:
    kept = lasting_of(lasting(least, most), chosen=chosen)

    assert (kept.ends, kept.duration) == (Ends.CALENDAR, chosen)


def test_a_length_that_is_no_choice_is_not_chosen() -> None:
    fixed = RecommendedMeasure(name="warning", lasts=Fixed(duration=Duration(days=30)))

    assert lasting_of(fixed, chosen=Duration(days=5)).duration == Duration(days=30)


DURATIONS = st.builds(Duration, months=st.integers(1, 60)) | st.builds(
    Duration, days=st.integers(1, 1_800)
)


@given(
    least=DURATIONS,
    most=DURATIONS,
    chosen=DURATIONS,
    day=st.dates(date(2024, 1, 1), date(2028, 12, 31)),
)
def test_whatever_is_kept_ends_within_the_bounds_from_any_day(least, most, chosen, day) -> None:
    try:
        kept = lasting_of(lasting(least, most), chosen=chosen)
    except MeasureLengthError:
        return

    assert kept.duration is not None
    assert least.after(day) <= kept.duration.after(day) <= most.after(day)


@pytest.mark.parametrize("chosen", [None, 11, 37])
def test_a_release_outside_what_the_rule_book_allows_is_refused(chosen) -> None:
    with pytest.raises(InvalidValueError, match="12 to 36"):
        release_months_of(REMOVAL, chosen=chosen)


@pytest.mark.parametrize("chosen", [12, 24, 36])
def test_a_release_within_what_the_rule_book_allows_is_kept(chosen) -> None:
    assert release_months_of(REMOVAL, chosen=chosen) == chosen


def test_a_fixed_release_is_not_a_choice() -> None:
    measure = RecommendedMeasure(
        name="removal", lasts=None, release_after=Fixed(duration=Duration(months=18))
    )

    assert release_months_of(measure, chosen=3) == 18
    assert release_months_of(RecommendedMeasure(name="warning", lasts=None), chosen=3) is None


def test_a_release_has_a_time() -> None:
    measure = RecommendedMeasure(name="removal", lasts=None, release_after=Always())

    with pytest.raises(InvalidValueError, match="cannot be a time of release"):
        release_months_of(measure, chosen=None)


@pytest.mark.parametrize(
    ("lasting", "code"),
    [
        (Lasting(ends=Ends.CALENDAR, months=3, days=10), "P3M10D"),
        (Lasting(ends=Ends.CALENDAR, months=12), "P12M"),
        (Lasting(ends=Ends.CALENDAR, days=30), "P30D"),
        (Lasting(ends=Ends.COMPLETED), "completed"),
    ],
)
def test_the_log_writes_a_length_as_a_code(lasting: Lasting, code: str) -> None:
    assert lasting.code == code
