from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.rulebook.phrases import (
    Always,
    Anchor,
    Between,
    ByCount,
    Due,
    Duration,
    Fixed,
    LengthEnd,
    Until,
    read_duration,
    read_finding_count,
    read_length,
    read_moment,
    read_money,
    read_share,
    read_step,
)
from goodstanding.values.errors import InvalidValueError
from goodstanding.values.money import Money


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("1 day", Duration(days=1)),
        ("30 days", Duration(days=30)),
        ("2 weeks", Duration(days=14)),
        ("12 months", Duration(months=12)),
        ("1 year", Duration(months=12)),
        ("100 years", Duration(months=1200)),
        ("5 workdays", Duration(workdays=5)),
    ],
)
def test_a_duration_is_a_number_and_a_unit(text, duration) -> None:
    assert read_duration(text) == duration


@pytest.mark.parametrize(
    "text", ["", "30", "days", "30days", "30  days", "thirty days", "-1 days", "1.5 days", "٣ days"]
)
def test_what_is_not_a_duration_is_shown_how_to_be_one(text) -> None:
    with pytest.raises(InvalidValueError) as refused:
        read_duration(text)

    assert str(refused.value) == (
        f"“{text}” is not a duration. Write a number and a unit, such as 30 days, 2 weeks, "
        "12 months, 1 year or 5 workdays."
    )


@pytest.mark.parametrize("text", ["0 days", "101 years", "99999 days"])
def test_a_duration_is_a_day_to_a_hundred_years(text) -> None:
    with pytest.raises(InvalidValueError, match=r"out of range\. Give 1 day to 100 years\."):
        read_duration(text)


def test_a_duration_does_not_run_backwards() -> None:
    with pytest.raises(InvalidValueError, match="does not run backwards"):
        Duration(days=-1)


def test_workdays_stand_alone() -> None:
    with pytest.raises(InvalidValueError, match="Workdays stand alone"):
        Duration(workdays=1, days=1)


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        (Duration(), "0 days"),
        (Duration(days=1), "1 day"),
        (Duration(months=12, days=3), "12 months and 3 days"),
        (Duration(workdays=5), "5 workdays"),
    ],
)
def test_a_duration_reads_as_it_is_written(duration, text) -> None:
    assert str(duration) == text


@given(st.integers(1, 30_000), st.sampled_from(["days", "months", "workdays"]))
def test_a_duration_survives_being_written(number, unit) -> None:
    duration = Duration(**{unit: min(number, 1200)})

    assert read_duration(str(duration)) == duration


@pytest.mark.parametrize(
    ("duration", "day", "later"),
    [
        (Duration(days=30), date(2026, 8, 1), date(2026, 8, 31)),
        (Duration(months=12), date(2028, 2, 29), date(2029, 2, 28)),
        (Duration(months=1, days=1), date(2026, 1, 31), date(2026, 3, 1)),
        (Duration(months=1200), date(9999, 1, 1), date.max),
        (Duration(days=40_000), date(9990, 1, 1), date.max),
    ],
)
def test_months_are_counted_from_the_original_day_and_clamped(duration, day, later) -> None:
    assert duration.after(day) == later


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("30 days after service", Due(anchor=Anchor.SERVICE, after=Duration(days=30))),
        ("14 days after assignment", Due(anchor=Anchor.ASSIGNMENT, after=Duration(days=14))),
        ("1 month after publication", Due(anchor=Anchor.PUBLICATION, after=Duration(months=1))),
        ("2 weeks after effect", Due(anchor=Anchor.EFFECT, after=Duration(days=14))),
        ("anniversary", Due(anchor=Anchor.ANNIVERSARY)),
    ],
)
def test_a_moment_is_a_duration_after_an_anchor(text, due) -> None:
    moment = read_moment(text)

    assert moment == due
    assert read_moment(str(moment)) == due


@pytest.mark.parametrize("text", ["30 days", "after service", "30 days after lunch", "service 3"])
def test_what_is_not_a_moment_names_the_anchors(text) -> None:
    with pytest.raises(InvalidValueError) as refused:
        read_moment(text)

    assert str(refused.value) == (
        f"“{text}” is not a moment. Write a duration after one of service, assignment, "
        "publication, effect, anniversary, such as 30 days after service."
    )


def test_a_moment_with_a_bad_duration_is_told_about_durations() -> None:
    with pytest.raises(InvalidValueError, match="“soon” is not a duration"):
        read_moment("soon after service")


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("30 days", Fixed(duration=Duration(days=30))),
        ("always", Always()),
        ("until passed", Until(event=LengthEnd.PASSED)),
        ("until completed", Until(event=LengthEnd.COMPLETED)),
        ("until cleared", Until(event=LengthEnd.CLEARED)),
        ("until released", Until(event=LengthEnd.RELEASED)),
        (
            "between 1 day and 1 month",
            Between(least=Duration(days=1), most=Duration(months=1)),
        ),
    ],
)
def test_a_length_is_a_duration_or_says_what_ends_it(text, length) -> None:
    read = read_length(text)

    assert read == length
    assert str(read) == text


