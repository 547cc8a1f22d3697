"""The head of a pack and the small sections: every slip is told with its way out."""

from __future__ import annotations

import pytest

from tests.rulebook.strategies_texts import assert_told, pack_text, problems


@pytest.mark.parametrize(
    ("section", "value", "expected"),
    [
        ("pack", "2", ["out_of_range | 2 | Write “pack: 1”."]),
        ("pack", "[1]", ["out_of_range | [1] | Write “pack: 1”."]),
        ("title", '" "', ['no_value | " " | Write some.']),
        ("title", "[a]", ["wrong_shape | [a] | One value stands here, not a list or a map."]),
        (
            "program",
            "My Program",
            [
                (
                    "not_a_name | My Program | Write small letters, digits and dashes, such as "
                    "talk-first, at most 63 characters."
                )
            ],
        ),
        (
            "program",
            "{a: b}",
            ["wrong_shape | {a: b} | One value stands here, not a list or a map."],
        ),
        (
            "program",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            [
                (
                    "not_a_name | aaaaaaaaaaaaaaaaaaaaaa | Write small letters, digits and "
                    "dashes, such as talk-first, at most 63 characters."
                )
            ],
        ),
        ("version", "0", ["out_of_range | 0 | Write a whole number from 1 to 999999."]),
        ("version", "[1]", ["wrong_shape | [1] | One value stands here, not a list or a map."]),
        (
            "effective",
            "2026-2-3",
            ["impossible_date | 2026-2-3 | Write year-month-day, such as 2026-08-01."],
        ),
        (
            "effective",
            "[2026]",
            ["wrong_shape | [2026] | One value stands here, not a list or a map."],
        ),
        (
            "transition",
            "soon",
            [
                (
                    "not_a_phrase | soon | Write a number and a unit, such as 30 days, 2 weeks, "
                    "12 months, 1 year or 5 workdays."
                )
            ],
        ),
        ("transition", "[1]", ["wrong_shape | [1] | One value stands here, not a list or a map."]),
        (
            "transition",
            "5 workdays",
            ["not_compiled | 5 workdays | Write 7 days."],
        ),
        (
            "colour",
            "red",
            [
                (
                    "unknown_key | colour: red | Use one of: pack, program, version, title, "
                    "effective, zone, effects, levels, calendar, roll, holidays, transition, "
                    "locations, countdowns, obligations, authorizations, waivers, measures, "
                    "ladder, cases, examples."
                )
            ],
        ),
        ("titel", "Demo", ["unknown_key | titel: Demo | Did you mean “title”?"]),
        (
            "waivers",
            "12",
            ["wrong_shape | 12 | Keys with values stand here: write them as key: value."],
        ),
        (
            "waivers",
            "{longest: 1 day, approvals: 0}",
            ["out_of_range | 0} | Write a whole number from 1 to 9."],
        ),
        (
            "waivers",
            "{longest: x, approvals: 1}",
            [
                (
                    "not_a_phrase | x, approvals: 1} | Write a number and a unit, such as 30 "
                    "days, 2 weeks, 12 months, 1 year or 5 workdays."
                )
            ],
        ),
        (
            "cases",
            "{answer: {severe: 1 day}}",
            [
                "missing_key | {severe: 1 day}} | Add it.",
                "unknown_key | severe: 1 day}} | Use one of: usual.",
            ],
        ),
        (
            "cases",
            "{answer: [1]}",
            ["wrong_shape | [1]} | Keys with values stand here: write them as key: value."],
        ),
        (
            "cases",
            "{answer: {usual: x}}",
            [
                (
                    "not_a_phrase | x}} | Write a number and a unit, such as 30 days, 2 weeks, "
                    "12 months, 1 year or 5 workdays."
                )
            ],
        ),
        (
            "cases",
            ("{answer: {usual: 1 day}, appeal: {within: x, decided: 1 day, stays: [nothing]}}"),
            [
                (
                    "not_a_phrase | x, decided: 1 day, sta | Write a number and a unit, such as "
                    "30 days, 2 weeks, 12 months, 1 year or 5 workdays."
                ),
                "unknown_name | nothing]}} | None is declared: declare it, or leave this out.",
            ],
        ),
        (
            "cases",
            "{appeal: {within: 1 day, decided: 1 day}}",
            ["missing_key | {appeal: {within: 1 da | Add it."],
        ),
        ("examples", "[]", ["does_not_fit | [] | Add “ladder”."]),
    ],
)
def test_a_slip_in_the_head_is_told_with_its_way_out(section, value, expected) -> None:
    found = problems(pack_text(**{section: value}))

    assert_told(found, expected)
