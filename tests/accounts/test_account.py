"""What a person looks after about themselves."""

from __future__ import annotations

import pytest
from django.test import Client

from goodstanding.accounts.models import SignIn
from goodstanding.evidence.models import Event, EventPrivate
from goodstanding.values import clock
from tests.builders_accounts import client_of, make_reader

pytestmark = pytest.mark.django_db

ACCOUNT = "/account/"


def test_a_stranger_is_led_to_the_sign_in_page() -> None:
    for path in (ACCOUNT, "/account/password/"):
        response = Client().get(path)

        assert (response.status_code, response["Location"]) == (302, f"/sign-in/?next={path}")


def test_the_name_is_saved_with_its_event() -> None:
    person = make_reader(name="Maria Vogel")
    client = client_of(person)

    response = client.post(ACCOUNT, {"name": "Maria  Brandt", "language": "en"})
    page = client.get(response["Location"]).content.decode()

    person.refresh_from_db()
    event = Event.objects.latest("seq")
    assert (response.status_code, response["Location"]) == (303, ACCOUNT)
    assert "Saved." in page
    assert person.name == "Maria Brandt"
    assert (event.name, event.actor) == ("person.described", f"person:{person.pk}")
    assert EventPrivate.objects.get(event=event).value == "Maria Brandt"
    assert response.cookies["django_language"].value == "en"


def test_saving_the_same_again_records_nothing() -> None:
    client = client_of(make_reader(name="Maria Vogel"))
    before = Event.objects.count()

    client.post(ACCOUNT, {"name": "Maria Vogel", "language": "en"})

    assert Event.objects.count() == before


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"name": " ", "language": "en"}, "Write your name."),
        ({"name": "Maria", "language": "tlh"}, "Choose one of the languages of the list."),
        ({"name": "M" * 201, "language": "en"}, "characters, and 200 fit. Shorten it."),
    ],
)
def test_bad_input_gets_a_sentence_and_changes_nothing(data: dict[str, str], sentence: str) -> None:
    person = make_reader(name="Maria Vogel")
    before = Event.objects.count()

    response = client_of(person).post(ACCOUNT, data)

    person.refresh_from_db()
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert person.name == "Maria Vogel"
    assert Event.objects.count() == before


def test_the_page_shows_ones_own_sign_ins_only() -> None:
    person, other = make_reader(), make_reader()
    for someone, browser in ((person, "Firefox, Linux"), (other, "Safari, iPhone")):
        SignIn.objects.create(
            person=someone, at=clock.now(), identified_by="password", browser=browser
        )

    page = client_of(person).get(ACCOUNT).content.decode()

    assert "Firefox, Linux" in page
    assert "Safari, iPhone" not in page


def test_signing_out_everywhere_keeps_this_session_alone() -> None:
    person, other = make_reader(), make_reader()
    here, elsewhere, foreign = client_of(person), client_of(person), client_of(other)

    response = here.post("/account/sign-out-everywhere/")

    assert (response.status_code, response["Location"]) == (303, ACCOUNT)
    assert here.get(ACCOUNT).status_code == 200
    assert elsewhere.get(ACCOUNT).status_code == 302
    assert foreign.get(ACCOUNT).status_code == 200


def test_opening_the_address_signs_nobody_out() -> None:
    person = make_reader()
    elsewhere = client_of(person)

    response = client_of(person).get("/account/sign-out-everywhere/")

    assert response.status_code == 405
    assert elsewhere.get(ACCOUNT).status_code == 200
