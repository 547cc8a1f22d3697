"""Forms of the question desk that are not right, sent twice, or sent too late."""

from __future__ import annotations

from uuid import uuid4

import pytest

from goodstanding.evidence.models import Event
from goodstanding.questions.models import Question
from goodstanding.questions.services.answering import answer
from goodstanding.values import clock
from tests.builders import make_partner
from tests.builders_notices import make_notice
from tests.builders_questions import (
    QUESTION,
    make_desks,
    make_question,
    make_relayed,
    who,
)
from tests.questions.addresses import (
    distributor_url,
    partner_url,
    vendor_url,
)
from tests.questions.conftest import SignIn

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"words": ""}, "Fill in: Your question"),
        ({"words": "x" * 4_001}, "It has 4001 letters; 4000 are the most."),
        ({"to": str(uuid4())}, "You do not buy through this distributor any more."),
        ({"to": ""}, "Choose an answer: Who gets it"),
        ({"once": "twice"}, "Load the page again."),
    ],
)
def test_a_form_that_is_not_right_says_why_and_keeps_what_was_typed(
    sign_in: SignIn, fields: dict[str, str], sentence: str
) -> None:
    desks = make_desks()
    right = {"once": str(uuid4()), "words": "Does it count?", "to": str(desks.way)}
    url = partner_url(desks, "partner_question_ask", about="general", subject="program")

    response = sign_in(desks.asker).post(url, right | fields)

    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert ("Does it count?" in page) is ("words" not in fields)
    assert not Question.objects.exists()


def test_the_ends_of_lines_count_one_letter_each(sign_in: SignIn) -> None:
    desks = make_desks()
    url = partner_url(desks, "partner_question_ask", about="general", subject="program")
    longest = "\r\n".join(["x" * 999] * 4) + "x"

    sign_in(desks.asker).post(url, {"once": str(uuid4()), "words": longest, "to": "vendor"})

    assert len(Question.objects.get().steps.get().wording.words) == 4_000


def test_the_same_form_sent_twice_shows_the_first_question(sign_in: SignIn) -> None:
    desks = make_desks()
    asker = sign_in(desks.asker)
    url = partner_url(desks, "partner_question_ask", about="general", subject="program")
    fields = {"once": str(uuid4()), "words": QUESTION, "to": "vendor"}

    first, again = asker.post(url, fields), asker.post(url, fields)
    other = asker.post(url, fields | {"words": "Something else."})

    assert (first["Location"], Question.objects.count()) == (again["Location"], 1)
    assert other.status_code == 422
    assert "sent before with another question" in other.content.decode()


@pytest.mark.parametrize(
    ("about", "subject"),
    [
        ("notice", "made-up"),
        ("notice", "018f0000-0000-7000-8000-000000000001"),
        ("case", "018f0000-0000-7000-8000-000000000002"),
        ("case", "1"),
        ("duty", "made-up"),
        ("general", "everything"),
        ("weather", "today"),
    ],
)
def test_what_does_not_exist_cannot_be_asked_about(
    sign_in: SignIn, about: str, subject: str
) -> None:
    desks = make_desks()

    response = sign_in(desks.asker).get(
        partner_url(desks, "partner_question_ask", about=about, subject=subject)
    )

    assert response.status_code == 404


def test_the_message_of_another_partner_does_not_exist_here(sign_in: SignIn) -> None:
    desks = make_desks()
    theirs = make_notice(desks.program, make_partner(desks.program, name="Adatum"))

    response = sign_in(desks.asker).get(
        partner_url(desks, "partner_question_ask", about="notice", subject=theirs.pk)
    )

    assert response.status_code == 404


def test_who_answers_second_sees_the_first_answer_and_keeps_the_typed_one(
    sign_in: SignIn,
) -> None:
    desks = make_desks()
    question = make_relayed(desks)
    answer(question.pk, words="Yes, it does.", actor=who(desks.pdm), at=clock.now())

    response = sign_in(desks.officer).post(
        vendor_url(desks, "vendor_question", question=question.pk),
        {"words": "No, it does not."},
    )

    page = response.content.decode()
    assert response.status_code == 409
    for words in ("Nothing was sent", "Yes, it does.", "No, it does not.", "Nils Berg"):
        assert words in page
    assert Event.objects.filter(name="question.answered").count() == 1


def test_a_form_sent_twice_answers_as_it_did_the_first_time(sign_in: SignIn) -> None:
    desks = make_desks()
    question = make_relayed(desks)
    url = vendor_url(desks, "vendor_question", question=question.pk)
    officer, form = sign_in(desks.officer), {"to": "distributor", "words": "Yes, it does."}

    first, again = officer.post(url, form), officer.post(url, form)

    assert (first.status_code, again.status_code) == (303, 303)
    assert first["Location"] == again["Location"]
    assert Event.objects.filter(name="question.returned").count() == 1


def test_who_relays_second_sees_that_it_was_done(sign_in: SignIn) -> None:
    desks = make_desks()
    question = make_relayed(desks)
    url = distributor_url(desks, "distributor_question", question=question.pk)

    response = sign_in(desks.manager).post(url, {"act": "relay", "words": "Once more."})

    assert response.status_code == 409
    assert "was passed on to the vendor already" in response.content.decode()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Choose an answer: What you do"),
        ({"act": "answer", "words": "  "}, "An answer needs words."),
        ({"act": "relay", "words": "x" * 4_001}, "It has 4001 letters; 4000 are the most."),
    ],
)
def test_a_distributor_is_told_what_is_missing(
    sign_in: SignIn, fields: dict[str, str], sentence: str
) -> None:
    desks = make_desks()
    question = make_question(desks)
    url = distributor_url(desks, "distributor_question", question=question.pk)

    response = sign_in(desks.manager).post(url, fields)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert Question.objects.get().state == "with-distributor"
