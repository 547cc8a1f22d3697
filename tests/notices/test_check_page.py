"""The page anybody opens with a message in hand."""

from __future__ import annotations

import pytest
from django.test import Client

from goodstanding.notices.models import CodeCheck, Proof
from goodstanding.notices.rules.alarms import CHECKS_MAX
from goodstanding.notices.rules.codes import VerificationCode
from goodstanding.notices.rules.deadlines import DueAfterService
from goodstanding.notices.rules.kinds import NoticeKind
from goodstanding.notices.rules.words import Said, Words
from tests.builders import make_affiliate, make_officer, make_partner, make_person, make_program
from tests.builders_notices import BERLIN, make_notice, make_words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

UNKNOWN = VerificationCode.of_number(4_711)


@pytest.fixture(autouse=True)
def _site(settings) -> None:
    settings.ACCOUNT_PUBLIC_URL = "https://partners.contoso.example"
    settings.DEFAULT_FROM_EMAIL = "partner-compliance@contoso.example"


def _shown(client: Client, code: str, status: int = 200) -> str:
    response = client.get("/check/", {"code": code})
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def test_the_page_asks_for_the_code_and_for_nothing_else(client) -> None:
    page = " ".join(client.get("/check/").content.decode().split())

    assert "<h1>Is this message really from us?</h1>" in page
    assert "What we never do" in page
    assert "partners.contoso.example" in page
    assert not CodeCheck.objects.exists()


def test_a_genuine_message_is_told_by_kind_and_by_what_to_compare(client) -> None:
    program = make_program()
    partner = make_partner(program)
    make_affiliate(partner, person=make_person(email="maria@fabrikam.example"))
    notice = make_notice(program, partner)

    page = _shown(client, str(VerificationCode(notice.code)).lower())

    assert '<h1 id="verdict">Yes, this message is from us</h1>' in page
    assert "This is a call to action." in page
    assert "<strong>No.</strong> This message accuses nobody." in page
    assert "Saturday 19 September 2026, 17:00" in page
    assert "Berlin time" in page
    assert "(Code 6.2, version 5)" in page
    assert notice.subject_line in page
    assert "m•••@f•••" in page
    assert "fabrikam" not in page
    assert "1 September 2026" in page
    assert "partners.contoso.example" in page
    assert "Is anything different in your message?" in page
    assert not Proof.objects.exists(), "Opening a page proves nothing."


@pytest.mark.parametrize("kind", [NoticeKind.ALLEGATION, NoticeKind.DECISION])
def test_nobody_is_named_and_no_fact_of_a_case_is_told(client, kind) -> None:
    program = make_program()
    partner = make_partner(program, name="MARKED Partner")
    make_affiliate(partner, person=make_person(name="MARKED Person", email="marked@x.example"))
    words = Words(
        kind=kind,
        title="about quotes",
        heading="MARKED heading",
        occasion="MARKED occasion",
        what=Said(short="Read it and answer.", detail="MARKED what"),
        why=Said(short="A rule about quotes.", detail="MARKED why"),
        otherwise=Said(short="We decide with what we have.", detail="MARKED otherwise"),
        steps=("MARKED step",),
        closing="MARKED closing",
    )
    notice = make_notice(
        program,
        partner,
        words=words,
        deadline=DueAfterService(days=30, place=BERLIN),
        sender=make_officer(program, name="MARKED Sender"),
    )

    page = _shown(client, notice.code)

    assert "marked" not in page.lower()
    assert "Hamburg" not in page
    assert "30 days after you say that you have read this" in page
    assert "A rule about quotes." in page


def test_the_page_offers_no_way_to_act(client) -> None:
    program = make_program()
    notice = make_notice(program, make_partner(program))

    page = _shown(client, notice.code)

    main = page[page.index("<main") : page.index("</main>")]
    assert "<form" not in main
    assert main.count("<a ") == 1
    assert "Check another code" in main
    assert "No letter was sent. The message is only in the inbox." in main


def test_an_unknown_code_is_told_with_what_to_do(client) -> None:
    page = _shown(client, str(UNKNOWN))

    assert '<h1 id="verdict">We did not send a message with this code</h1>' in page
    assert "You have done nothing wrong by receiving it." in page
    assert "partner-compliance@contoso.example" in page
    assert str(UNKNOWN) in page
    assert CodeCheck.objects.get().code == UNKNOWN.letters


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Type the code that stands at the end of the message."),
        ("4711", "A code has 12 letters and numbers, and this has 4."),
        (UNKNOWN.letters[:-1] + "Z", "One of these letters is mistyped."),
        ("x" * 61, "That is too long for a code."),
        ("<script>", "is in none of our codes"),
    ],
)
def test_a_slip_is_not_called_false(client, typed, said) -> None:
    page = _shown(client, typed, status=422)

    assert said in page
    assert "If the code in the message reads exactly as you typed it" in page
    assert "<title>Error:" in page
    assert "<script>" not in page[page.index("<main") :]
    assert not CodeCheck.objects.exists()


def test_too_many_questions_are_refused_with_the_way_out(client) -> None:
    for _ in range(CHECKS_MAX):
        client.get("/check/", {"code": UNKNOWN.letters})

    page = _shown(client, UNKNOWN.letters, status=429)

    assert "Wait 10 minutes and try again" in page


def test_a_reminder_says_that_there_is_nothing_to_do(client) -> None:
    program = make_program()
    notice = make_notice(program, make_partner(program), words=make_words(NoticeKind.REMINDER))

    page = _shown(client, notice.code)

    assert "This is a reminder. There is nothing to do." in page
    assert "<strong>Nothing.</strong>" in page
    assert "There is no date." in page


def test_the_check_only_answers(client) -> None:
    assert client.post("/check/", {"code": UNKNOWN.letters}).status_code == 405
    assert not CodeCheck.objects.exists()
