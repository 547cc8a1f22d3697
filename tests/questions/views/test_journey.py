"""The question desk as people use it: asking, relaying, answering, reading, publishing."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from goodstanding.questions.models import Guidance, Question
from goodstanding.questions.rules.routing import About
from goodstanding.questions.services.asking import Subject
from goodstanding.questions.services.between import answer_below
from goodstanding.values import clock
from tests.builders import make_affiliate, make_partner
from tests.builders_notices import make_notice
from tests.builders_questions import (
    HOUR,
    QUESTION,
    make_answered,
    make_desks,
    make_guidance,
    make_question,
    make_relayed,
    who,
)
from tests.builders_standing import make_rules
from tests.questions.addresses import (
    distributor_url,
    partner_url,
    text_of,
    vendor_url,
)
from tests.questions.conftest import SignIn

pytestmark = pytest.mark.django_db


def _days_ago(count: int) -> datetime:
    return clock.now() - timedelta(days=count)


def test_a_question_about_a_message_goes_up_and_comes_back(sign_in: SignIn) -> None:
    desks = make_desks()
    notice = make_notice(desks.program, desks.partner)
    asker, manager = sign_in(desks.asker), sign_in(desks.manager)
    officer = sign_in(desks.officer)
    message = text_of(asker, partner_url(desks, "partner_message", notice=notice.pk))
    ask_url = partner_url(desks, "partner_question_ask", about="notice", subject=notice.pk)

    form = text_of(asker, ask_url)
    fields = {"once": str(uuid4()), "words": QUESTION, "to": str(desks.way)}
    asked = asker.post(ask_url, fields)
    question = Question.objects.get()
    at_distributor = distributor_url(desks, "distributor_question", question=question.pk)
    queue = text_of(manager, distributor_url(desks, "distributor_questions"))
    relayed = manager.post(at_distributor, {"act": "relay", "words": "Six new people."})
    own_page = partner_url(desks, "partner_question", question=question.pk)
    passed_on = text_of(asker, own_page)
    at_vendor = vendor_url(desks, "vendor_question", question=question.pk)
    vendor_reads = text_of(officer, at_vendor)
    answered = officer.post(at_vendor, {"to": "partner", "words": "Yes, it does."})

    assert (f'href="{ask_url}"' in message, "Northwind Distribution" in form) == (True, True)
    assert (asked.status_code, asked["Location"]) == (303, own_page)
    assert "1 question waits for you" in queue
    assert notice.subject_line in queue
    assert (relayed.status_code, answered.status_code) == (303, 303)
    assert "Northwind Distribution passed your question on to Contoso" in passed_on
    assert "Passed on to Contoso" in passed_on
    assert "Six new people." not in passed_on
    assert "Six new people." in vendor_reads
    assert "Yes, it does." in text_of(asker, own_page)
    assert "Yes, it does." in text_of(manager, at_distributor)


def test_what_one_can_ask_about_is_listed(sign_in: SignIn) -> None:
    desks = make_desks()
    make_rules(desks.program)

    page = text_of(sign_in(desks.asker), partner_url(desks, "partner_question_choose"))

    assert partner_url(desks, "partner_question_ask", about="duty", subject="code-accepted") in page
    assert partner_url(desks, "partner_question_ask", about="general", subject="program") in page
    assert "The partner code is accepted for every legal entity." in page


def test_what_a_distributor_must_not_see_is_said_before_sending(sign_in: SignIn) -> None:
    desks = make_desks()
    notice = make_notice(desks.program, desks.partner, person=desks.asker)
    asker = sign_in(desks.asker)
    url = partner_url(desks, "partner_question_ask", about="notice", subject=notice.pk)

    page = text_of(asker, url)
    fields = {"once": str(uuid4()), "words": QUESTION, "to": str(desks.way)}
    response = asker.post(url, fields)

    assert "Your distributor does not see this question, nor that you asked." in page
    assert 'name="to"' not in page
    assert response.status_code == 303
    assert Question.objects.get().relationship_id is None
    manager = sign_in(desks.manager)
    assert "0 questions wait for you" in text_of(
        manager, distributor_url(desks, "distributor_questions")
    )


def test_without_a_distributor_there_is_nobody_to_choose(sign_in: SignIn) -> None:
    desks = make_desks()
    direct = make_partner(desks.program, name="Adatum")
    asker = sign_in(make_affiliate(direct))
    parts = {"program": desks.program.code, "partner": direct.pk}
    url = reverse(
        "partner_question_ask", kwargs={**parts, "about": "general", "subject": "program"}
    )

    page = text_of(asker, url)
    asker.post(url, {"once": str(uuid4()), "words": QUESTION})

    assert 'name="to"' not in page
    assert "Contoso answers within 5 working days." in page
    assert Question.objects.get().state == "with-vendor"


def test_a_late_distributor_is_seen_on_both_sides_and_the_vendor_can_be_asked(
    sign_in: SignIn,
) -> None:
    asked_at = _days_ago(10)
    desks = make_desks(at=asked_at)
    question = make_question(desks, at=asked_at)
    asker = sign_in(desks.asker)
    page = partner_url(desks, "partner_question", question=question.pk)
    escalate = partner_url(desks, "partner_question_escalate", question=question.pk)

    before = text_of(asker, page)
    queue = text_of(sign_in(desks.manager), distributor_url(desks, "distributor_questions"))
    response = asker.post(escalate)
    again = asker.post(escalate)

    assert escalate in before
    assert "Late" in before
    assert "Late" in queue
    assert (response.status_code, again.status_code) == (303, 409)
    assert escalate not in text_of(asker, page)
    assert Question.objects.get().state == "with-vendor"


def test_a_withdrawn_question_waits_for_nobody(sign_in: SignIn) -> None:
    desks = make_desks()
    question = make_question(desks, at=clock.now())
    asker = sign_in(desks.asker)

    response = asker.post(partner_url(desks, "partner_question_withdraw", question=question.pk))

    assert response.status_code == 303
    assert "Withdrawn" in text_of(asker, partner_url(desks, "partner_questions"))
    closed = distributor_url(desks, "distributor_questions") + "?show=closed"
    assert "Withdrawn" in text_of(sign_in(desks.manager), closed)


def test_the_vendor_answers_the_distributor_which_passes_it_on(sign_in: SignIn) -> None:
    desks = make_desks()
    question = make_relayed(desks)
    at_distributor = distributor_url(desks, "distributor_question", question=question.pk)
    own_page = partner_url(desks, "partner_question", question=question.pk)
    asker, manager = sign_in(desks.asker), sign_in(desks.manager)

    sign_in(desks.pdm).post(
        vendor_url(desks, "vendor_question", question=question.pk),
        {"to": "distributor", "words": "Tell them yes."},
    )
    returned, meanwhile = text_of(manager, at_distributor), text_of(asker, own_page)
    manager.post(at_distributor, {"act": "answer", "words": "They say yes."})

    assert "Tell them yes." in returned
    assert 'value="relay"' not in returned
    assert "Contoso answered, and Northwind Distribution passes it on" in meanwhile
    assert "Tell them yes." not in meanwhile
    assert "They say yes." in text_of(asker, own_page)


def test_the_queues_are_sorted_by_the_nearest_clock(sign_in: SignIn) -> None:
    desks = make_desks()
    make_question(desks, words="The later one?", at=clock.now() - HOUR)
    make_question(desks, words="The earlier one?", at=_days_ago(20))
    make_question(desks, words="Straight up?", straight=True, at=_days_ago(1))

    at_distributor = text_of(
        sign_in(desks.manager), distributor_url(desks, "distributor_questions")
    )
    at_vendor = text_of(sign_in(desks.pdm), vendor_url(desks, "vendor_questions"))
    between = text_of(
        sign_in(desks.pdm), vendor_url(desks, "vendor_questions") + "?show=distributors"
    )

    assert at_distributor.index("The earlier one?") < at_distributor.index("The later one?")
    assert "Straight up?" not in at_distributor
    assert "1 question waits for you" in at_vendor
    assert ("Straight up?" in at_vendor, "The later one?" in between) == (True, True)


def test_an_answer_becomes_guidance_and_is_taken_back(sign_in: SignIn) -> None:
    desks = make_desks()
    question = make_answered(desks)
    officer, asker = sign_in(desks.officer), sign_in(desks.asker)
    publish = vendor_url(desks, "vendor_question_publish", question=question.pk)
    read = partner_url(desks, "partner_guidance")

    offered = text_of(officer, vendor_url(desks, "vendor_question", question=question.pk))
    names = officer.post(publish, {"asks": "What of Litware Systemhaus?", "answers": "Yes."})
    published = officer.post(publish, {"asks": "Does it count?", "answers": "It does."})
    shown = text_of(asker, read)
    guidance = Guidance.objects.get()
    listed = text_of(officer, vendor_url(desks, "vendor_guidance"))
    taken = officer.post(vendor_url(desks, "vendor_guidance_end", guidance=guidance.pk))

    assert publish in offered
    assert names.status_code == 422
    assert "this names “Litware Systemhaus”" in names.content.decode()
    assert published.status_code == 303
    assert "It does." in shown
    assert "Take it back" in listed
    assert taken.status_code == 303
    assert "There is no guidance yet" in text_of(asker, read)


def test_a_partner_development_manager_reads_guidance_and_takes_none_back(
    sign_in: SignIn,
) -> None:
    desks = make_desks()
    make_guidance(desks)

    page = text_of(sign_in(desks.pdm), vendor_url(desks, "vendor_guidance"))

    assert "It does, if they pass it" in page
    assert "Take it back" not in page


def test_what_was_erased_is_said_to_be_erased(sign_in: SignIn) -> None:
    desks = make_desks()
    question = make_question(desks)
    question.steps.get().wording.delete()

    for page in ("partner_questions", "partner_question"):
        parts = {"question": question.pk} if page == "partner_question" else {}
        assert "The words were erased." in text_of(
            sign_in(desks.asker), partner_url(desks, page, **parts)
        )


def test_a_question_of_confidence_is_not_there_for_who_must_not_know(sign_in: SignIn) -> None:
    desks = make_desks()
    notice = make_notice(desks.program, desks.partner, person=desks.asker)
    question = make_question(
        desks, Subject(about=About.NOTICE, notice_id=notice.pk), straight=True, at=clock.now()
    )
    manager, pdm, officer = sign_in(desks.manager), sign_in(desks.pdm), sign_in(desks.officer)
    at_vendor = vendor_url(desks, "vendor_question", question=question.pk)

    answers = [
        manager.get(distributor_url(desks, "distributor_question", question=question.pk)),
        manager.post(distributor_url(desks, "distributor_question", question=question.pk)),
        pdm.get(at_vendor),
        pdm.post(at_vendor, {"words": "Yes."}),
    ]

    assert [response.status_code for response in answers] == [404] * 4
    assert "Only officers see this question." in text_of(officer, at_vendor)
    assert QUESTION not in text_of(pdm, vendor_url(desks, "vendor_questions"))
    own = text_of(
        sign_in(desks.asker), partner_url(desks, "partner_question", question=question.pk)
    )
    assert "Your distributor does not see this question." in own


def test_what_a_distributor_answered_itself_is_closed_for_everybody(sign_in: SignIn) -> None:
    desks = make_desks()
    question = make_question(desks)
    answer_below(question.pk, words="Yes.", actor=who(desks.manager), at=clock.now())

    manager = sign_in(desks.manager)
    page = text_of(manager, distributor_url(desks, "distributor_question", question=question.pk))

    assert 'name="act"' not in page
    assert "Answered by Northwind Distribution" in page
    assert "There is none here" in text_of(manager, distributor_url(desks, "distributor_questions"))
