"""The way of somebody who learns, page by page, without a script."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client

from goodstanding.accounts.models import Person
from goodstanding.partners.models import Affiliation, Partner
from goodstanding.partners.services.taking_part import end_affiliation
from goodstanding.training.models import (
    Answer,
    Attempt,
    AttemptResult,
    Certificate,
    Choice,
    CourseVersion,
)
from goodstanding.training.selectors.attempts import sheet_of
from goodstanding.training.services.assignments import assign_course
from tests.builders import NOON, SYSTEM, make_affiliate, make_partner, make_program
from tests.builders_accounts import client_of
from tests.builders_training import make_attempt, make_course, take

pytestmark = pytest.mark.django_db


def _world() -> tuple[Person, Partner, CourseVersion, str]:
    program = make_program()
    partner = make_partner(program)
    version = make_course(program)
    person = make_affiliate(partner, role="sales")
    return person, partner, version, f"/p/{program.code}/{partner.pk}/training/"


def _text(page: bytes) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.decode())).split())


def test_from_the_article_to_the_certificate() -> None:
    person, _, version, home = _world()
    client = client_of(person)

    article = client.get(f"{home}courses/{version.course.code}/")
    step = client.post(f"{home}courses/{version.course.code}/start/", follow=True)
    attempt = Attempt.objects.get()
    for place in range(1, 6):
        asking = sheet_of(attempt).questions[place - 1]
        address = step.request["PATH_INFO"]
        assert f"Question {place} of 5" in _text(step.content)
        feedback = client.post(address, {"choice": asking.right_choice.pk}, follow=True)
        assert "That works" in _text(feedback.content)
        assert "Nobody takes a gift that binds them." in _text(feedback.content)
        step = client.get(f"{home}attempts/{attempt.pk}/", follow=True)
    result = client.post(f"{home}attempts/{attempt.pk}/submit/", follow=True)
    certificate = client.get(f"{home}certificates/{Certificate.objects.get().code}/")

    assert "4 right answers pass." in _text(article.content)
    assert "You passed “Gifts and meals”" in _text(result.content)
    assert "5 of 5 answers were right" in _text(result.content)
    assert "Maria Vogel has passed “Gifts and meals”" in _text(certificate.content)


def test_an_answer_is_not_quite_and_never_wrong() -> None:
    person, _, version, home = _world()
    attempt = make_attempt(person, version, wrong=1)

    page = _text(client_of(person).get(f"{home}attempts/{attempt.pk}/1/").content)

    assert "Not quite" in page
    assert "Why this does not work" in page
    assert re.search(r"\b[Ww]rong\b", page) is None


def test_not_being_sure_is_offered_last_and_answered_kindly() -> None:
    person, _, version, home = _world()
    attempt = make_attempt(person, version)
    client = client_of(person)

    shown = client.get(f"{home}attempts/{attempt.pk}/1/").content.decode()
    choices = re.findall(r'name="choice" value="([^"]+)"', shown)
    page = client.post(f"{home}attempts/{attempt.pk}/1/", {"choice": "unsure"}, follow=True)

    assert choices[-1] == "unsure"
    assert "Not being sure is a fine answer" in _text(page.content)
    assert Answer.objects.get().choice is None


@pytest.mark.parametrize("data", [{}, {"choice": "nonsense"}, {"choice": "foreign"}])
def test_no_answer_is_asked_for_again_and_saves_nothing(data: dict[str, str]) -> None:
    person, _, version, home = _world()
    attempt = make_attempt(person, version)
    if data.get("choice") == "foreign":
        asking = sheet_of(attempt).questions[1]
        data = {"choice": str(asking.right_choice.pk)}

    page = client_of(person).post(f"{home}attempts/{attempt.pk}/1/", data)

    assert page.status_code == 422
    assert "<title>Error:" in page.content.decode()
    assert not Answer.objects.exists()


def test_the_second_click_and_the_back_button_show_the_first_answer() -> None:
    person, _, version, home = _world()
    attempt = make_attempt(person, version, wrong=1)
    right = Choice.objects.get(question=Answer.objects.get().question, right=True)

    again = client_of(person).post(
        f"{home}attempts/{attempt.pk}/1/", {"choice": str(right.pk)}, follow=True
    )

    assert "Not quite" in _text(again.content)
    assert Answer.objects.get().choice_id != right.pk


def test_who_comes_back_goes_on_at_the_first_open_question() -> None:
    person, _, version, home = _world()
    attempt = make_attempt(person, version, right=2)
    client = client_of(person)

    article = client.get(f"{home}courses/{version.course.code}/")
    back = client.post(f"{home}courses/{version.course.code}/start/", follow=True)

    assert "Go on, 2 of 5 answered" in _text(article.content)
    assert back.request["PATH_INFO"] == f"{home}attempts/{attempt.pk}/3/"


def test_handing_in_too_early_leads_to_what_is_open() -> None:
    person, _, version, home = _world()
    attempt = make_attempt(person, version, right=4)
    client = client_of(person)

    early = client.post(f"{home}attempts/{attempt.pk}/submit/")
    result = client.get(f"{home}attempts/{attempt.pk}/result/")

    assert early["Location"] == result["Location"] == f"{home}attempts/{attempt.pk}/5/"
    assert not AttemptResult.objects.exists()


def test_handing_in_twice_shows_the_first_result() -> None:
    person, _, version, home = _world()
    attempt = make_attempt(person, version, right=3, wrong=2)
    client = client_of(person)

    for _ in range(2):
        page = client.post(f"{home}attempts/{attempt.pk}/submit/", follow=True)

    assert "Not quite. Have another go" in _text(page.content)
    assert "3 of 5 answers were right; 4 are needed." in _text(page.content)
    assert AttemptResult.objects.count() == 1


def test_opening_an_address_never_starts_or_hands_in() -> None:
    person, _, version, home = _world()
    attempt = make_attempt(person, version, right=5)
    client = client_of(person)

    answers = [
        client.get(f"{home}courses/{version.course.code}/start/").status_code,
        client.get(f"{home}attempts/{attempt.pk}/submit/").status_code,
    ]

    assert answers == [405, 405]
    assert Attempt.objects.count() == 1
    assert not AttemptResult.objects.exists()


@pytest.mark.parametrize("page", ["", "1/", "result/"])
def test_an_attempt_does_not_exist_for_anybody_else(page: str) -> None:
    person, partner, version, home = _world()
    result = take(person, version)
    others = [
        make_affiliate(partner, role="signatory"),
        make_affiliate(partner, role="compliance"),
        make_affiliate(partner, role="sales"),
        make_affiliate(make_partner(version.course.program, name="Litware")),
    ]

    statuses = [
        client_of(other).get(f"{home}attempts/{result.attempt_id}/{page}").status_code
        for other in others
    ]
    stranger = Client().get(f"{home}attempts/{result.attempt_id}/{page}")

    assert statuses == [404] * 4
    assert stranger["Location"].startswith("/sign-in/")


def test_a_course_of_another_program_does_not_exist_here() -> None:
    person, _, _, home = _world()
    foreign = make_course(make_program())
    attempt = make_attempt(person, foreign)
    client = client_of(person)

    statuses = [
        client.get(f"{home}courses/{foreign.course.code}/").status_code,
        client.post(f"{home}courses/{foreign.course.code}/start/").status_code,
        client.get(f"{home}attempts/{attempt.pk}/1/").status_code,
        client.get(f"{home}attempts/{attempt.pk}/6/").status_code,
    ]

    assert statuses == [404] * 4


def test_what_an_officer_wrote_can_do_no_harm() -> None:
    program = make_program()
    partner = make_partner(program)
    version = make_course(program, title="<script>alert(1)</script>")
    person = make_affiliate(partner)

    page = client_of(person).get(
        f"/p/{program.code}/{partner.pk}/training/courses/{version.course.code}/"
    )

    assert "<script>alert" not in page.content.decode()
    assert "&lt;script&gt;alert(1)" in page.content.decode()


def test_a_course_that_everybody_asked_has_left_waits_visibly_for_a_successor() -> None:
    seller, partner, version, home = _world()
    signatory = make_affiliate(partner, role="signatory")
    assign_course(
        version.course_id,
        partner_id=partner.pk,
        roles=["sales"],
        cause_id=uuid4(),
        actor=SYSTEM,
        at=NOON,
    )
    asked = _text(client_of(signatory).get(home).content)

    held = Affiliation.objects.get(person=seller)
    end_affiliation(held.fact_id, actor=SYSTEM, at=NOON + timedelta(days=1))
    left = _text(client_of(signatory).get(home).content)

    assert "0 of 1 person is done" in asked
    assert "A course waits for somebody to take it" in left
    assert "Nobody is left to take it" in left
    assert "It stays open until somebody takes over what they did, and passes it." in left
    assert "Everybody is done" not in left
    assert "Say who does it now" in left
