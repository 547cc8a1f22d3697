"""What somebody typed while their session ended is neither lost nor recorded unasked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from goodstanding.accounts.models import Person
from goodstanding.values import clock
from tests.builders_accounts import PASSWORD, make_reader

pytestmark = pytest.mark.django_db

ACCOUNT = "/account/"
AGAIN = "/sign-in/again/"
TYPED = {"name": "Maria  “Mia” de\nSouza", "language": "en"}


def signed_in_after(client: Client, path: str) -> str:
    """Sign in on the page a request was led to; return where that leads."""
    return client.post(path, {"email": "maria@contoso.com", "password": PASSWORD, "next": AGAIN})[
        "Location"
    ]


def test_a_form_sent_after_the_session_ended_is_offered_again() -> None:
    person = make_reader(email="maria@contoso.com")
    client = Client()

    led = client.post(ACCOUNT, TYPED)
    to = signed_in_after(client, led["Location"])
    page = client.get(to).content.decode()

    assert (led.status_code, led["Location"]) == (303, f"/sign-in/?next={AGAIN}")
    assert to == AGAIN
    assert f'<form method="post" action="{ACCOUNT}">' in page
    assert "Maria  “Mia” de\nSouza</textarea>" in page
    assert Person.objects.get(pk=person.pk).name == person.name


def test_what_was_kept_can_be_dropped() -> None:
    make_reader(email="maria@contoso.com")
    client = Client()
    signed_in_after(client, client.post(ACCOUNT, TYPED)["Location"])

    dropped = client.post(AGAIN)

    assert dropped["Location"] == "/"
    assert client.get(AGAIN)["Location"] == "/"


@pytest.mark.parametrize(
    ("_case", "path", "sent"),
    [
        ("a password", "/account/password/", {"present": "secret", "password": "another secret"}),
        ("nothing typed", ACCOUNT, {}),
        ("more than a form of ours", ACCOUNT, {"name": "x" * 1_000_001}),
    ],
)
def test_what_must_not_be_kept_leads_to_sign_in_as_ever(
    _case: str, path: str, sent: dict[str, str]
) -> None:
    client = Client()

    led = client.post(path, sent)

    assert led["Location"] == f"/sign-in/?next={path}"
    assert client.session.get("typed_when_signed_out") is None


def test_a_button_pressed_after_the_session_ended_leads_back_to_its_page() -> None:
    page = "http://testserver/account/?from=letter"

    own = Client().post(ACCOUNT, headers={"referer": page})
    foreign = Client().post(ACCOUNT, headers={"referer": "http://evil.example/account/"})

    assert own["Location"] == "/sign-in/?next=/account/%3Ffrom%3Dletter"
    assert foreign["Location"] == f"/sign-in/?next={ACCOUNT}"


def test_whoever_must_sign_in_first_is_told_that_nothing_typed_is_lost() -> None:
    client = Client()
    led = client.post(ACCOUNT, TYPED)

    page = client.get(led["Location"]).content.decode()

    assert "What you typed is kept" in page
    assert "What you typed is kept" not in Client().get(led["Location"]).content.decode()


def test_after_an_hour_it_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    make_reader(email="maria@contoso.com")
    client = Client()
    signed_in_after(client, client.post(ACCOUNT, TYPED)["Location"])
    later = clock.now() + timedelta(hours=1, seconds=1)

    monkeypatch.setattr("goodstanding.accounts.typed.clock.now", lambda: later)

    assert client.get(AGAIN)["Location"] == "/"


def test_a_page_that_is_only_opened_keeps_nothing() -> None:
    client = Client()

    led = client.get(ACCOUNT)

    assert led["Location"] == f"/sign-in/?next={ACCOUNT}"
    assert "sessionid" not in client.cookies
