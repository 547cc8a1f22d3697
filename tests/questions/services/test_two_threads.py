"""Two people press the button at once: one of them waits, and nothing is done twice."""

from __future__ import annotations

from functools import partial
from uuid import uuid4

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from goodstanding.evidence.models import Event
from goodstanding.notices.models import Notice
from goodstanding.questions.models import Question, Step, StepTold
from goodstanding.questions.rules.states import NotNowError
from goodstanding.questions.services.answering import answer
from goodstanding.questions.services.asking import withdraw
from goodstanding.questions.services.between import answer_below, relay
from goodstanding.questions.services.telling import tell_desks
from tests.builders_questions import (
    ASKED,
    HOUR,
    make_desks,
    make_question,
    make_relayed,
    who,
)
from tests.threads import together

pytestmark = pytest.mark.usefixtures("committed")
LATER = ASKED + 3 * HOUR


def _count(name: str) -> int:
    return Event.objects.filter(name=name).count()


def test_two_who_answer_at_once_give_one_answer() -> None:
    desks = make_desks()
    question = make_relayed(desks)

    wrong = together(
        *(
            partial(answer, question.pk, words=words, actor=who(person), at=LATER)
            for words, person in (("Yes.", desks.officer), ("No.", desks.pdm))
        )
    )

    assert [type(error) for error in wrong] == [NotNowError]
    assert (_count("question.answered"), Notice.objects.count()) == (1, 1)
    assert Step.objects.filter(kind="answer").count() == 1


def test_answering_and_relaying_at_once_does_one_of_them() -> None:
    desks = make_desks()
    question = make_question(desks)
    manager = who(desks.manager)

    wrong = together(
        partial(answer_below, question.pk, words="Yes.", actor=manager, at=LATER),
        partial(relay, question.pk, remark="", actor=manager, at=LATER),
    )

    assert [type(error) for error in wrong] == [NotNowError]
    assert _count("question.answered") + _count("question.relayed") == 1


def test_withdrawing_while_somebody_answers_does_one_of_them() -> None:
    desks = make_desks()
    question = make_relayed(desks)

    wrong = together(
        partial(answer, question.pk, words="Yes.", actor=who(desks.officer), at=LATER),
        partial(withdraw, question.pk, actor=who(desks.asker), at=LATER),
    )

    assert [type(error) for error in wrong] == [NotNowError]
    assert _count("question.answered") + _count("question.withdrawn") == 1


def test_one_form_sent_twice_at_once_asks_once() -> None:
    desks, once = make_desks(), uuid4()

    wrong = together(*(partial(make_question, desks, once=once) for _ in range(2)))

    assert wrong == []
    assert (Question.objects.count(), Step.objects.count(), _count("question.asked")) == (1, 1, 1)


def test_two_runs_at_once_tell_a_desk_once() -> None:
    desks = make_desks()
    questions = [make_question(desks).pk for _ in range(3)]

    wrong = together(*(partial(tell_desks, at=LATER) for _ in range(2)))

    assert wrong == []
    assert ProcrastinateJob.objects.filter(task_name="questions.write_to_desk").count() == 1
    assert StepTold.objects.count() == len(questions)
