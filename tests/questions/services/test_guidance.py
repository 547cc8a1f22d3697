"""An answer becomes guidance for everybody, in words that name nobody."""

from __future__ import annotations

import pytest

from goodstanding.evidence.models import Event
from goodstanding.questions.models import Guidance
from goodstanding.questions.rules.routing import About
from goodstanding.questions.rules.wording import GuidanceNamesError
from goodstanding.questions.selectors.visible import guidance_of
from goodstanding.questions.services.answering import answer
from goodstanding.questions.services.asking import Subject
from goodstanding.questions.services.guiding import (
    NoGuidanceError,
    publish_guidance,
    withdraw_guidance,
)
from goodstanding.values.errors import ConflictError, InvalidValueError, NotPermittedError
from tests.builders import make_affiliate
from tests.builders_notices import make_notice
from tests.builders_questions import (
    ASKED,
    HOUR,
    make_answered,
    make_desks,
    make_guidance,
    make_question,
    who,
)

pytestmark = pytest.mark.django_db
LATER = ASKED + 4 * HOUR


def test_every_partner_of_the_program_reads_it_and_the_log_holds_no_word_of_it() -> None:
    desks = make_desks()

    guidance = make_guidance(desks)

    assert list(guidance_of(desks.program.pk)) == [guidance]
    assert list(guidance_of(make_desks().program.pk)) == []
    event = Event.objects.get(name="guidance.published")
    assert (event.actor, event.program_id) == (f"person:{desks.officer.pk}", None)
    assert b"late in the year" not in bytes(event.bytes)


def test_it_is_taken_back_once() -> None:
    desks = make_desks()
    guidance = make_guidance(desks)

    withdraw_guidance(guidance.pk, actor=who(desks.officer), at=LATER)

    assert list(guidance_of(desks.program.pk)) == []
    with pytest.raises(ConflictError, match="taken back already"):
        withdraw_guidance(guidance.pk, actor=who(desks.officer), at=LATER)
    assert Event.objects.filter(name="guidance.withdrawn").count() == 1


def test_taken_back_words_can_be_published_anew_and_standing_ones_not() -> None:
    desks = make_desks()
    guidance = make_guidance(desks)
    say = {"asks": "Does it count?", "answers": "It does.", "actor": who(desks.officer)}

    with pytest.raises(NoGuidanceError, match="guidance already"):
        publish_guidance(guidance.question_id, **say, at=LATER)  # type: ignore[arg-type] # a test's shorthand
    withdraw_guidance(guidance.pk, actor=who(desks.officer), at=LATER)
    anew = publish_guidance(guidance.question_id, **say, at=LATER)  # type: ignore[arg-type] # a test's shorthand

    assert list(guidance_of(desks.program.pk)) == [anew]


@pytest.mark.parametrize("name", ["Litware Systemhaus", "northwind distribution", "Jonas  Brandt"])
def test_words_that_tell_who_asked_are_refused(name: str) -> None:
    desks = make_desks()
    question = make_answered(desks)

    with pytest.raises(GuidanceNamesError, match="Say it without names"):
        publish_guidance(
            question.pk,
            asks=f"Does it count for {name}?",
            answers="It does.",
            actor=who(desks.officer),
            at=LATER,
        )

    assert not Guidance.objects.exists()


@pytest.mark.parametrize(("asks", "answers"), [("", "It does."), ("Does it?", " ")])
def test_missing_words_are_refused(asks: str, answers: str) -> None:
    desks = make_desks()
    question = make_answered(desks)

    with pytest.raises(InvalidValueError, match="is empty"):
        publish_guidance(
            question.pk, asks=asks, answers=answers, actor=who(desks.officer), at=LATER
        )

    assert not Guidance.objects.exists()


def test_only_an_officer_publishes_and_takes_back() -> None:
    desks = make_desks()
    guidance = make_guidance(desks)
    question = make_answered(desks)

    for person in (desks.pdm, desks.manager, desks.asker):
        with pytest.raises(NotPermittedError):
            publish_guidance(
                question.pk, asks="Does it?", answers="It does.", actor=who(person), at=LATER
            )
        with pytest.raises(NotPermittedError):
            withdraw_guidance(guidance.pk, actor=who(person), at=LATER)

    assert list(Guidance.objects.all()) == [guidance]


def test_what_is_open_or_confidential_becomes_no_guidance() -> None:
    desks = make_desks()
    seller = make_affiliate(desks.partner, role="sales")
    notice = make_notice(desks.program, desks.partner, person=seller)
    subject = Subject(about=About.NOTICE, notice_id=notice.pk)
    confidential = make_question(desks, subject, straight=True, asker=seller)
    answer(confidential.pk, words="Yes.", actor=who(desks.officer), at=ASKED + HOUR)

    for question, problem in (
        (make_question(desks), "Only an answered question"),
        (confidential, "stays between you and the partner"),
    ):
        with pytest.raises(NoGuidanceError, match=problem):
            publish_guidance(
                question.pk,
                asks="Does it?",
                answers="It does.",
                actor=who(desks.officer),
                at=LATER,
            )

    assert not Guidance.objects.exists()
