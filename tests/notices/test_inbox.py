"""The inbox: word for word what was sent, and reading it is an act of its own."""

from __future__ import annotations

import pytest
from django.urls import reverse

from goodstanding.accounts.models import Person
from goodstanding.evidence.models import Event
from goodstanding.notices.models import Notice, Proof
from goodstanding.notices.rules.deadlines import DueAfterService
from goodstanding.notices.rules.kinds import NoticeKind
from goodstanding.notices.selectors.letters import as_letter
from goodstanding.partners.models import Partner
from goodstanding.programs.models import Program
from tests.builders import make_affiliate, make_partner, make_person, make_program
from tests.builders_notices import BERLIN, make_notice, make_words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def program() -> Program:
    return make_program()


@pytest.fixture
def partner(program: Program) -> Partner:
    return make_partner(program, name="Fabrikam")


@pytest.fixture
def maria(partner: Partner) -> Person:
    return make_affiliate(partner, person=make_person(name="Maria Vogel"))


def _list(program: Program, partner: Partner) -> str:
    return reverse("partner_messages", args=[program.code, partner.pk])


def _message(notice: Notice, partner: Partner) -> str:
    return reverse("partner_message", args=[notice.program.code, partner.pk, notice.pk])


def _text(response) -> str:
    return " ".join(response.content.decode().split())


def test_an_empty_inbox_says_so(client, program, partner, maria) -> None:
    client.force_login(maria)

    page = _text(client.get(_list(program, partner)))

    assert "<h1> We have sent you no messages </h1>" in page
    assert "Nothing has been sent" in page


def test_the_list_says_what_is_not_read(client, program, partner, maria) -> None:
    make_affiliate(partner, role="deputy")
    notice = make_notice(program, partner)
    client.force_login(maria)

    before = _text(client.get(_list(program, partner)))
    client.post(_message(notice, partner))
    after = _text(client.get(_list(program, partner)))

    assert "1 message you have not read yet" in before
    assert notice.subject_line in before
    assert "Call to action" in before
    assert "You have read everything we sent" in after


def test_a_colleague_sees_that_it_was_read_and_not_by_whom(client, program, partner, maria) -> None:
    deputy = make_affiliate(partner, role="deputy", person=make_person(name="Jonas Brandt"))
    notice = make_notice(program, partner)
    client.force_login(maria)
    client.post(_message(notice, partner))
    client.force_login(deputy)

    page = _text(client.get(_list(program, partner)))

    assert "A colleague has read it" in page
    assert "Maria" not in page


def test_the_message_is_the_letter_word_for_word(client, program, partner, maria) -> None:
    make_affiliate(partner, role="deputy")
    notice = make_notice(program, partner)
    client.force_login(maria)

    page = _text(client.get(_message(notice, partner)))

    letter = as_letter(notice, notice.recipients.get(person=maria))
    for row in letter.answers.rows:
        assert row.question.replace("\N{RIGHT SINGLE QUOTATION MARK}", "’") in page
    for said in (
        letter.subject_line,
        "Dear Maria Vogel,",
        letter.heading,
        letter.kind_sentence,
        *letter.steps,
        letter.closing,
        letter.signed_by,
        str(letter.code),
        letter.check_question,
        letter.check_way,
        "You get this as signatory of Fabrikam.",
        "It went to these contacts too: deputy.",
    ):
        assert said in page
    assert not Proof.objects.exists(), "Opening a page proves nothing."


def test_saying_i_have_read_this_serves_the_notice(client, program, partner, maria) -> None:
    notice = make_notice(program, partner)
    client.force_login(maria)

    response = client.post(_message(notice, partner))
    again = client.post(_message(notice, partner))
    page = _text(client.get(_message(notice, partner)))

    assert (response.status_code, again.status_code) == (303, 303)
    assert response["Location"] == _message(notice, partner)
    assert Proof.objects.values_list("person_id", "how").get() == (maria.pk, "inbox")
    assert Event.objects.filter(name="notice.served").count() == 1
    assert "We have noted that you have read this." in page
    assert "This message counts as served since 1 September 2026." in page
    assert "I have read this" not in page


def test_time_that_runs_from_service_gets_its_date(client, program, partner, maria) -> None:
    notice = make_notice(
        program,
        partner,
        words=make_words(NoticeKind.ALLEGATION),
        deadline=DueAfterService(days=30, place=BERLIN),
    )
    client.force_login(maria)

    before = _text(client.get(_message(notice, partner)))
    client.post(_message(notice, partner))
    after = _text(client.get(_message(notice, partner)))

    assert "30 days after you say that you have read this" in before
    assert "We have not decided whether that is true." in before
    assert "Thursday 1 October 2026, 23:59" in after


def test_somebody_who_came_later_reads_what_the_partner_was_sent(client, program, partner) -> None:
    notice = make_notice(program, partner)
    newcomer = make_affiliate(partner, role="compliance")
    client.force_login(newcomer)

    page = _text(client.get(_message(notice, partner)))

    assert "Good day," in page
    assert "This was sent to Fabrikam." in page
    assert client.post(_message(notice, partner)).status_code == 303


def test_what_one_colleague_got_stays_theirs(client, program, partner, maria) -> None:
    seller = make_affiliate(partner, role="sales")
    to_partner = make_notice(program, partner)
    to_seller = make_notice(
        program, partner, person=seller, words=make_words(title="a course of your own")
    )
    client.force_login(maria)

    assert client.get(_message(to_seller, partner)).status_code == 404
    assert client.post(_message(to_seller, partner)).status_code == 404
    assert "a course of your own" not in _text(client.get(_list(program, partner)))
    client.force_login(seller)
    assert client.get(_message(to_seller, partner)).status_code == 200
    assert client.get(_message(to_partner, partner)).status_code == 404


def test_what_a_person_got_is_in_each_of_their_inboxes(client, program, partner, maria) -> None:
    notice = make_notice(program, None, person=maria, words=make_words(NoticeKind.RECEIPT))
    client.force_login(maria)

    page = _text(client.get(_message(notice, partner)))

    assert "You get this because it is about you." in page
    assert "Nobody else got it." in page
    assert client.post(_message(notice, partner)).status_code == 303


def test_another_partners_message_does_not_exist(client, program, partner, maria) -> None:
    other = make_partner(program, name="Litware")
    notice = make_notice(program, other)
    client.force_login(maria)

    assert client.get(_message(notice, partner)).status_code == 404
    assert client.get(_message(notice, other)).status_code == 404
    assert client.post(_message(notice, partner)).status_code == 404
    assert not Proof.objects.exists()


def test_another_programs_message_does_not_exist(client, program, partner, maria) -> None:
    elsewhere = make_program()
    notice = make_notice(elsewhere, partner)
    client.force_login(maria)

    address = reverse("partner_message", args=[program.code, partner.pk, notice.pk])
    assert client.get(address).status_code == 404
