"""What the database itself refuses about questions."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.utils import InternalError

from goodstanding.questions.models import Guidance, Question, Step, StepWords
from goodstanding.questions.selectors.story import Side, story_of
from goodstanding.questions.services.telling import tell_desks
from tests.builders_questions import (
    ASKED,
    HOUR,
    QUESTION,
    make_answered,
    make_desks,
    make_guidance,
    make_question,
)

pytestmark = pytest.mark.django_db
REFUSALS = (IntegrityError, InternalError, ProgrammingError)


def _refused(statement: str, *values: UUID) -> None:
    with (
        pytest.raises(REFUSALS),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, values)


def test_nothing_of_a_question_but_its_place_can_be_changed() -> None:
    desks = make_desks()
    question = make_question(desks)

    _refused("UPDATE questions_question SET confidential = true")
    _refused("UPDATE questions_question SET asked_by_id = %s", desks.officer.pk)
    _refused("UPDATE questions_question SET state = 'lost'")
    _refused("UPDATE questions_question SET due_at = NULL")
    _refused("DELETE FROM questions_question")

    kept = Question.objects.get()
    assert (kept.confidential, kept.asked_by_id, kept.state) == (
        False,
        desks.asker.pk,
        question.state,
    )


def test_a_closed_question_stays_closed() -> None:
    make_answered(make_desks())

    _refused("UPDATE questions_question SET state = 'withdrawn'")

    assert Question.objects.get().state == "answered"


def test_steps_are_only_added_and_no_answer_twice() -> None:
    desks = make_desks()
    question = make_answered(desks)

    _refused("UPDATE questions_step SET done_at = now()")
    _refused("DELETE FROM questions_step")
    with pytest.raises(IntegrityError, match="question_is_answered_once"), transaction.atomic():
        Step.objects.create(question=question, kind="answer-below", done_at=ASKED)

    assert Step.objects.count() == 3


def test_words_are_erased_as_a_whole_and_never_replaced() -> None:
    desks = make_desks()
    question = make_question(desks)

    _refused("UPDATE questions_stepwords SET words = 'Something else.'")
    kept = StepWords.objects.get().words
    StepWords.objects.all().delete()

    assert kept == QUESTION
    story = story_of(question, side=Side.PARTNER, at=ASKED + HOUR)
    assert (story.asked.words, story.asked.erased) == ("", True)


def test_guidance_is_only_taken_back() -> None:
    make_guidance(make_desks())

    _refused("UPDATE questions_guidance SET answers = 'Something else.'")
    _refused("DELETE FROM questions_guidance")

    assert Guidance.objects.get().answers.startswith("It does")


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"confidential": True}, "question_in_confidence_passes_nobody"),
        ({"distributor_id": None}, "question_passes_through_a_distributor"),
        ({"about": "duty"}, "question_is_about_one_thing"),
        ({"due_at": None}, "question_is_due_while_it_is_open"),
        ({"state": "answered"}, "question_is_due_while_it_is_open"),
        (
            {"relationship_id": None, "distributor_id": None},
            "question_lies_between_only_on_its_way",
        ),
    ],
)
def test_a_question_that_cannot_be_is_refused(changes: dict[str, object], constraint: str) -> None:
    question = make_question(make_desks())
    values = {
        field.attname: getattr(question, field.attname)
        for field in Question._meta.concrete_fields
        if field.attname not in {"id", "once", "recorded_at"}
    }

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Question.objects.create(once=question.pk, **(values | changes))

    assert Question.objects.count() == 1


def test_that_a_desk_was_told_is_only_added() -> None:
    make_question(make_desks())
    tell_desks(at=ASKED)

    _refused("UPDATE questions_steptold SET told_at = now()")
    _refused("DELETE FROM questions_steptold")
