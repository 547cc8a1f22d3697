"""Signing in with a password, and out."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from goodstanding.accounts.models import IdentifiedBy, SignIn
from goodstanding.accounts.selectors import IDENTIFIED_BY
from tests.builders_accounts import PASSWORD, client_of, make_reader

pytestmark = pytest.mark.django_db

SIGN_IN = "/sign-in/"
UNKNOWN = "We do not know this address with this password. Check both"
TOO_MANY = "There were too many tries. Wait 5 minutes, or have a link sent to you instead."


def test_the_page_offers_a_password_and_a_link() -> None:
    response = Client().get(SIGN_IN)

    page = response.content.decode()
    assert response.status_code == 200
    assert reverse("account_login") == SIGN_IN
    assert "Send me a link instead" in page
    assert 'type="password"' in page
    assert "no-cache" in response["Cache-Control"]


def test_address_and_password_open_a_session() -> None:
    make_reader(email="maria@contoso.com")
    client = Client()

    response = client.post(
        SIGN_IN,
        {"email": "Maria@Contoso.com", "password": PASSWORD},
        headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0"},
    )

    assert (response.status_code, response["Location"]) == (303, "/")
    assert client.session[IDENTIFIED_BY] == "password"
    seen = SignIn.objects.get()
    assert (seen.identified_by, seen.browser) == (IdentifiedBy.PASSWORD, "Firefox, Linux")


def test_signing_in_changes_the_key_of_the_session() -> None:
    make_reader(email="maria@contoso.com")
    client = Client()
    client.post(SIGN_IN, {"email": "nobody@contoso.com", "link": "1"})
    planted = client.cookies["sessionid"].value

    client.post(SIGN_IN, {"email": "maria@contoso.com", "password": PASSWORD})

    stale = Client()
    stale.cookies["sessionid"] = planted
    assert client.cookies["sessionid"].value != planted
    assert stale.get("/account/").status_code == 302


@pytest.mark.parametrize(
    ("_case", "email", "password"),
    [
        ("an unknown address", "nobody@contoso.com", PASSWORD),
        ("another password", "maria@contoso.com", "not the password"),
    ],
)
def test_unknown_and_mistyped_get_the_same_answer(_case: str, email: str, password: str) -> None:
    make_reader(email="maria@contoso.com")
    client = Client()

    response = client.post(SIGN_IN, {"email": email, "password": password})

    page = response.content.decode()
    assert response.status_code == 422
    assert UNKNOWN in page
    assert f'value="{email}"' in page
    assert password not in page
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Write your e-mail address."),
        ({"email": "maria"}, "Write an e-mail address such as maria@contoso.com."),
        ({"email": "maria@contoso.com"}, "Write your password."),
        ({"link": "1"}, "Write your e-mail address."),
        ({"link": "1", "email": "maria"}, "Write an e-mail address such as maria@contoso.com."),
        (
            {"email": "m\0@contoso.com", "password": "x"},
            "E-mail address: a character in it cannot be kept",
        ),
    ],
)
def test_bad_input_gets_a_sentence(data: dict[str, str], sentence: str) -> None:
    response = Client().post(SIGN_IN, data)

    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_after_five_wrong_passwords_even_the_right_one_waits() -> None:
    make_reader(email="maria@contoso.com")
    client = Client()
    for _ in range(5):
        client.post(SIGN_IN, {"email": "maria@contoso.com", "password": "wrong password"})

    response = client.post(SIGN_IN, {"email": "MARIA@contoso.com", "password": PASSWORD})

    assert response.status_code == 422
    assert TOO_MANY in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_an_unknown_address_is_limited_the_same() -> None:
    client = Client()
    for _ in range(5):
        client.post(SIGN_IN, {"email": "nobody@contoso.com", "password": "wrong password"})

    response = client.post(SIGN_IN, {"email": "nobody@contoso.com", "password": PASSWORD})

    assert TOO_MANY in response.content.decode()


def test_one_network_is_limited_over_all_addresses() -> None:
    make_reader(email="maria@contoso.com")
    client = Client()
    for number in range(10):
        client.post(SIGN_IN, {"email": f"p{number}@contoso.com", "password": "wrong password"})

    here = client.post(SIGN_IN, {"email": "maria@contoso.com", "password": PASSWORD})
    elsewhere = client.post(
        SIGN_IN,
        {"email": "maria@contoso.com", "password": PASSWORD},
        REMOTE_ADDR="192.0.2.7",
    )

    assert here.status_code == 422
    assert elsewhere.status_code == 303


def test_the_page_that_was_asked_for_comes_next() -> None:
    make_reader(email="maria@contoso.com")
    client = Client()
    asked = client.get("/account/")
    page = client.get(asked["Location"]).content.decode()

    response = client.post(
        SIGN_IN, {"email": "maria@contoso.com", "password": PASSWORD, "next": "/account/"}
    )

    assert asked["Location"] == "/sign-in/?next=/account/"
    assert '<input type="hidden" name="next" value="/account/">' in page
    assert response["Location"] == "/account/"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "http:evil.example",
        "javascript:alert(1)",
        "/\t/evil.example/",
        "http://testserver/account/",
        " /account/",
    ],
)
def test_no_address_leads_away_from_this_site(elsewhere: str) -> None:
    make_reader(email="maria@contoso.com")
    client = Client()

    page = client.get(SIGN_IN, {"next": elsewhere}).content.decode()
    response = client.post(
        f"{SIGN_IN}?next=/account/",
        {"email": "maria@contoso.com", "password": PASSWORD, "next": elsewhere},
    )

    assert 'name="next"' not in page
    assert response["Location"] == "/"


def test_who_is_signed_in_is_led_on() -> None:
    response = client_of(make_reader()).get(SIGN_IN, {"next": "/account/"})

    assert (response.status_code, response["Location"]) == (302, "/account/")


def test_a_form_from_elsewhere_is_refused() -> None:
    make_reader(email="maria@contoso.com")
    client = Client(enforce_csrf_checks=True)

    response = client.post(SIGN_IN, {"email": "maria@contoso.com", "password": PASSWORD})

    assert response.status_code == 403
    assert "_auth_user_id" not in client.session


def test_the_form_of_the_page_is_accepted() -> None:
    make_reader(email="maria@contoso.com")
    client = Client(enforce_csrf_checks=True)
    page = client.get(SIGN_IN).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token is not None

    response = client.post(
        SIGN_IN,
        {"email": "maria@contoso.com", "password": PASSWORD, "csrfmiddlewaretoken": token[1]},
    )

    assert response.status_code == 303


def test_signing_out_is_a_post_and_ends_the_session() -> None:
    client = client_of(make_reader())

    opened = client.get("/sign-out/")
    still_in = client.get("/account/").status_code
    response = client.post("/sign-out/")

    assert (opened.status_code, still_in) == (405, 200)
    assert (response.status_code, response["Location"]) == (303, SIGN_IN)
    assert client.get("/account/").status_code == 302


def test_a_person_who_was_erased_is_out_at_once() -> None:
    person = make_reader()
    client = client_of(person)

    person.email = None
    person.save()

    assert client.get("/account/").status_code == 302


def test_only_the_latest_twenty_sign_ins_are_kept() -> None:
    make_reader(email="maria@contoso.com")

    for _ in range(22):
        Client().post(SIGN_IN, {"email": "maria@contoso.com", "password": PASSWORD})

    assert SignIn.objects.count() == 20


@pytest.mark.parametrize(
    "name",
    ["account_signup", "account_email", "account_inactive", "account_reauthenticate"],
)
def test_nothing_else_of_the_machinery_has_an_address(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)
