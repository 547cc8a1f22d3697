"""A distributor leaves: what lies with it is the vendor's, and it sees nothing any more."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from goodstanding.accounts.models import Role
from goodstanding.evidence.models import Event
from goodstanding.partners.services.taking_part import end_relationship, relate
from goodstanding.questions.jobs import take_over_left_behind
from goodstanding.questions.models import Question, Step
from goodstanding.questions.rules.states import NotNowError, QuestionState
from goodstanding.questions.selectors.visible import (
    questions_of_distributor,
    questions_of_vendor,
    waiting_for_vendor,
)
from goodstanding.questions.services.answering import (
    answer,
    answer_distributor,
    take_over,
    take_over_all,
)
from goodstanding.questions.services.asking import escalate
from goodstanding.questions.services.between import answer_below
from goodstanding.values.errors import NotPermittedError
from tests.builders import SYSTEM
from tests.builders_questions import (
    ASKED,
    HOUR,
    Desks,
    make_answered,
    make_desks,
    make_question,
    make_relayed,
    who,
)

pytestmark = pytest.mark.django_db
LEFT = ASKED + 5 * HOUR


def _leave(desks: Desks) -> None:
    end_relationship(desks.way, actor=SYSTEM, at=LEFT)


def _seen_by_distributor(desks: Desks) -> list[Question]:
    return list(
        questions_of_distributor(desks.distributor.pk, program_id=desks.program.pk, at=LEFT)
    )


def _waiting_for_vendor(desks: Desks) -> list[Question]:
    visible = questions_of_vendor(desks.program.pk, roles={Role.OFFICER})
    return list(visible.filter(waiting_for_vendor(at=LEFT)))


def test_from_that_instant_the_question_is_the_vendors_without_any_routine() -> None:
    desks = make_desks()
    question = make_question(desks)

    _leave(desks)

    assert _seen_by_distributor(desks) == []
    assert _waiting_for_vendor(desks) == [question]
    with pytest.raises(NotPermittedError, match="the partner buys through"):
        answer_below(question.pk, words="Yes.", actor=who(desks.manager), at=LEFT)


def test_a_former_distributor_sees_not_even_what_it_answered() -> None:
    desks = make_desks()
    make_answered(desks)

    _leave(desks)

    assert _seen_by_distributor(desks) == []


def test_a_distributor_that_comes_back_sees_nothing_of_before() -> None:
    desks = make_desks()
    make_question(desks)
    _leave(desks)

    relate(
        program_id=desks.program.pk,
        distributor_id=desks.distributor.pk,
        reseller_id=desks.partner.pk,
        actor=SYSTEM,
        at=LEFT,
    )

    assert _seen_by_distributor(desks) == []


def test_the_vendor_answers_what_was_left_behind_and_both_steps_are_evidence() -> None:
    desks = make_desks()
    question = make_question(desks)
    _leave(desks)

    answered = answer(question.pk, words="Yes.", actor=who(desks.officer), at=LEFT)

    assert answered.stage is QuestionState.ANSWERED
    assert list(
        Event.objects.filter(name__startswith="question.")
        .order_by("seq")
        .values_list("name", flat=True)
    ) == ["question.asked", "question.escalated", "question.answered"]


def test_the_vendor_does_not_answer_a_distributor_that_has_left() -> None:
    desks = make_desks()
    question = make_relayed(desks)
    _leave(desks)

    with pytest.raises(NotNowError, match="waits for the vendor"):
        answer_distributor(question.pk, words="Yes.", actor=who(desks.officer), at=LEFT)

    assert Question.objects.get().stage is QuestionState.RELAYED


def test_the_routine_takes_every_question_up_once() -> None:
    desks = make_desks()
    question, relayed, closed = make_question(desks), make_relayed(desks), make_answered(desks)
    straight = make_question(desks, straight=True)
    _leave(desks)

    taken = take_over_all(at=LEFT)
    again = take_over_all(at=LEFT + HOUR)

    assert (taken, again) == (2, 0)
    states = dict(Question.objects.values_list("pk", "state"))
    assert states == {
        question.pk: "with-vendor",
        relayed.pk: "with-vendor",
        closed.pk: "answered",
        straight.pk: "with-vendor",
    }
    assert Event.objects.filter(name="question.escalated", actor="system:questions").count() == 2
    steps = Step.objects.filter(kind="fall-up")
    assert [(step.person, step.desk) for step in steps] == [(None, "vendor"), (None, "vendor")]


def test_what_was_relayed_keeps_the_date_the_vendor_promised() -> None:
    desks = make_desks()
    asked, relayed = make_question(desks), make_relayed(desks)
    _leave(desks)

    assert take_over(relayed.pk, at=LEFT).due_at == datetime(2026, 9, 9, tzinfo=UTC)
    assert take_over(asked.pk, at=LEFT).due_at == datetime(2026, 9, 9, tzinfo=UTC)


def test_while_the_distributor_is_there_the_routine_takes_nothing() -> None:
    desks = make_desks()
    question = make_question(desks)

    kept = take_over(question.pk, at=ASKED + HOUR)
    take_over_left_behind(timestamp=0)

    assert kept.stage is QuestionState.WITH_DISTRIBUTOR
    assert not Event.objects.filter(name="question.escalated").exists()


def test_the_partner_can_take_it_up_at_once_when_the_distributor_has_left() -> None:
    desks = make_desks()
    question = make_question(desks)
    _leave(desks)

    taken = escalate(question.pk, actor=who(desks.asker), at=LEFT)

    assert taken.stage is QuestionState.WITH_VENDOR
    assert Step.objects.filter(kind="fall-up").count() == 1
