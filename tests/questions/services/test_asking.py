"""Asking, taking a question to the vendor when the distributor is late, and withdrawing it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from goodstanding.evidence.models import Event
from goodstanding.partners.services.taking_part import end_affiliation
from goodstanding.questions.models import Question, Step
from goodstanding.questions.rules.routing import About, WayClosedError
from goodstanding.questions.rules.states import NotNowError, QuestionState
from goodstanding.questions.selectors.ways import ways_of
from goodstanding.questions.services.answering import answer, answer_distributor
from goodstanding.questions.services.asking import (
    NothingToAskAboutError,
    NotLateError,
    Subject,
    ask,
    escalate,
    withdraw,
)
from goodstanding.questions.services.between import answer_below
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError, InvalidValueError, NotPermittedError
from tests.builders import SYSTEM, make_affiliate, make_partner
from tests.builders_notices import make_notice
from tests.builders_questions import (
    ASKED,
    GENERAL,
    HOUR,
    QUESTION,
    make_answered,
    make_desks,
    make_question,
    make_relayed,
    who,
)
from tests.builders_standing import make_rules

pytestmark = pytest.mark.django_db
LATE = datetime(2026, 9, 3, 22, 0, tzinfo=UTC)


def _asked_events() -> int:
    return Event.objects.filter(name="question.asked").count()


def test_without_a_distributor_a_question_goes_to_the_vendor() -> None:
    desks = make_desks()

    question = make_question(desks, straight=True)

    assert (question.state, question.relationship_id, question.distributor_id) == (
        "with-vendor",
        None,
        None,
    )
    assert (question.due_at, question.due_zone) == (datetime(2026, 9, 9, tzinfo=UTC), "UTC")


def test_a_question_can_be_about_a_message_or_a_duty() -> None:
    desks = make_desks()
    make_rules(desks.program)
    notice = make_notice(desks.program, desks.partner)

    about_notice = make_question(desks, Subject(about=About.NOTICE, notice_id=notice.pk))
    about_duty = make_question(desks, Subject(about=About.DUTY, duty="code-accepted"))

    assert (about_notice.notice_id, about_notice.confidential) == (notice.pk, False)
    assert (about_duty.duty, about_duty.confidential) == ("code-accepted", False)


def test_the_message_of_another_partner_does_not_exist_to_ask_about() -> None:
    desks = make_desks()
    theirs = make_notice(desks.program, make_partner(desks.program, name="Adatum"))

    for subject in (
        Subject(about=About.NOTICE, notice_id=theirs.pk),
        Subject(about=About.NOTICE, notice_id=uuid4()),
        Subject(about=About.CASE, case_id=uuid4()),
        Subject(about=About.DUTY, duty="made-up"),
    ):
        with pytest.raises(NothingToAskAboutError, match="no such thing here to ask about"):
            make_question(desks, subject, straight=True)

    assert (Question.objects.count(), _asked_events()) == (0, 0)


@pytest.mark.parametrize(
    ("words", "problem"),
    [("", "is empty"), ("  \n ", "is empty"), ("x" * 4_001, "4000 are the most")],
)
def test_no_words_and_too_many_are_refused(words: str, problem: str) -> None:
    desks = make_desks()

    with pytest.raises(InvalidValueError, match=problem):
        make_question(desks, words=words)

    assert (Question.objects.count(), _asked_events()) == (0, 0)


def test_the_same_form_sent_twice_asks_once() -> None:
    desks, once = make_desks(), uuid4()

    first = make_question(desks, once=once)
    again = make_question(desks, once=once, at=ASKED + HOUR)

    assert again.pk == first.pk
    assert (Question.objects.count(), Step.objects.count(), _asked_events()) == (1, 1, 1)


def test_the_same_form_with_other_words_is_refused() -> None:
    desks, once = make_desks(), uuid4()
    make_question(desks, once=once)

    with pytest.raises(ConflictError, match="sent before with another question"):
        make_question(desks, once=once, words="And for November?")

    assert (Question.objects.count(), _asked_events()) == (1, 1)


def test_two_people_whose_forms_share_a_key_ask_two_questions() -> None:
    desks, once = make_desks(), uuid4()
    colleague = make_affiliate(desks.partner, role="sales")

    make_question(desks, once=once)
    make_question(desks, once=once, asker=colleague)

    assert Question.objects.count() == 2


def test_who_does_not_act_for_the_partner_does_not_ask_for_it() -> None:
    desks = make_desks()

    for actor in (who(desks.manager), who(desks.officer), Actor.system("tests")):
        with pytest.raises(NotPermittedError, match="Only people who act for the partner"):
            ask(
                GENERAL,
                key=desks.key,
                words=QUESTION,
                way=None,
                once=uuid4(),
                actor=actor,
                at=ASKED,
            )

    assert Question.objects.count() == 0


def test_a_way_that_is_not_the_partners_is_closed() -> None:
    desks, others = make_desks(), make_desks()

    with pytest.raises(WayClosedError):
        ask(
            GENERAL,
            key=desks.key,
            words=QUESTION,
            way=others.way,
            once=uuid4(),
            actor=who(desks.asker),
            at=ASKED,
        )

    assert Question.objects.count() == 0


def test_a_distributor_without_an_account_manager_is_no_way() -> None:
    desks = make_desks()
    relieved = desks.manager.affiliations.get()
    open_before = [way.distributor_name for way in ways_of(desks.key, at=ASKED)]
    end_affiliation(relieved.fact_id, actor=SYSTEM, at=ASKED + HOUR)

    assert open_before == ["Northwind Distribution"]
    assert ways_of(desks.key, at=ASKED + HOUR) == []


def test_while_the_distributor_has_time_the_question_stays_with_it() -> None:
    desks = make_desks()
    question = make_question(desks)

    with pytest.raises(NotLateError, match="still has time"):
        escalate(question.pk, actor=who(desks.asker), at=LATE - timedelta(microseconds=1))

    assert Question.objects.get().stage is QuestionState.WITH_DISTRIBUTOR


def test_once_the_distributor_is_late_the_partner_takes_the_question_to_the_vendor() -> None:
    desks = make_desks()
    question = make_question(desks)

    taken = escalate(question.pk, actor=who(desks.asker), at=LATE)
    answered = answer(question.pk, words="Yes.", actor=who(desks.pdm), at=LATE + HOUR)

    assert (taken.stage, taken.due_at) == (
        QuestionState.WITH_VENDOR,
        datetime(2026, 9, 11, tzinfo=UTC),
    )
    assert answered.stage is QuestionState.ANSWERED
    assert list(
        Event.objects.filter(name__startswith="question.")
        .order_by("seq")
        .values_list("name", flat=True)
    ) == ["question.asked", "question.escalated", "question.answered"]
    with pytest.raises(NotNowError):
        answer_below(question.pk, words="No.", actor=who(desks.manager), at=LATE + 2 * HOUR)


def test_an_answer_that_the_distributor_sits_on_can_be_fetched_from_the_vendor() -> None:
    desks = make_desks()
    question = make_relayed(desks)
    answer_distributor(question.pk, words="Yes.", actor=who(desks.pdm), at=ASKED + 2 * HOUR)

    taken = escalate(question.pk, actor=who(desks.asker), at=LATE)

    assert taken.stage is QuestionState.WITH_VENDOR


def test_what_the_vendor_has_cannot_be_taken_to_it() -> None:
    desks = make_desks()
    question = make_relayed(desks)

    with pytest.raises(NotNowError, match="passed on to the vendor already"):
        escalate(question.pk, actor=who(desks.asker), at=LATE + timedelta(days=30))


def test_a_contact_withdraws_what_a_colleague_asked() -> None:
    desks = make_desks()
    seller = make_affiliate(desks.partner, role="sales")
    question = make_question(desks, asker=seller)

    withdrawn = withdraw(question.pk, actor=who(desks.asker), at=ASKED + HOUR)

    assert (withdrawn.stage, withdrawn.due_at) == (QuestionState.WITHDRAWN, None)
    assert Event.objects.filter(name="question.withdrawn").count() == 1


def test_others_neither_withdraw_nor_take_a_question() -> None:
    desks = make_desks()
    seller = make_affiliate(desks.partner, role="sales")
    question = make_question(desks)

    for person in (seller, desks.manager, desks.officer):
        with pytest.raises(NotPermittedError, match="Only who asked, or somebody who speaks"):
            withdraw(question.pk, actor=who(person), at=LATE)
        with pytest.raises(NotPermittedError):
            escalate(question.pk, actor=who(person), at=LATE)

    assert Question.objects.get().stage is QuestionState.WITH_DISTRIBUTOR


def test_an_answered_question_is_not_withdrawn() -> None:
    desks = make_desks()
    question = make_answered(desks)

    with pytest.raises(NotNowError, match="is answered already"):
        withdraw(question.pk, actor=who(desks.asker), at=ASKED + 3 * HOUR)

    assert not Event.objects.filter(name="question.withdrawn").exists()
