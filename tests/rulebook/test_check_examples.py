"""Worked examples: a pack that does not do what it says is refused."""

from __future__ import annotations

import pytest

from tests.rulebook.strategies_texts import assert_told, ladder_text, problems

GIFT = "says: S, findings: [{clause: partner-code#gifts, day: 2026-09-01}]"


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        (
            "expect: {rung: teach}",
            ["example_fails | {says: S, findings: [{ | Repair the example, or the ladder."],
        ),
        ("expect: {rung: gone}", ["unknown_name | gone}}] | Did you mean “none”?"]),
        (
            "expect: {rung: warn, then: {warning: 1 month}}",
            ["example_fails | {says: S, findings: [{ | Repair the example, or the ladder."],
        ),
        (
            "expect: {rung: warn, then: {ending: always}}",
            ["example_fails | {says: S, findings: [{ | Repair the example, or the ladder."],
        ),
        (
            "expect: {rung: warn, approvals: 2}",
            ["example_fails | {says: S, findings: [{ | Repair the example, or the ladder."],
        ),
        (
            "expect: {rung: none}",
            ["example_fails | {says: S, findings: [{ | Repair the example, or the ladder."],
        ),
        (
            "expect: {score: 3, rung: warn}",
            ["not_compiled | 3, rung: warn}}] | Leave “score” out."],
        ),
        (
            "orders: 3, expect: {rung: warn}",
            ["not_compiled | 3, expect: {rung: warn | Leave “orders” out."],
        ),
        (
            "expect: {rung: warn, then: {gone: x}}",
            [
                "unknown_name | gone: x}}}] | Use one of: note, warning, ending.",
                (
                    "not_a_phrase | x}}}] | Write a duration such as 30 days, always, until "
                    "passed, until completed, until cleared, until released, or between 12 "
                    "months and 36 months."
                ),
            ],
        ),
        (
            "enrolled: 2026-01-01, expect: {rung: warn}",
            [
                (
                    "unknown_key | enrolled: 2026-01-01, | Use one of: says, findings, expect, "
                    "decided, failed, factors, asked, orders, accepted."
                )
            ],
        ),
        (
            "decided: [{rung: warn}], expect: {rung: warn}",
            ["missing_key | {rung: warn}], expect: | Add it."],
        ),
        (
            "decided: {rung: warn}, expect: {rung: warn}",
            ["wrong_shape | {rung: warn}, expect: | A list stands here: write it in [ ]."],
        ),
        (
            "failed: [gone], factors: [gone], expect: {rung: warn}",
            [
                "unknown_name | gone], factors: [gone] | Use one of: note, warning, ending.",
                (
                    "unknown_name | gone], expect: {rung: | None is declared: declare it, or "
                    "leave this out."
                ),
            ],
        ),
        (
            "asked: never, expect: {rung: warn}",
            [
                (
                    "impossible_date | never, expect: {rung: | Write year-month-day, such as "
                    "2026-08-01."
                )
            ],
        ),
        ("expect: {}", ["missing_key | {}}] | Add it."]),
        (
            "accepted: never, expect: {rung: warn}",
            [
                (
                    "impossible_date | never, expect: {rung: | Write year-month-day, such as "
                    "2026-08-01."
                )
            ],
        ),
    ],
)
def test_a_slip_in_an_example(rest, expected) -> None:
    found = problems(ladder_text(also={"examples": f"[{{{GIFT}, {rest}}}]"}))

    assert_told(found, expected)


@pytest.mark.parametrize(
    ("examples", "expected"),
    [
        (
            "[{findings: [{clause: x}], expect: {rung: warn}}]",
            [
                "missing_key | {findings: [{clause: x | Add it.",
                "missing_key | {clause: x}], expect: | Add it.",
                (
                    "not_a_phrase | x}], expect: {rung: wa | Write agreement#clause, such as "
                    "partner-code#gifts."
                ),
            ],
        ),
        (
            (
                "[{says: S, findings: [{day: 2026-01-01, clause: x#y, severity: huge, "
                "overturned: perhaps}], expect: {rung: warn}}]"
            ),
            [
                "unknown_name | huge, overturned: perh | Use one of: minor, severe.",
                "wrong_shape | perhaps}], expect: {ru | Write one.",
            ],
        ),
        ("x", ["wrong_shape | x | Keys with values stand here: write them as key: value."]),
        (
            "[{says: S, findings: x, expect: {rung: none}}]",
            ["wrong_shape | x, expect: {rung: none | A list stands here: write it in [ ]."],
        ),
        (
            "[{says: S, findings: [], expect: {rung: warn}}]",
            ["example_fails | {says: S, findings: [] | Repair the example, or the ladder."],
        ),
    ],
)
def test_a_slip_in_the_examples(examples, expected) -> None:
    found = problems(ladder_text(also={"examples": examples}))

    assert_told(found, expected)


def test_what_a_mistake_in_the_ladder_leaves_open_is_not_called_wrong_in_an_example() -> None:
    counts = "{within: 24 monthz, since: first-acceptance, once: day}"
    example = f"{{{GIFT}, accepted: 2026-01-01, expect: {{rung: warn}}}}"

    found = problems(ladder_text(counts=counts, also={"examples": f"[{example}]"}))

    assert_told(found, ["not_a_phrase | 24 monthz | 12 months, 1 year or 5 workdays."])
