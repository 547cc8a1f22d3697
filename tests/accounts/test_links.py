"""Signing in with a link in a letter."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

import pytest
from django.core import mail
from django.test import Client

from goodstanding.accounts.errors import LinkSpentError
from goodstanding.accounts.links import create_sign_in_link, use_sign_in_link
from goodstanding.accounts.models import Person, SignIn, SignInLink
from goodstanding.accounts.selectors import IDENTIFIED_BY
from goodstanding.values import clock
from tests.builders import NOON, make_person
from tests.builders_accounts import address_in_letter, client_of, make_reader, run_jobs
from tests.threads import at_once

SIGN_IN = "/sign-in/"
SPENT = "This link does not open anything any more."


def _ask(client: Client, email: str, **more: str) -> str:
    response = client.post(SIGN_IN, {"email": email, "link": "1", **more})
    assert response.status_code == 303
    return response["Location"]


@pytest.mark.django_db
def test_the_letter_leads_to_a_page_whose_button_signs_in() -> None:
    make_person(name="Maria Vogel", email="maria@contoso.com")
    client = Client()

    sent = client.get(_ask(client, "maria@contoso.com")).content.decode()
    run_jobs()
    page = client.get(address_in_letter()).content.decode()
    response = client.post(address_in_letter())

    letter = mail.outbox[0]
    assert "If we know <bdi>maria@contoso.com</bdi>" in sent
    assert (letter.subject, letter.to) == (
        "Your link to sign in, good for 20 minutes",
        ["maria@contoso.com"],
    )
    assert "Hello Maria Vogel," in letter.body
    assert "m•••@contoso.com" in page
    assert "maria@contoso.com" not in page
    assert (response.status_code, response["Location"]) == (303, "/")
    assert client.session[IDENTIFIED_BY] == "link"
    assert SignIn.objects.get().identified_by == "link"


@pytest.mark.django_db
def test_an_unknown_address_gets_the_same_answer_and_no_letter() -> None:
    make_person(email="maria@contoso.com")
    known, unknown = Client(), Client()

    answers = [
        (place := _ask(client, email), client.get(place).content.decode().replace(email, "·"))
        for client, email in ((known, "maria@contoso.com"), (unknown, "nobody@contoso.com"))
    ]
    done = run_jobs()

    assert answers[0][0] == answers[1][0]
    assert _without_token(answers[0][1]) == _without_token(answers[1][1])
    assert done == 2
    assert [letter.to for letter in mail.outbox] == [["maria@contoso.com"]]


def _without_token(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)


@pytest.mark.django_db
def test_opening_the_link_does_nothing_however_often() -> None:
    person = make_person()
    secret = create_sign_in_link(person, clock.now())
    scanner = Client()

    for _ in range(3):
        assert scanner.get(f"/sign-in/link/{secret}/").status_code == 200
        assert scanner.head(f"/sign-in/link/{secret}/").status_code == 200

    assert SignInLink.objects.get().used_at is None
    assert "_auth_user_id" not in scanner.session
    assert Client().post(f"/sign-in/link/{secret}/").status_code == 303


@pytest.mark.django_db
def test_the_link_works_once() -> None:
    secret = create_sign_in_link(make_person(), clock.now())
    Client().post(f"/sign-in/link/{secret}/")
    second = Client()

    opened = second.get(f"/sign-in/link/{secret}/")
    pressed = second.post(f"/sign-in/link/{secret}/")

    assert (opened.status_code, pressed.status_code) == (410, 410)
    assert SPENT in pressed.content.decode()
    assert "_auth_user_id" not in second.session


@pytest.mark.django_db
def test_the_link_is_good_for_twenty_minutes() -> None:
    person = make_person()
    in_time, late = create_sign_in_link(person, NOON), create_sign_in_link(person, NOON)
    end = NOON + timedelta(minutes=20)

    used_by = use_sign_in_link(in_time, at=end - timedelta(microseconds=1))
    with pytest.raises(LinkSpentError, match="for 20 minutes"):
        use_sign_in_link(late, at=end)

    assert used_by == person
    assert SignInLink.objects.filter(used_at=None).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("secret", ["A" * 43, "short", "A" * 42 + "%00", "Ä" * 43])
def test_what_was_never_a_link_gets_the_same_answer(secret: str) -> None:
    response = Client().get(f"/sign-in/link/{secret}/")

    assert response.status_code == 410
    assert SPENT in response.content.decode()


@pytest.mark.django_db
def test_only_the_hash_of_256_random_bits_is_kept() -> None:
    secrets = {create_sign_in_link(person, NOON) for person in [make_person()] for _ in range(3)}

    kept = {bytes(row.secret_sha256) for row in SignInLink.objects.all()}
    assert {len(secret) for secret in secrets} == {43}
    assert kept == {sha256(secret.encode()).digest() for secret in secrets}


@pytest.mark.django_db
def test_links_of_yesterday_are_swept_away() -> None:
    person = make_person()
    create_sign_in_link(person, NOON)

    create_sign_in_link(person, NOON + timedelta(days=1, minutes=21))

    assert SignInLink.objects.count() == 1


@pytest.mark.django_db
def test_a_person_who_was_erased_cannot_use_the_link() -> None:
    person = make_person()
    secret = create_sign_in_link(person, clock.now())
    Person.objects.update(email=None)

    assert Client().get(f"/sign-in/link/{secret}/").status_code == 410
    assert Client().post(f"/sign-in/link/{secret}/").status_code == 410


@pytest.mark.django_db
def test_the_page_that_was_asked_for_survives_the_letter() -> None:
    make_person(email="maria@contoso.com")
    client = Client()

    _ask(client, "maria@contoso.com", next="/account/")
    run_jobs()
    response = client.post(address_in_letter())

    assert response["Location"] == "/account/"


@pytest.mark.django_db
def test_the_letter_does_not_lead_to_another_site() -> None:
    make_person(email="maria@contoso.com")
    client = Client()

    _ask(client, "maria@contoso.com", next="//evil.example/")
    run_jobs()
    response = client.post(f"{address_in_letter()}?next=//evil.example/")

    assert "evil" not in mail.outbox[0].body
    assert response["Location"] == "/"


@pytest.mark.django_db
def test_somebody_else_in_this_browser_is_named_and_signed_out() -> None:
    client = client_of(make_reader(name="Ada Novak"))
    maria = make_person(name="Maria Vogel")
    secret = create_sign_in_link(maria, clock.now())

    page = client.get(f"/sign-in/link/{secret}/").content.decode()
    client.post(f"/sign-in/link/{secret}/")

    assert "You are signed in as <bdi>Ada Novak</bdi> now." in page
    assert client.session["_auth_user_id"] == str(maria.pk)
    assert client.session[IDENTIFIED_BY] == "link"


@pytest.mark.django_db
@pytest.mark.parametrize("email", ["maria@contoso.com", "nobody@contoso.com"])
def test_five_links_in_twenty_minutes_are_enough_for_an_address(email: str) -> None:
    make_person(email="maria@contoso.com")
    for number in range(5):
        Client().post(SIGN_IN, {"email": email, "link": "1"}, REMOTE_ADDR=f"192.0.2.{number}")
    run_jobs()
    mail.outbox.clear()

    response = Client().post(
        SIGN_IN, {"email": email.upper(), "link": "1"}, REMOTE_ADDR="192.0.2.99"
    )

    assert response.status_code == 422
    assert "wait 20 minutes and ask again." in response.content.decode()
    assert run_jobs() == 0


@pytest.mark.django_db
def test_thirty_links_an_hour_are_enough_for_a_network() -> None:
    client = Client()
    for number in range(30):
        _ask(client, f"p{number}@contoso.com")

    response = client.post(SIGN_IN, {"email": "p30@contoso.com", "link": "1"})

    assert response.status_code == 422


@pytest.mark.django_db
def test_the_button_needs_our_own_page() -> None:
    secret = create_sign_in_link(make_person(), clock.now())

    response = Client(enforce_csrf_checks=True).post(f"/sign-in/link/{secret}/")

    assert response.status_code == 403
    assert SignInLink.objects.get().used_at is None


def test_of_two_who_press_at_once_one_gets_in(committed: None) -> None:
    person = make_person()
    secret = create_sign_in_link(person, NOON)

    results = at_once(*[lambda: use_sign_in_link(secret, at=NOON)] * 2)

    assert sorted(type(result).__name__ for result in results) == ["LinkSpentError", "Person"]
