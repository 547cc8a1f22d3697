"""The ladder: every slip is told with its way out."""

from __future__ import annotations

import pytest

from tests.rulebook.strategies_texts import assert_told, ladder_text, problems

MILD = "[{name: teach, then: [note]}, {name: warn, when: [{findings: 1}], then: [warning]}, "


@pytest.mark.parametrize(
    ("rungs", "expected"),
    [
        (
            (
                "{name: end, when: [{findings: 2}], then: [ending], approvals: 2}, {name: "
                "none, when: [{findings: 3}], then: [note]}"
            ),
            ["not_a_name | none, when: [{findings | Rename this one."],
        ),
        (
            (
                "{name: wide, when: [{}], then: [note]}, {name: end, when: [{findings: 2}], "
                "then: [ending], approvals: 2}"
            ),
            ["no_value | {}], then: [note]}, {n | Write {findings: 1}."],
        ),
        (
            (
                "{name: wide, when: [{colour: red}], then: [note]}, {name: end, when: "
                "[{findings: 2}], then: [ending], approvals: 2}"
            ),
            [
                (
                    "unknown_key | colour: red}], then: [ | Use one of: findings, severity, "
                    "same, after, within, failed, persistent, score."
                )
            ],
        ),
        (
            (
                "{name: wide, when: [{severity: grave}], then: [note]}, {name: end, when: "
                "[{findings: 2}], then: [ending], approvals: 2}"
            ),
            ["unknown_name | grave}], then: [note]} | Use one of: minor, severe."],
        ),
        (
            (
                "{name: wide, when: [{severity: severe, same: boss}], then: [note]}, {name: "
                "end, when: [{findings: 2}], then: [ending], approvals: 2}"
            ),
            ["unknown_name | boss}], then: [note]}, | Use one of: family, clause."],
        ),
        (
            (
                "{name: wide, when: [{severity: severe, after: ends}], then: [note]}, {name: "
                "end, when: [{findings: 2}], then: [ending], approvals: 2}"
            ),
            ["unknown_name | ends}], then: [note]}, | Did you mean “end”?"],
        ),
        (
            (
                "{name: wide, when: [{failed: plan}], then: [note]}, {name: end, when: "
                "[{findings: 2}], then: [ending], approvals: 2}"
            ),
            ["unknown_name | plan}], then: [note]}, | Use one of: note, warning, ending."],
        ),
        (
            (
                "{name: wide, when: [{failed: note, persistent: false}], then: [note]}, "
                "{name: end, when: [{findings: 2}], then: [ending], approvals: 2}"
            ),
            [("does_not_fit | false}], then: [note]} | Leave “persistent” out, or write true.")],
        ),
        (
            (
                "{name: wide, when: [{severity: severe, within: 30 months}], then: [note]}, "
                "{name: end, when: [{findings: 2}], then: [ending], approvals: 2}"
            ),
            ["out_of_range | wide, when: [{severity | Give a shorter time."],
        ),
        (
            (
                "{name: wide, when: [{score: below 100}], then: [note]}, {name: end, when: "
                "[{findings: 2}], then: [ending], approvals: 2}"
            ),
            ["not_compiled | below 100}], then: [no | Use counts of findings."],
        ),
        (
            (
                "{name: wide, when: [{severity: severe}, {severity: severe}], then: [note, "
                "note]}, {name: end, when: [{findings: 2}], then: [ending], approvals: 2}"
            ),
            [
                "duplicate | {severity: severe}], t | Omit one.",
                "duplicate | note]}, {name: end, wh | Omit one.",
            ],
        ),
        (
            (
                "{name: warn, when: [{severity: severe}], then: [note]}, {name: end, when: "
                "[{findings: 2}], then: [ending], approvals: 2}"
            ),
            ["duplicate | warn, when: [{severity | Rename one of the two."],
        ),
        (
            (
                "{when: [{severity: severe}], then: [note]}, {name: end, when: [{findings: "
                "2}], then: [ending], approvals: 2}"
            ),
            ["missing_key | {when: [{severity: sev | Add it."],
        ),
        (
            (
                "{name: wide, when: [{severity: severe}], then: []}, {name: end, when: "
                "[{findings: 2}], then: [ending], approvals: 2}"
            ),
            ["no_value | []}, {name: end, when: | Name at least one."],
        ),
        (
            (
                "{name: wide, when: [{severity: severe}], then: [nothing], approvals: many, "
                "remembered: long}, {name: end, when: [{findings: 2}], then: [ending], "
                "approvals: 2}"
            ),
            [
                "unknown_name | nothing], approvals: m | Did you mean “ending”?",
                "out_of_range | many, remembered: long | Write a whole number from 0 to 9.",
                (
                    "not_a_phrase | long}, {name: end, whe | Write a number and a unit, such as "
                    "30 days, 2 weeks, 12 months, 1 year or 5 workdays."
                ),
            ],
        ),
    ],
)
def test_a_slip_in_a_rung(rungs, expected) -> None:
    found = problems(ladder_text(rungs=f"{MILD}{rungs}]"))

    assert_told(found, expected)


