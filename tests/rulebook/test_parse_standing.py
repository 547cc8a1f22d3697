"""Effects, levels and countdowns: every slip is told with its way out."""

from __future__ import annotations

import pytest

from tests.rulebook.strategies_texts import assert_told, pack_text, problems


@pytest.mark.parametrize(
    ("section", "value", "expected"),
    [
        (
            "effects",
            "[orders, orders, payouts]",
            ["duplicate | orders, payouts] | Rename one of the two."],
        ),
        (
            "effects",
            "[orders, all, payouts]",
            ["not_a_name | all, payouts] | Name them one by one."],
        ),
        (
            "effects",
            "{orders: 1}",
            [
                "wrong_shape | {orders: 1} | A list stands here: write it in [ ].",
                (
                    "unknown_name | orders], final: true}] | None is declared: declare it, or "
                    "leave this out."
                ),
            ],
        ),
        (
            "levels",
            "[]",
            [
                "no_value | [] | Name the best one first.",
                (
                    "unknown_name | late, due: late, 60 da | None is declared: declare it, or "
                    "leave this out."
                ),
                (
                    "unknown_name | late, 60 days after: o | None is declared: declare it, or "
                    "leave this out."
                ),
                "unknown_name | out}} | None is declared: declare it, or leave this out.",
            ],
        ),
        (
            "levels",
            "{a: b}",
            [
                "wrong_shape | {a: b} | A list stands here: write it in [ ].",
                (
                    "unknown_name | late, due: late, 60 da | None is declared: declare it, or "
                    "leave this out."
                ),
                (
                    "unknown_name | late, 60 days after: o | None is declared: declare it, or "
                    "leave this out."
                ),
                "unknown_name | out}} | None is declared: declare it, or leave this out.",
            ],
        ),
        (
            "levels",
            (
                "[{name: good, title: Good, stops: [orders]}, {name: late, title: L}, {name: "
                "out, title: O}]"
            ),
            [("out_of_order | {name: good, title: Go | Put a level that stops nothing before it.")],
        ),
        (
            "levels",
            (
                "[{name: good, title: Good}, {name: late, title: L}, {name: late, title: L}, "
                "{name: out, title: O, final: maybe}]"
            ),
            [
                "duplicate | late, title: L}, {name | Rename one of the two.",
                "wrong_shape | maybe}] | Write one.",
            ],
        ),
        (
            "levels",
            (
                "[{name: good, title: Good}, {name: late}, {name: out, title: O, stops: "
                "[payouts]}, {title: X}]"
            ),
            [
                "missing_key | {name: late}, {name: o | Add it.",
                (
                    "earned_money | [payouts]}, {title: X} | Leave it out here, and write "
                    "“holds: [payouts]” in a measure."
                ),
                "missing_key | {title: X}] | Add it.",
            ],
        ),
        (
            "levels",
            (
                "[{name: good, title: Good}, {name: late, title: L}, {name: out, title: O}, "
                "{name: gone, title: G, final: [true]}]"
            ),
            [
                (
                    "unused | gone, title: G, final: | Nobody can reach it: let a countdown or a "
                    "measure name it, or leave it out."
                ),
                "wrong_shape | [true]}] | One value stands here, not a list or a map.",
            ],
        ),
        (
            "countdowns",
            (
                "{talk: {30 days before: remind, 60 days before: warn, due: late, 60 days "
                "after: out}}"
            ),
            [
                (
                    "out_of_order | 60 days before: warn, | Write the steps as time goes by, "
                    "earliest first."
                )
            ],
        ),
        (
            "countdowns",
            "{talk: {30 days before: late, due: late, 60 days after: out}}",
            ["unknown_name | late, due: late, 60 da | Use one of: remind, warn."],
        ),
        (
            "countdowns",
            "{talk: {due: remind, 60 days after: out, 70 days after: late}}",
            [
                (
                    "out_of_order | {due: remind, 60 days | Let each step be as bad as the one "
                    "before, grace first, or worse."
                ),
                "unknown_name | remind, 60 days after: | Use one of: good, late, out.",
            ],
        ),
        (
            "countdowns",
            "{talk: {due: out, 60 days after: late}}",
            [
                (
                    "out_of_order | {due: out, 60 days aft | Let each step be as bad as the one "
                    "before, grace first, or worse."
                )
            ],
        ),
        (
            "countdowns",
            "{talk: {grace: out, due: late}}",
            [
                (
                    "out_of_order | {grace: out, due: late | Let each step be as bad as the one "
                    "before, grace first, or worse."
                )
            ],
        ),
        (
            "countdowns",
            "{talk: {soon: out, due: late, 5 days after: out}}",
            [
                (
                    "not_a_phrase | soon: out, due: late, | Write due, grace, or days before or "
                    "after the due day, such as 30 days before."
                )
            ],
        ),
        (
            "countdowns",
            "{talk: {1 month before: warn, due: late, 5 days after: out}}",
            [
                (
                    "not_a_phrase | 1 month before: warn, | “1 month before” is not a step of a "
                    "countdown: steps are counted in days or weeks."
                )
            ],
        ),
        (
            "countdowns",
            "{talk: {due: late, 6 workdays after: out, 60 days after: out}}",
            [
                (
                    "not_a_phrase | 6 workdays after: out, | which of two comes first must not "
                    "depend on holidays. Write 14 days after, and let the due day roll."
                )
            ],
        ),
        (
            "countdowns",
            "{talk: {30 days before: remind}}",
            [
                (
                    "unused | late, title: Late}, {n | Nobody can reach it: let a countdown or a "
                    "measure name it, or leave it out."
                ),
                (
                    "unused | out, title: Out, stops | Nobody can reach it: let a countdown or a "
                    "measure name it, or leave it out."
                ),
                "missing_key | {30 days before: remin | Add “due”.",
            ],
        ),
        (
            "countdowns",
            "{talk: late}",
            [
                (
                    "unused | late, title: Late}, {n | Nobody can reach it: let a countdown or a "
                    "measure name it, or leave it out."
                ),
                (
                    "unused | out, title: Out, stops | Nobody can reach it: let a countdown or a "
                    "measure name it, or leave it out."
                ),
                "wrong_shape | late} | Keys with values stand here: write them as key: value.",
            ],
        ),
        (
            "countdowns",
            "{talk: {due: late, 60 days after: out}, other: {due: late}}",
            ["unused | other: {due: late}} | Let an obligation name it, or leave it out."],
        ),
    ],
)
def test_a_slip_in_what_standing_is_made_of(section, value, expected) -> None:
    found = problems(pack_text(**{section: value}))

    assert_told(found, expected)
