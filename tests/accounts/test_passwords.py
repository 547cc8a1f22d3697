"""A new password by letter, and changing one's own."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.core import mail
from django.test import Client

from goodstanding.accounts.models import IdentifiedBy, Person
from goodstanding.accounts.services import reset_password, set_password
from goodstanding.evidence.models import Event
from goodstanding.values import clock
from goodstanding.values.actor import Actor
from goodstanding.values.errors import NotPermittedError
from tests.builders import NOON, make_person
from tests.builders_accounts import (
    PASSWORD,
    address_in_letter,
    client_of,
    make_reader,
    run_jobs,
)
from tests.threads import at_once

ASK = "/sign-in/password/"
CHANGE = "/account/password/"
NEW = "seven red kites circle"


def _events() -> Sequence[str]:
    return list(Event.objects.order_by("seq").values_list("name", flat=True))


def _reset_address(person: Person) -> str:
    return f"/sign-in/password/{person.pk}/{default_token_generator.make_token(person)}/"


@pytest.mark.django_db
def test_a_letter_leads_to_a_new_password_which_ends_every_session() -> None:
    person = make_reader(name="Maria Vogel", email="maria@contoso.com")
    elsewhere, client = client_of(person), Client()

    asked = client.post(ASK, {"email": "MARIA@contoso.com"})
    run_jobs()
    mail_asked = mail.outbox[-1]
    page = client.get(address_in_letter())
    done = client.post(address_in_letter(), {"password": NEW})

    person.refresh_from_db()
    assert asked["Location"] == "/sign-in/password/sent/"
    assert mail_asked.subject == "Choose a new password, if you asked for it"
    assert page.status_code == 200
    assert done["Location"] == "/sign-in/"
    assert person.check_password(NEW)
    assert elsewhere.get("/account/").status_code == 302
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_an_unknown_address_gets_the_same_answer_and_no_letter() -> None:
    make_person(email="maria@contoso.com")
    known, unknown = Client(), Client()

    answers = {
        client.post(ASK, {"email": email})["Location"]
        for client, email in ((known, "maria@contoso.com"), (unknown, "nobody@contoso.com"))
    }
    done = run_jobs()

    assert len(answers) == 1
    assert done == 2
    assert [letter.to for letter in mail.outbox] == [["maria@contoso.com"]]


@pytest.mark.django_db
def test_opening_the_page_changes_nothing() -> None:
    person = make_reader()
    address = _reset_address(person)
    before = _events()

    for _ in range(3):
        assert Client().get(address).status_code == 200

    assert _events() == before


@pytest.mark.django_db
def test_the_letter_is_good_once() -> None:
    person = make_reader()
    address = _reset_address(person)
    Client().post(address, {"password": NEW})

    again = Client().post(address, {"password": "an entirely other one"})

    person.refresh_from_db()
    assert again.status_code == 410
    assert "This link does not open anything any more." in again.content.decode()
    assert person.check_password(NEW)


@pytest.mark.django_db
def test_a_made_up_letter_opens_nothing() -> None:
    person, other = make_reader(), make_reader()
    token = default_token_generator.make_token(other)

    for address in (
        f"/sign-in/password/{person.pk}/{token}/",
        f"/sign-in/password/{person.pk}/x/",
        f"/sign-in/password/00000000-0000-0000-0000-000000000000/{token}/",
    ):
        assert Client().get(address).status_code == 410
        assert Client().post(address, {"password": NEW}).status_code == 410


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("password", "sentence"),
    [("", "Choose a password."), ("short", "at least 12 characters."), ("x" * 501, "and 500 fit.")],
)
def test_a_weak_new_password_is_refused(password: str, sentence: str) -> None:
    person = make_reader()
    before = _events()

    response = Client().post(_reset_address(person), {"password": password})

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert _events() == before


@pytest.mark.django_db
def test_five_letters_in_twenty_minutes_are_enough_for_an_address() -> None:
    make_person(email="maria@contoso.com")
    for number in range(5):
        Client().post(ASK, {"email": "maria@contoso.com"}, REMOTE_ADDR=f"192.0.2.{number}")
    run_jobs()

    response = Client().post(ASK, {"email": "maria@contoso.com"}, REMOTE_ADDR="192.0.2.99")

    assert response.status_code == 422
    assert "wait 20 minutes and ask again." in response.content.decode()
    assert run_jobs() == 0


@pytest.mark.django_db
def test_bad_input_gets_a_sentence() -> None:
    response = Client().post(ASK, {"email": "maria"})

    assert response.status_code == 422
    assert "Write an e-mail address such as maria@contoso.com." in response.content.decode()


@pytest.mark.django_db
def test_changing_keeps_this_session_and_ends_the_others() -> None:
    person = make_reader(email="maria@contoso.com")
    here, elsewhere = client_of(person), client_of(person)

    response = here.post(CHANGE, {"present": PASSWORD, "password": NEW})
    run_jobs()

    person.refresh_from_db()
    assert response["Location"] == "/account/"
    assert person.check_password(NEW)
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    assert _events()[-1] == "password.set"
    assert mail.outbox[-1].subject == "Your password was changed"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"present": "wrong", "password": NEW}, "This is not your present password."),
        ({"present": PASSWORD, "password": "short"}, "at least 12 characters."),
        ({"password": NEW}, "Write your password."),
    ],
)
def test_a_refused_change_leaves_the_password(data: dict[str, str], sentence: str) -> None:
    person = make_reader()
    before = _events()

    response = client_of(person).post(CHANGE, data)

    person.refresh_from_db()
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert person.check_password(PASSWORD)
    assert _events() == before


@pytest.mark.django_db
def test_guessing_the_present_password_is_limited() -> None:
    person = make_reader()
    client = client_of(person)
    for _ in range(5):
        client.post(CHANGE, {"present": "wrong", "password": NEW})

    response = client.post(CHANGE, {"present": PASSWORD, "password": NEW})

    person.refresh_from_db()
    assert "There were too many tries. Wait a minute, then go on." in response.content.decode()
    assert person.check_password(PASSWORD)


@pytest.mark.django_db
def test_who_came_by_a_link_chooses_a_first_password() -> None:
    person = make_person()
    client = client_of(person, identified_by=IdentifiedBy.LINK)

    page = client.get(CHANGE).content.decode()
    client.post(CHANGE, {"password": NEW})

    person.refresh_from_db()
    assert "Present password" not in page
    assert person.check_password(NEW)
    assert run_jobs() == 0


@pytest.mark.django_db
def test_nobody_sets_the_password_of_somebody_else() -> None:
    person, other = make_reader(), make_reader()

    with pytest.raises(NotPermittedError):
        set_password(
            person.pk,
            NEW,
            identified_by=IdentifiedBy.PASSWORD,
            actor=Actor.person(other.pk),
            at=clock.now(),
        )

    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_of_two_who_hold_the_letter_one_chooses(committed: None) -> None:
    person = make_person()
    token = default_token_generator.make_token(person)

    results = at_once(
        lambda: reset_password(person.pk, token, NEW, at=NOON),
        lambda: reset_password(person.pk, token, "an entirely other one", at=NOON),
    )

    assert sorted(type(result).__name__ for result in results) == ["LinkSpentError", "Person"]
