"""Rungs that cannot be reached, and rungs that stop too much too easily."""

from __future__ import annotations

import pytest

from tests.rulebook.strategies_texts import assert_told, ladder_text, problems

MILD = "[{name: teach, then: [note]}, {name: warn, when: [{findings: 1}], then: [warning]}, "


@pytest.mark.parametrize(
    ("rungs", "expected"),
    [
        (
            "{name: end, when: [{findings: 2}], then: [ending]}",
            ["too_few_approvals | end, when: [{findings: | Write “approvals: 2” or more."],
        ),
        (
            "{name: end, when: [{findings: 2}], then: [ending], approvals: 0}",
            ["too_few_approvals | end, when: [{findings: | Write “approvals: 2” or more."],
        ),
        (
            (
                "{name: wide, when: [{findings: 3}], then: [note]}, {name: end, when: "
                "[{findings: 2}], then: [ending], approvals: 2}"
            ),
            [("overlap | wide, when: [{findings | Ask less of it, or more of the graver rung.")],
        ),
        (
            (
                "{name: wide, when: [{severity: severe, after: end}], then: [note]}, {name: "
                "end, when: [{findings: 2}], then: [ending], approvals: 2}"
            ),
            ["out_of_order | wide, when: [{severity | Name a rung that stands before it."],
        ),
        (
            (
                "{name: wide, when: [{persistent: true}], then: [note]}, {name: end, when: "
                "[{findings: 2, same: family}], then: [ending], approvals: 2}"
            ),
            [("overlap | wide, when: [{persiste | Ask less of it, or more of the graver rung.")],
        ),
        (
            (
                "{name: wide, when: [{findings: 3, same: family}, {findings: 4, severity: "
                "severe}], then: [note]}, {name: end, when: [{persistent: true}, {findings: "
                "2, severity: severe}], then: [ending], approvals: 2}"
            ),
            [("overlap | wide, when: [{findings | Ask less of it, or more of the graver rung.")],
        ),
        (
            (
                "{name: wide, when: [{findings: 2, after: end}], then: [note]}, {name: end, "
                "when: [{findings: 1, after: warn}], then: [ending], approvals: 2}"
            ),
            [
                "out_of_order | wide, when: [{findings | Name a rung that stands before it.",
                ("overlap | wide, when: [{findings | Ask less of it, or more of the graver rung."),
            ],
        ),
        (
            (
                "{name: wide, when: [{failed: warning}], then: [note]}, {name: end, when: "
                "[{failed: warning}], then: [ending], approvals: 2}"
            ),
            [("overlap | wide, when: [{failed: | Ask less of it, or more of the graver rung.")],
        ),
    ],
)
def test_a_rung_that_does_not_go_with_the_others(rungs, expected) -> None:
    found = problems(ladder_text(rungs=f"{MILD}{rungs}]"))

    assert_told(found, expected)


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (
            "families",
            [
                (
                    "missing_key | [{findings: 2, same: f | Add “families” to the ladder, or "
                    "write same: clause."
                )
            ],
        ),
        ("persistent", ["missing_key | end, when: [{persisten | Add “persistent” to the ladder."]),
    ],
)
def test_a_part_that_another_one_needs(part, expected) -> None:
    found = problems(ladder_text(**{part: None}))

    assert_told(found, expected)


def test_of_rungs_with_one_name_only_the_name_is_told() -> None:
    rungs = (
        "{name: wide, when: [{findings: 3}], then: [note]}, {name: wide, when: [{findings: 2}], "
        "then: [note]}, {name: end, when: [{findings: 2}], then: [ending], approvals: 2}"
    )

    found = problems(ladder_text(rungs=f"{MILD}{rungs}]"))

    assert [sentence.partition(" on line")[0] for _, _, sentence in found] == [
        "The rung “wide” is already"
    ]
