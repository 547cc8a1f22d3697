"""Statements and documents: what is read, and every slip with its way out."""

from __future__ import annotations

import pytest

from goodstanding.rulebook.pack import Attest, Show, Unit
from goodstanding.rulebook.parse import read_pack
from goodstanding.rulebook.phrases import Duration

from .strategies_texts import assert_told, duty, problems

DUE = "due: 30 days after assignment, countdown: talk"


@pytest.mark.parametrize(
    ("asks", "expected"),
    [
        (
            "attest: {statement: code-followed, per: entity, valid: 12 months}",
            Attest(statement="code-followed", per=Unit.ENTITY, valid=Duration(months=12)),
        ),
        (
            "attest: {statement: code-followed, per: partner}",
            Attest(statement="code-followed", per=Unit.PARTNER),
        ),
        (
            "show: {document: insurance, per: location}",
            Show(document="insurance", per=Unit.LOCATION),
        ),
    ],
)
def test_a_paper_is_asked_of_each_unit(asks: str, expected: Attest | Show) -> None:
    pack = read_pack(duty(asks, rest=DUE))

    assert pack.obligation("duty").verb == expected
    assert pack.obligation("duty").per is expected.per


@pytest.mark.parametrize(
    ("asks", "expected"),
    [
        (
            f"attest: {{statement: x}}, {DUE}",
            ["missing_key | {statement: x}, due: 30 | “per” is missing here. Add it."],
        ),
        (
            f"attest: {{per: entity}}, {DUE}",
            ["missing_key | {per: entity}, due: 30 | “statement” is missing here. Add it."],
        ),
        (
            f"show: {{document: x, per: region}}, {DUE}",
            ["unknown_name | region}, due: 30 days | Use one of: partner, entity, location."],
        ),
        (
            f"show: {{document: x, per: entity, valid: 1 year}}, {DUE}",
            ["unknown_key | valid: 1 year}, due: 3 | Use one of: document, per."],
        ),
        (
            f"show: {{document: A b, per: entity}}, {DUE}",
            [
                (
                    "not_a_name | A b, per: entity}, due: | Write small letters, digits and "
                    "dashes, such as talk-first, at most 63 characters."
                )
            ],
        ),
        (
            "attest: {statement: x, per: entity}, due: 3 days after publication, countdown: talk",
            ["no_notice | 3 days after publicati | Count from assignment or service."],
        ),
        (
            "show: {document: x, per: entity}, countdown: talk",
            ["missing_key | {title: A duty, show: | such as 30 days after assignment."],
        ),
    ],
)
def test_a_slip_in_a_duty_about_papers(asks: str, expected: list[str]) -> None:
    found = problems(duty(asks.removesuffix(", countdown: talk")))

    assert_told(found, expected)


def test_nothing_that_is_shown_is_published() -> None:
    asks = "show: {document: x, per: entity}, due: 3 days after publication"

    sentence = problems(duty(asks))[0][2]

    assert sentence == (
        "Nothing that “show” asks is published or put into effect, so “3 days after publication” "
        "never comes. Count from assignment or service."
    )