@pytest.mark.parametrize(
    ("part", "value", "expected"),
    [
        (
            "rungs",
            (
                "[{name: warn, when: [{findings: 1}], then: [warning]}, {name: teach, then: "
                "[note]}, {name: end, when: [{findings: 2}], then: [ending], approvals: 2}]"
            ),
            [
                (
                    "missing_key | teach, then: [note]}, | Only the first rung may be without: "
                    "it answers findings that do not count."
                )
            ],
        ),
        (
            "rungs",
            (
                "[{name: teach, then: [note]}, {name: warn, when: [{findings: 0}], then: "
                "[warning]}, {name: end, when: [{findings: 2}], then: [ending], approvals: "
                "2}]"
            ),
            ["out_of_range | 0}], then: [warning]}, | Write a whole number from 1 to 999."],
        ),
        (
            "rungs",
            "[]",
            [
                (
                    "unused | note: {leaves: no-mark | Let a rung or “beside” name it, or leave "
                    "it out."
                ),
                (
                    "unused | warning: {level: late, | Let a rung or “beside” name it, or leave "
                    "it out."
                ),
                (
                    "unused | ending: {level: out, l | Let a rung or “beside” name it, or leave "
                    "it out."
                ),
                "no_value | []} | Name at least one.",
            ],
        ),
        (
            "rungs",
            "x",
            [
                (
                    "unused | note: {leaves: no-mark | Let a rung or “beside” name it, or leave "
                    "it out."
                ),
                (
                    "unused | warning: {level: late, | Let a rung or “beside” name it, or leave "
                    "it out."
                ),
                (
                    "unused | ending: {level: out, l | Let a rung or “beside” name it, or leave "
                    "it out."
                ),
                "wrong_shape | x} | Keys with values stand here: write them as key: value.",
            ],
        ),
        (
            "severities",
            "[]",
            [
                "no_value | [], counts: {within: 2 | Name at least one.",
                (
                    "unknown_name | severe}], then: [endin | None is declared: declare it, or "
                    "leave this out."
                ),
            ],
        ),
        (
            "severities",
            "[minor, minor]",
            [
                "duplicate | minor], counts: {withi | Rename one of the two.",
                "unknown_name | severe}], then: [endin | Use one of: minor.",
            ],
        ),
        (
            "counts",
            "{since: birth}",
            [
                "missing_key | {since: birth}, famili | Add it.",
                (
                    "unknown_name | birth}, families: {bri | Use one of: first-acceptance, "
                    "enrolment."
                ),
            ],
        ),
        (
            "counts",
            "{within: 1 year, once: week}",
            ["unknown_name | week}, families: {brib | Use one of: day, notice, never."],
        ),
        ("score", "{starts: 1}", ["not_compiled | {starts: 1}} | Use counts of findings."]),
        (
            "families",
            "{a: [partner-code#gifts], b: [partner-code#gifts, partner-code#bribes]}",
            [
                (
                    "two_families | [partner-code#gifts, p | Keep it in one of the two: its "
                    "findings would count twice."
                )
            ],
        ),
        (
            "families",
            "{Bad Name: [x#y@2]}",
            [
                (
                    "not_a_name | Bad Name: [x#y@2]}, pe | Write small letters, digits and "
                    "dashes, such as talk-first, at most 63 characters."
                ),
                (
                    "does_not_fit | x#y@2]}, persistent: [ | A rule holds for every version: "
                    "omit the @2."
                ),
            ],
        ),
        (
            "persistent",
            "[{persistent: true}]",
            ["does_not_fit | [{persistent: true}], | Name findings or a failure there."],
        ),
        (
            "persistent",
            "[{findings: 2, same: family}, {findings: 3, within: 3 years}]",
            ["out_of_range | [{findings: 2, same: f | Give a shorter time."],
        ),
        ("beside", "[gone]", ["unknown_name | gone]} | Use one of: note, warning, ending."]),
        ("factors", "{f: {}}", ["no_value | {}}} | Write rungs, lasts, or both."]),
        (
            "factors",
            "{f: {rungs: 1}}",
            ["out_of_range | 1}}} | Write a sign and a number, such as -1 or +1."],
        ),
        (
            "factors",
            "{f: {rungs: [1]}}",
            ["wrong_shape | [1]}}} | One value stands here, not a list or a map."],
        ),
        ("factors", "{f: {lasts: -100 %}}", ["out_of_range | -100 %}}} | Give -99 % to +100 %."]),
        ("factors", "{f: {lasts: +101 %}}", ["out_of_range | +101 %}}} | Give -99 % to +100 %."]),
        (
            "factors",
            "{f: {lasts: -1 year}}",
            [
                (
                    "not_a_phrase | -1 year}}} | Write time to add, such as +1 year, or a "
                    "percent with its sign, such as -25 %."
                )
            ],
        ),
        (
            "factors",
            "{f: {lasts: +soon}}",
            [
                (
                    "not_a_phrase | +soon}}} | Write a number and a unit, such as 30 days, 2 "
                    "weeks, 12 months, 1 year or 5 workdays."
                )
            ],
        ),
        (
            "factors",
            "{f: {lasts: [1]}}",
            ["wrong_shape | [1]}}} | One value stands here, not a list or a map."],
        ),
        (
            "deviation",
            "{reason: true, approvals: 0}",
            ["out_of_range | 0}} | Write a whole number from 1 to 9."],
        ),
    ],
)
def test_a_slip_in_another_part_of_the_ladder(part, value, expected) -> None:
    found = problems(ladder_text(**{part: value}))

    assert_told(found, expected)
