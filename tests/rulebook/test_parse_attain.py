"""What must be attained, and anniversaries: every slip is told with its way out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from goodstanding.rulebook.pack import Accept, Attain, Unit
from goodstanding.rulebook.parse import read_pack
from goodstanding.rulebook.parse_known import Known
from goodstanding.rulebook.phrases import Anchor, Due, Duration
from goodstanding.values.money import Money
from tests.rulebook.strategies_texts import assert_told, duty, problems

REVENUE = Attain(metric="revenue", per=Unit.LOCATION, months=12, least=Money(100_000, "USD"))
GOOD = "metric: revenue, per: location, over: 12 months, least: USD 1000"


def test_an_amount_is_read_in_minor_units_over_months() -> None:
    pack = read_pack(duty(f"attain: {{{GOOD}}}, due: anniversary"))

    obligation = pack.obligation("duty")
    assert obligation.verb == REVENUE
    assert obligation.due == Due(anchor=Anchor.ANNIVERSARY)


def test_an_amount_may_fall_due_some_time_after_the_anniversary() -> None:
    pack = read_pack(duty(f"attain: {{{GOOD}}}, due: 30 days after anniversary"))

    assert pack.obligation("duty").due == Due(anchor=Anchor.ANNIVERSARY, after=Duration(days=30))


@pytest.mark.parametrize(
    "asks",
    ["accept: {agreement: a, per: entity}", "reach: {contact: x, proof: 1 year}"],
)
def test_other_duties_may_fall_due_by_an_anniversary(asks: str) -> None:
    pack = read_pack(duty(f"{asks}, due: anniversary"))

    assert pack.obligation("duty").due == Due(anchor=Anchor.ANNIVERSARY)


@pytest.mark.parametrize(
    ("asks", "expected"),
    [
        (
            "attain: {metric: revenue, per: location, over: 1 year, least: 1000}, due: anniversary",
            [
                (
                    "not_a_phrase | 1000}, due: anniversary | Write the currency and the amount, "
                    "such as USD 1000."
                )
            ],
        ),
        (
            "attain: {metric: revenue, per: entity, over: 1 year, least: USD 1}, due: anniversary",
            ["does_not_fit | entity, over: 1 year, | Write “per: location”."],
        ),
        (
            (
                "attain: {metric: revenue, per: location, over: 90 days, least: USD 1}, "
                "due: anniversary"
            ),
            ["out_of_range | 90 days, least: USD 1} | Give 1 month to 5 years."],
        ),
        (
            (
                "attain: {metric: revenue, per: location, over: 6 years, least: USD 1}, "
                "due: anniversary"
            ),
            ["out_of_range | 6 years, least: USD 1} | Give 1 month to 5 years."],
        ),
        (
            "attain: {metric: revenue, per: location, over: soon, least: USD 1}, due: anniversary",
            [
                (
                    "not_a_phrase | soon, least: USD 1}, | Write a number and a unit, such as 30 "
                    "days, 2 weeks, 12 months, 1 year or 5 workdays."
                )
            ],
        ),
        (
            "attain: {}, due: anniversary",
            ["missing_key | {}, due: anniversary, | Add it."] * 4,
        ),
        (
            f"attain: {{{GOOD}}}, due: 1 day after assignment",
            [
                (
                    "does_not_fit | 1 day after assignment | Write “due: anniversary”, or a time "
                    "after it, such as 30 days after anniversary."
                )
            ],
        ),
        (
            f"attain: {{{GOOD}}}, due: 12 months after anniversary",
            ["out_of_range | 12 months after annive | Give less than a year."],
        ),
        (
            f"attain: {{{GOOD}}}",
            [
                (
                    "missing_key | {title: A duty, attain | Say when the duty falls due, such as "
                    "30 days after assignment."
                )
            ],
        ),
    ],
)
def test_a_slip_in_what_must_be_attained(asks: str, expected: list[str]) -> None:
    found = problems(duty(asks))

    assert_told(found, expected)


@pytest.mark.parametrize(
    ("before", "tightened"),
    [
        (REVENUE, False),
        (replace(REVENUE, least=Money(99_999, "USD")), True),
        (replace(REVENUE, least=Money(100_001, "USD")), False),
        (replace(REVENUE, least=Money(100_000, "EUR")), True),
        (replace(REVENUE, metric="seats"), True),
        (replace(REVENUE, months=13), True),
        (replace(REVENUE, months=11), False),
        (Accept(agreement="a", per=Unit.LOCATION), True),
    ],
)
def test_asking_for_more_in_less_time_is_tighter(before: Attain, *, tightened: bool) -> None:
    text = duty(f"attain: {{{GOOD}}}, due: anniversary").replace("version: 1", "version: 2")
    now = read_pack(text)
    earlier = replace(now.obligation("duty"), verb=before)
    previous = replace(now, version=1, obligations=(now.obligation("code"), earlier))
    known = Known(previous=previous)

    if tightened:
        assert_told(
            problems(text, known),
            ["tightened | duty: | Add “since: 2026-08-01”, from which the transition runs."],
        )
    else:
        assert read_pack(text, known=known) == now
