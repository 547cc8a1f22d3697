"""Obligations: every slip is told with its way out."""

from __future__ import annotations

import pytest

from tests.rulebook.strategies_texts import assert_told, duty, pack_text, problems


@pytest.mark.parametrize(
    ("asks", "expected"),
    [
        (
            (
                "accept: {agreement: a, per: entity}, reach: {contact: x, proof: 1 day}, "
                "due: 1 day after assignment"
            ),
            [
                (
                    "not_one_verb | {title: A duty, accept | Write one of accept, pass, reach, "
                    "attain, attest, show, any, all, least here, and another obligation for each "
                    "further thing."
                )
            ],
        ),
        (
            "due: 1 day after assignment",
            [
                (
                    "not_one_verb | {title: A duty, due: 1 | Write one of accept, pass, reach, "
                    "attain, attest, show, any, all, least here, and another obligation for each "
                    "further thing."
                )
            ],
        ),
        (
            "accept: {agreement: a, per: [entity, location]}, due: 1 day after service",
            [("does_not_fit | [entity, location]}, d | Write one of them, or “[entity, region]”.")],
        ),
        (
            "accept: {agreement: a, per: planet}, due: 1 day after service",
            ["unknown_name | planet}, due: 1 day af | Did you mean “partner”?"],
        ),
        (
            ("accept: {agreement: a, per: region, affiliates: 50 %}, due: 1 day after service"),
            ["does_not_fit | 50 %}, due: 1 day afte | or count per entity."],
        ),
        (
            ("accept: {agreement: a, per: entity, affiliates: half}, due: 1 day after service"),
            ["not_a_phrase | half}, due: 1 day afte | Write a whole percent, such as 100 %."],
        ),
        (
            "accept: {per: entity}, due: 1 day after service",
            ["missing_key | {per: entity}, due: 1 | Add it."],
        ),
        (
            "accept: {agreement: a, per: entity}",
            [
                (
                    "missing_key | {title: A duty, accept | Say when the duty falls due, such as "
                    "30 days after assignment."
                )
            ],
        ),
        (
            "accept: {agreement: a, per: entity}, due: service",
            [
                (
                    "impossible_duty | service, countdown: ta | Give time, such as 30 days after "
                    "service."
                )
            ],
        ),
        (
            "accept: {agreement: a, per: entity}, due: 5 workdays after service",
            [("missing_key | duty | Add “calendar: DE”, or another, to the pack.")],
        ),
        (
            "reach: {contact: [x, x], proof: 1 day}, due: 1 day after assignment",
            ["duplicate | x], proof: 1 day}, due | Omit one."],
        ),
        (
            "reach: {contact: [], proof: 1 day}, due: 1 day after assignment",
            ["no_value | [], proof: 1 day}, due | Name at least one."],
        ),
        (
            "reach: {contact: x, proof: 1 day}, due: 1 day after service",
            ["no_notice | 1 day after service, c | Count from assignment."],
        ),
        (
            "reach: {contact: x}, due: 1 day after assignment",
            ["missing_key | {contact: x}, due: 1 d | Add it."],
        ),
        (
            "pass: {course: c, people: [p], share: 101 %, valid: 1 year}",
            ["not_a_phrase | 101 %, valid: 1 year}, | Give 1 % to 100 %."],
        ),
        (
            (
                "pass: {course: c, people: [p], share: 100 %, valid: 1 year}, due: 1 day "
                "after assignment"
            ),
            [
                (
                    "does_not_fit | 1 day after assignment | Leave “due” out and say “grace” in "
                    "“pass”."
                )
            ],
        ),
        (
            ("pass: {course: c, people: [p], share: 100 %, valid: 1 year, grace: {left: 1 day}}"),
            ["unknown_key | left: 1 day}}, countdo | Use one of: joined, lapsed, rejoined."],
        ),
        (
            "pass: {course: c}",
            [
                "missing_key | {course: c}, countdown | Add it.",
                "missing_key | {course: c}, countdown | Add it.",
                "missing_key | {course: c}, countdown | Add it.",
            ],
        ),
        (
            "pass: c",
            [
                (
                    "wrong_shape | c, countdown: talk}} | Keys with values stand here: write "
                    "them as key: value."
                )
            ],
        ),
    ],
)
def test_a_slip_in_what_a_duty_asks(asks, expected) -> None:
    found = problems(duty(asks))

    assert_told(found, expected)


