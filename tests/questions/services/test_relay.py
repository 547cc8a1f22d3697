"""A question goes from the partner to the distributor to the vendor, and its answer comes back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from goodstanding.evidence.models import Event, EventPrivate
from goodstanding.notices.models import Notice
from goodstanding.questions.models import Question, Step
from goodstanding.questions.rules.states import NotNowError, QuestionState
from goodstanding.questions.selectors.story import Side, story_of
from goodstanding.questions.services.answering import answer, answer_distributor
from goodstanding.questions.services.between import answer_below, relay
from goodstanding.values.errors import InvalidValueError, NotPermittedError
from tests.builders import make_affiliate, make_officer, make_partner
from tests.builders_questions import (
    ASKED,
    HOUR,
    QUESTION,
    make_answered,
    make_desks,
    make_question,
    make_relayed,
    who,
)

pytestmark = pytest.mark.django_db
REMARK = "They have six new people."
ANSWER = "Yes, until the end of January."


def _events() -> list[str]:
    return list(
        Event.objects.filter(name__startswith="question.")
        .order_by("seq")
        .values_list("name", flat=True)
    )


def test_the_question_goes_up_and_the_answer_comes_back_down() -> None:
    desks = make_desks()

    question = make_question(desks)
    at_distributor = (question.state, question.due_at, question.due_zone)
    relayed = relay(question.pk, remark=REMARK, actor=who(desks.manager), at=ASKED + HOUR)
    at_vendor = (relayed.state, relayed.due_at, relayed.due_zone)
    answered = answer(question.pk, words=ANSWER, actor=who(desks.officer), at=ASKED + 2 * HOUR)

    assert at_distributor == (
        "with-distributor",
        datetime(2026, 9, 3, 22, 0, tzinfo=UTC),
        "Europe/Berlin",
    )
    assert at_vendor == ("relayed", datetime(2026, 9, 9, 0, 0, tzinfo=UTC), "UTC")
    assert (answered.state, answered.due_at, answered.due_zone) == ("answered", None, "")
    assert list(
        Step.objects.order_by("done_at").values_list("kind", "desk", "person", "wording__words")
    ) == [
        ("ask", "distributor", desks.asker.pk, QUESTION),
        ("relay", "vendor", desks.manager.pk, REMARK),
        ("answer", "", desks.officer.pk, ANSWER),
    ]


def test_every_step_is_evidence_and_no_word_of_it_is_in_the_log() -> None:
    desks = make_desks()

    make_answered(desks, words=ANSWER)

    assert _events() == ["question.asked", "question.relayed", "question.answered"]
    events = Event.objects.filter(name__startswith="question.")
    assert [event.partners.get().partner_id for event in events] == [desks.partner.pk] * 3
    log = b"".join(bytes(event.bytes) for event in Event.objects.all())
    for words in (QUESTION, REMARK, ANSWER, "Jonas Brandt", "Litware"):
        assert words.encode() not in log
    private = EventPrivate.objects.filter(event__in=events).values_list("field", "value")
    assert sorted(private) == [("remark", REMARK), ("words", QUESTION), ("words", ANSWER)]


def test_who_asked_gets_a_letter_that_holds_neither_question_nor_answer() -> None:
    desks = make_desks()

    make_answered(desks, words=ANSWER)

    notice = Notice.objects.get()
    assert notice.subject_line == (
        "Receipt, nothing to do: Answer to your question of 1 September 2026"
    )
    assert notice.text.kind == "receipt"
    assert (notice.partner_id, notice.person_id) == (desks.partner.pk, desks.asker.pk)
    assert notice.text.sender_id == desks.officer.pk
    said = str(notice.text.words)
    assert QUESTION not in said
    assert ANSWER not in said


def test_the_distributor_answers_by_itself_and_an_officer_signs_the_letter() -> None:
    desks = make_desks()
    question = make_question(desks)

    answered = answer_below(question.pk, words=ANSWER, actor=who(desks.manager), at=ASKED + HOUR)

    assert answered.stage is QuestionState.ANSWERED
    assert story_of(answered, side=Side.PARTNER, at=ASKED + HOUR).answered_by == (
        "Northwind Distribution"
    )
    assert _events() == ["question.asked", "question.answered"]
    assert Notice.objects.get().text.sender_id == desks.officer.pk


def test_the_vendor_answers_the_distributor_which_tells_it_in_its_own_words() -> None:
    desks = make_desks()
    question = make_relayed(desks)

    returned = answer_distributor(
        question.pk, words="Tell them yes.", actor=who(desks.pdm), at=ASKED + 2 * HOUR
    )
    waits = (returned.state, returned.due_at, Notice.objects.exists())
    answered = answer_below(
        question.pk, words="They say yes.", actor=who(desks.manager), at=ASKED + 3 * HOUR
    )

    assert waits == ("returned", datetime(2026, 9, 3, 22, 0, tzinfo=UTC), False)
    assert answered.stage is QuestionState.ANSWERED
    assert _events() == [
        "question.asked",
        "question.relayed",
        "question.returned",
        "question.answered",
    ]
    seen = story_of(answered, side=Side.PARTNER, at=ASKED + 3 * HOUR)
    assert (seen.answer and seen.answer.words, seen.returned, seen.remark) == (
        "They say yes.",
        None,
        None,
    )
    seen = story_of(answered, side=Side.DISTRIBUTOR, at=ASKED + 3 * HOUR)
    assert (seen.returned and seen.returned.words) == "Tell them yes."


def test_the_distributor_sees_what_the_vendor_answered_its_reseller() -> None:
    desks = make_desks()

    question = make_answered(desks, words=ANSWER)

    seen = story_of(question, side=Side.DISTRIBUTOR, at=ASKED + 2 * HOUR)
    assert (seen.answer and seen.answer.words, seen.answered_by) == (ANSWER, "Contoso")


def test_a_remark_can_be_left_out() -> None:
    desks = make_desks()

    make_relayed(desks, remark="  ")

    assert Step.objects.get(kind="relay").desk == "vendor"
    assert not Step.objects.filter(kind="relay", wording__isnull=False).exists()


def test_relaying_twice_is_refused_and_changes_nothing() -> None:
    desks = make_desks()
    question = make_relayed(desks)

    with pytest.raises(NotNowError, match="was passed on to the vendor already"):
        relay(question.pk, remark="Once more.", actor=who(desks.manager), at=ASKED + 2 * HOUR)

    assert _events() == ["question.asked", "question.relayed"]
    assert Step.objects.count() == 2


def test_the_same_act_in_the_same_words_again_changes_nothing() -> None:
    desks = make_desks()
    manager, officer, later = who(desks.manager), who(desks.officer), ASKED + 4 * HOUR
    question = make_relayed(desks, remark=REMARK)

    relay(question.pk, remark=REMARK, actor=manager, at=later)
    answer_distributor(question.pk, words=ANSWER, actor=officer, at=later)
    answer_distributor(question.pk, words=ANSWER, actor=officer, at=later)
    answer_below(question.pk, words=ANSWER, actor=manager, at=later)
    answer_below(question.pk, words=ANSWER, actor=manager, at=later)
    again = relay(question.pk, remark=REMARK, actor=manager, at=later)

    assert again.state == "answered"
    assert _events() == [
        "question.asked",
        "question.relayed",
        "question.returned",
        "question.answered",
    ]
    assert (Step.objects.count(), Notice.objects.count()) == (4, 1)


def test_a_colleagues_same_words_are_no_repetition() -> None:
    desks = make_desks()
    question = make_answered(desks, words=ANSWER)

    again = answer(question.pk, words=ANSWER, actor=who(desks.officer), at=ASKED + 3 * HOUR)
    with pytest.raises(NotNowError, match="is answered already"):
        answer(question.pk, words=ANSWER, actor=who(desks.pdm), at=ASKED + 3 * HOUR)

    assert again.state == "answered"
    assert _events().count("question.answered") == 1


def test_a_second_answer_is_refused_and_the_first_stays() -> None:
    desks = make_desks()
    question = make_answered(desks, words=ANSWER)

    with pytest.raises(NotNowError, match="is answered already"):
        answer(question.pk, words="No.", actor=who(desks.pdm), at=ASKED + 3 * HOUR)

    story = story_of(Question.objects.get(), side=Side.VENDOR, at=ASKED + 3 * HOUR)
    assert (story.answer and story.answer.words) == ANSWER
    assert Notice.objects.count() == 1


@pytest.mark.parametrize("words", ["", " \n", "x" * 4_001])
def test_no_words_and_too_many_are_refused(words: str) -> None:
    desks = make_desks()
    question = make_question(desks)

    with pytest.raises(InvalidValueError):
        answer_below(question.pk, words=words, actor=who(desks.manager), at=ASKED + HOUR)

    assert _events() == ["question.asked"]
    assert Question.objects.get().stage is QuestionState.WITH_DISTRIBUTOR


def test_only_account_managers_of_the_distributor_in_between_act_for_it() -> None:
    desks = make_desks()
    question = make_question(desks)
    elsewhere = make_partner(desks.program, name="Tailspin Distribution")
    strangers = (
        make_affiliate(desks.distributor, role="signatory"),
        make_affiliate(elsewhere, role="distributor-manager"),
        desks.asker,
        desks.officer,
    )

    for person in strangers:
        with pytest.raises(NotPermittedError, match="Only account managers of the distributor"):
            answer_below(question.pk, words=ANSWER, actor=who(person), at=ASKED + HOUR)
        with pytest.raises(NotPermittedError, match="Only account managers of the distributor"):
            relay(question.pk, remark="", actor=who(person), at=ASKED + HOUR)

    assert _events() == ["question.asked"]


def test_only_the_vendors_desk_answers_for_the_vendor() -> None:
    desks = make_desks()
    question = make_relayed(desks)
    other_officer = make_officer(make_desks().program)

    for person in (desks.manager, desks.asker, other_officer):
        with pytest.raises(NotPermittedError, match="needs the right of compliance officer or"):
            answer(question.pk, words=ANSWER, actor=who(person), at=ASKED + 2 * HOUR)
        with pytest.raises(NotPermittedError):
            answer_distributor(question.pk, words=ANSWER, actor=who(person), at=ASKED + 2 * HOUR)

    assert _events() == ["question.asked", "question.relayed"]


def test_the_vendor_does_not_answer_what_waits_for_the_distributor() -> None:
    desks = make_desks()
    question = make_question(desks)

    with pytest.raises(NotNowError, match="waits for the distributor"):
        answer(question.pk, words=ANSWER, actor=who(desks.officer), at=ASKED + timedelta(days=9))

    assert _events() == ["question.asked"]
