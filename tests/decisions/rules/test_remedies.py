"""What ends a measure, by how the rule book lets it last."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from goodstanding.decisions.rules.reasons import RemedyCode
from goodstanding.decisions.rules.remedies import remedy_of_duty, remedy_of_measure
from goodstanding.rulebook.measures import Measure
from goodstanding.rulebook.pack import Obligation
from goodstanding.rulebook.parse import read_pack
from goodstanding.rulebook.phrases import (
    Always,
    Duration,
    Fixed,
    LengthByCount,
    LengthEnd,
    Until,
)
from tests.rulebook.strategies_texts import duty


def asked(asks: str) -> Obligation:
    """Return a duty that asks this, as a pack would say it."""
    return read_pack(duty(f"{asks}, due: 30 days after assignment")).obligation("duty")


@pytest.mark.parametrize(
    ("lasts", "code"),
    [
        (Until(event=LengthEnd.PASSED), RemedyCode.PASS_COURSE),
        (Until(event=LengthEnd.COMPLETED), RemedyCode.COMPLETE_PLAN),
        (Until(event=LengthEnd.RELEASED), RemedyCode.ASK_FOR_RELEASE),
        (Until(event=LengthEnd.CLEARED), RemedyCode.ASK_THE_VENDOR),
        (Always(), RemedyCode.APPEAL),
        (Fixed(duration=Duration(days=30)), RemedyCode.ASK_THE_VENDOR),
        (None, RemedyCode.ASK_THE_VENDOR),
    ],
)
def test_a_measure_without_an_end_by_the_calendar(
    lasts: LengthByCount | None, code: RemedyCode
) -> None:
    measure = Measure(name="block", lasts=lasts, assigns="remedial")

    assert remedy_of_measure(measure, until=None).code is code


def test_papers_are_stated_and_shown_anew() -> None:
    remedies = [remedy_of_duty(asked("attest: {statement: code-followed, per: entity}"))]
    remedies.append(remedy_of_duty(asked("show: {document: insurance, per: location}")))

    assert [(remedy.code.value, remedy.sentence) for remedy in remedies] == [
        ("make_statement", "A signatory of the partner states “code-followed” anew."),
        ("show_document", "The partner shows a document “insurance” that is still good."),
    ]


def test_a_duty_made_of_parts_names_them() -> None:
    text = duty("least: {1: [paid-up, other]}, due: 30 days after assignment")
    part = "{title: P, show: {document: d, per: entity}, part: true}"
    pack = read_pack(text.replace("duty: {", f"paid-up: {part}, other: {part}, duty: {{"))

    remedy = remedy_of_duty(pack.obligation("duty"))

    assert remedy.code is RemedyCode.MEET_PARTS
    assert remedy.sentence == "The partner meets at least 1 of: paid up, other."


def test_a_known_end_is_told_whatever_the_length_says() -> None:
    remedy = remedy_of_measure(
        Measure(name="block", lasts=Always()), until=datetime(2026, 10, 1, 22, tzinfo=UTC)
    )

    assert remedy.code is RemedyCode.WAIT
    assert remedy.sentence == "It ends by itself at 2026-10-01T22:00:00Z."
