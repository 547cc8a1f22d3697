"""Measures: every slip is told with its way out."""

from __future__ import annotations

import pytest

from tests.rulebook.strategies_texts import assert_told, ladder_text, problems

BEFORE = "{note: {leaves: no-mark}, ending: {level: out, lasts: always}, warning: "


@pytest.mark.parametrize(
    ("warning", "expected"),
    [
        ("{}", ["does_not_fit | {}} | Say what it does, or leave it out."]),
        ("{level: late}", ["does_not_fit | late}} | Add “lasts”, such as until completed."]),
        (
            "{stops: [payouts], lasts: 1 day}",
            [
                (
                    "earned_money | [payouts], lasts: 1 da | Leave it out here, and write "
                    "“holds: [payouts]” in a measure."
                )
            ],
        ),
        (
            "{stops: [order], lasts: 1 day}",
            ["unknown_name | order], lasts: 1 day}} | Did you mean “orders”?"],
        ),
        ("{holds: [], lasts: 1 day}", ["no_value | [], lasts: 1 day}} | Name at least one."]),
        (
            "{lasts: forever}",
            [
                (
                    "not_a_phrase | forever}} | Write a duration such as 30 days, always, until "
                    "passed, until completed, until cleared, until released, or between 12 "
                    "months and 36 months."
                )
            ],
        ),
        (
            "{lasts: until released, level: late}",
            ["does_not_fit | until released, level: | Add “release”."],
        ),
        (
            "{lasts: until passed, level: late}",
            ["does_not_fit | until passed, level: l | Add “assign”."],
        ),
        (
            "{level: late, lasts: 1 day, due: 1 day after service}",
            [
                (
                    "does_not_fit | 1 day after service}} | Add “assign” or “lasts: until "
                    "completed”, or leave “due” out."
                )
            ],
        ),
        (
            "{level: late, assign: c, lasts: until passed, due: 1 day after effect}",
            ["no_notice | 1 day after effect}} | Write such as 30 days after service."],
        ),
        (
            "{level: late, assign: c, lasts: until passed, due: service}",
            ["no_notice | service}} | Write such as 30 days after service."],
        ),
        (
            "{level: late, lasts: 1 day, release: {after: 1 day}}",
            ["does_not_fit | {after: 1 day}}} | Write “lasts: until released”."],
        ),
        (
            "{level: late, lasts: until released, release: {after: always}}",
            [("does_not_fit | always}}} | Write a duration, or between 12 months and 36 months.")],
        ),
        (
            (
                "{level: late, lasts: until released, release: {after: 1 year, least: 2 "
                "years, most: 3 years}}"
            ),
            [
                (
                    "out_of_order | {after: 1 year, least: | Release needs least, after and most "
                    "in this order."
                )
            ],
        ),
        (
            "{level: late, lasts: until released, release: {least: 2 years}}",
            ["missing_key | {least: 2 years}}} | Add it."],
        ),
        (
            "{level: late, lasts: {2 findings: 30 days, 1 finding: 60 days}}",
            [
                (
                    "out_of_order | 1 finding: 60 days}}} | Start with the fewest findings, and "
                    "let more findings never last shorter."
                )
            ],
        ),
        (
            "{level: late, lasts: {2 findings: 30 days, 3 findings: 10 days}}",
            [
                (
                    "out_of_order | 3 findings: 10 days}}} | Start with the fewest findings, and "
                    "let more findings never last shorter."
                )
            ],
        ),
        ("{level: late, lasts: {}}", ["no_value | {}}} | Write 2 findings: 30 days."]),
        (
            "{level: late, lasts: {two: 30 days}}",
            ["not_a_phrase | two: 30 days}}} | Write a number from 1, such as 2 findings."],
        ),
        (
            "{level: late, lasts: {2 findings: x}}",
            [
                (
                    "not_a_phrase | x}}} | Write a number and a unit, such as 30 days, 2 weeks, "
                    "12 months, 1 year or 5 workdays."
                )
            ],
        ),
        (
            "{level: late, lasts: 1 day, ends: {wait: 1 day}}",
            ["missing_key | {wait: 1 day}}} | Add it."],
        ),
        (
            "{level: late, lasts: 1 day, ends: {pass: c, unless: repeated}}",
            ["does_not_fit | repeated}}} | Add “wait”."],
        ),
        (
            "{level: late, lasts: 1 day, ends: {pass: c, wait: 1 day, unless: sorry}}",
            ["unknown_name | sorry}}} | Use one of: repeated."],
        ),
        ("{recovers: shares}", ["unknown_name | shares}} | Use one of: earnings."]),
        (
            "{level: late, lasts: 1 day, failure: nothing}",
            ["unknown_name | nothing}} | Use one of: an event."],
        ),
        (
            "{level: late, lasts: between 5 workdays and 10 workdays}",
            [("not_compiled | between 5 workdays and | Write between 7 days and 14 days.")],
        ),
        (
            "{interim: true, level: late, lasts: 1 day}",
            ["does_not_fit | warn, when: [{findings | Take it out of “warn”."],
        ),
        ("late", ["wrong_shape | late} | Keys with values stand here: write them as key: value."]),
    ],
)
def test_a_slip_in_a_measure(warning, expected) -> None:
    found = problems(ladder_text(measures=f"{BEFORE}{warning}}}"))

    assert_told(found, expected)