@pytest.mark.parametrize("text", ["", "until", "until Friday", "between 1 day", "forever", "30"])
def test_what_is_not_a_length_is_shown_all_of_them(text) -> None:
    with pytest.raises(InvalidValueError) as refused:
        read_length(text)

    assert str(refused.value) == (
        f"“{text}” is not a length. Write a duration such as 30 days, always, until passed, "
        "until completed, until cleared, until released, or between 12 months and 36 months."
    )


@pytest.mark.parametrize("text", ["between 36 months and 12 months", "between 1 month and 1 month"])
def test_a_choice_starts_with_the_shorter_time(text) -> None:
    with pytest.raises(InvalidValueError, match="ends before it starts"):
        read_length(text)


def test_a_length_by_count_is_the_largest_step_not_above_the_count() -> None:
    lasts = ByCount(steps=((2, Duration(days=30)), (4, Duration(days=180))))

    assert [lasts.at(count).days for count in (1, 2, 3, 4, 9)] == [30, 30, 30, 180, 180]
    assert str(lasts) == "2 findings: 30 days, 4 findings: 180 days"


@pytest.mark.parametrize(("text", "count"), [("1 finding", 1), ("12 findings", 12)])
def test_a_count_of_findings(text, count) -> None:
    assert read_finding_count(text) == count


@pytest.mark.parametrize("text", ["0 findings", "two findings", "2"])
def test_what_is_not_a_count_of_findings(text) -> None:
    with pytest.raises(InvalidValueError) as refused:
        read_finding_count(text)

    assert str(refused.value) == (
        f"“{text}” is not a count of findings. Write a number from 1, such as 2 findings."
    )


@pytest.mark.parametrize(("text", "percent"), [("1 %", 1), ("50%", 50), ("100 %", 100)])
def test_a_share_is_a_whole_percent(text, percent) -> None:
    assert read_share(text) == percent


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("all", "“all” is not a share. Write a whole percent, such as 100 %."),
        ("0.5 %", "“0.5 %” is not a share. Write a whole percent, such as 100 %."),
        ("0 %", "“0 %” is not a possible share. Give 1 % to 100 %."),
        ("101 %", "“101 %” is not a possible share. Give 1 % to 100 %."),
    ],
)
def test_a_share_is_neither_nobody_nor_more_than_all(text, sentence) -> None:
    with pytest.raises(InvalidValueError) as refused:
        read_share(text)

    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("text", "days"),
    [("due", 0), ("30 days before", -30), ("2 weeks before", -14), ("60 days after", 60)],
)
def test_a_step_is_counted_in_days_from_the_due_day(text, days) -> None:
    assert read_step(text) == days


@pytest.mark.parametrize("text", ["30 days", "later", "1 month after", "5 workdays before"])
def test_what_is_not_a_step(text) -> None:
    with pytest.raises(InvalidValueError, match=f"“{text}” is not a step of a countdown"):
        read_step(text)


@pytest.mark.parametrize(
    ("text", "amount_minor", "currency"),
    [
        ("USD 1000", 100_000, "USD"),
        ("USD 0.5", 50, "USD"),
        ("EUR 12.34", 1_234, "EUR"),
        ("JPY 1000", 1_000, "JPY"),
        ("KWD 1.234", 1_234, "KWD"),
    ],
)
def test_money_is_kept_in_the_minor_unit(text: str, amount_minor: int, currency: str) -> None:
    money = read_money(text)

    assert money == Money(amount_minor, currency)


@pytest.mark.parametrize(
    ("text", "way_out"),
    [
        ("1000", "Write the currency and the amount, such as USD 1000."),
        ("USD 1,000", "Write the currency and the amount, such as USD 1000."),
        ("usd 1000", "Write the currency and the amount, such as USD 1000."),
        ("USD -1", "Write the currency and the amount, such as USD 1000."),
        ("XYZ 1", "Use a code of three capital letters, such as EUR."),
        ("USD 1.234", "Write no more than 2."),
        ("JPY 1.5", "Write no more than 0."),
        ("USD 0.00", "Give more than zero."),
    ],
)
def test_what_is_not_money_is_told_how_to_write_it(text: str, way_out: str) -> None:
    with pytest.raises(InvalidValueError) as refused:
        read_money(text)

    assert str(refused.value).endswith(way_out)