REACH = "reach: {contact: x, proof: 1 day}, due: 1 day after assignment"


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("countdown: walk", ["unknown_name | walk}} | Did you mean “talk”?"]),
        (
            "clause: nothing, countdown: talk",
            [
                (
                    "not_a_phrase | nothing, countdown: ta | Write agreement#clause, such as "
                    "partner-code#gifts."
                )
            ],
        ),
        (
            "clause: a#b@3, countdown: talk",
            [
                (
                    "does_not_fit | a#b@3, countdown: talk | A rule holds for every version: "
                    "omit the @3."
                )
            ],
        ),
        ("title: x", ["duplicate | title: x}} | Keep one of the two."]),
        (
            "since: 2026-13-01, countdown: talk",
            [
                (
                    "impossible_date | 2026-13-01, countdown: | Write year-month-day, such as "
                    "2026-08-01."
                )
            ],
        ),
        (
            "who: {}, countdown: talk",
            [
                (
                    "no_value | {}, countdown: talk}} | Name tier, country, region, or leave the "
                    "key out."
                )
            ],
        ),
        (
            "who: {country: germany}, countdown: talk",
            [
                (
                    "not_a_name | germany}, countdown: t | Write the two capital letters of ISO "
                    "3166, such as DE."
                )
            ],
        ),
        (
            "who: {tier: [gold], not: {tier: [gold, silver]}}, countdown: talk",
            ["impossible_duty | {tier: [gold, silver]} | Repair one of the two."],
        ),
        (
            "who: {tier: -x}, countdown: talk",
            [
                (
                    "not_a_name | -x}, countdown: talk}} | Write letters, digits, dots and "
                    "dashes, such as EMEA."
                )
            ],
        ),
        (
            "who: {authorization: resell}, countdown: talk",
            [
                (
                    "unknown_name | resell}, countdown: ta | None is declared: declare it, or "
                    "leave this out."
                )
            ],
        ),
        (
            "who: {tier: [[a]]}, countdown: talk",
            [
                (
                    "wrong_shape | [a]]}, countdown: talk | One value stands here, not a list or "
                    "a map."
                )
            ],
        ),
        (
            "who: gold, countdown: talk",
            [
                (
                    "wrong_shape | gold, countdown: talk} | Keys with values stand here: write "
                    "them as key: value."
                )
            ],
        ),
        (
            "who: {tier: gold, not: {}}, countdown: talk",
            [
                (
                    "no_value | {}}, countdown: talk}} | Name tier, country, region, or leave "
                    "the key out."
                )
            ],
        ),
        (
            "who: {planet: mars}, countdown: talk",
            [
                (
                    "unknown_key | planet: mars}, countdo | Use one of: tier, country, region, "
                    "authorization, not."
                )
            ],
        ),
        (
            "colour: red, countdown: talk",
            [
                (
                    "unknown_key | colour: red, countdown | Use one of: title, countdown, "
                    "clause, who, due, since, part, accept, pass, reach, attain, attest, show, "
                    "any, all, least."
                )
            ],
        ),
    ],
)
def test_a_slip_beside_what_a_duty_asks(rest, expected) -> None:
    found = problems(duty(REACH, rest=rest))

    assert_told(found, expected)


@pytest.mark.parametrize(
    ("section", "value", "expected"),
    [
        (
            "obligations",
            "[code]",
            [
                ("unused | talk: {30 days before: | Let an obligation name it, or leave it out."),
                ("wrong_shape | [code] | Keys with values stand here: write them as key: value."),
            ],
        ),
        (
            "authorizations",
            (
                "{resell: {title: R, per: region, needs: [code, other], tested: 3 days after "
                "service, countdown: talk}}"
            ),
            [
                "missing_key | {title: R, per: region | Add it.",
                ("unknown_name | region, needs: [code, | Use one of: partner, entity, location."),
                "unknown_name | other], tested: 3 days | Use one of: code.",
                "does_not_fit | 3 days after service, | Write “tested: anniversary”.",
            ],
        ),
    ],
)
def test_a_slip_in_a_section_of_duties(section, value, expected) -> None:
    found = problems(pack_text(**{section: value}))

    assert_told(found, expected)
