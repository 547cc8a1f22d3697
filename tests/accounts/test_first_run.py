"""The first page of an installation that has nobody yet."""

from __future__ import annotations

import pytest
from django.test import Client

from goodstanding.accounts import selectors
from goodstanding.accounts.models import Grant, Person
from goodstanding.accounts.selectors import IDENTIFIED_BY, installation_is_empty
from goodstanding.accounts.services import make_first_operator
from goodstanding.evidence.models import Event
from goodstanding.values import clock
from tests.builders import make_person
from tests.builders_accounts import PASSWORD
from tests.threads import at_once

FIRST_RUN = "/first-run/"
OLGA = {"name": "Olga Petrov", "email": "Olga@contoso.com", "password": PASSWORD}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/sign-in/", "/account/", "/operate/", "/nowhere/"])
def test_every_page_of_an_empty_installation_leads_to_the_first(
    empty_installation: None, path: str
) -> None:
    response = Client().get(path)

    assert (response.status_code, response["Location"]) == (302, FIRST_RUN)


@pytest.mark.django_db
def test_the_first_person_is_the_operator_and_is_in(empty_installation: None) -> None:
    client = Client()

    page = client.get(FIRST_RUN)
    response = client.post(FIRST_RUN, OLGA)

    person, grant = Person.objects.get(), Grant.objects.get()
    assert page.status_code == 200
    assert (response.status_code, response["Location"]) == (303, "/")
    assert (person.name, person.email) == ("Olga Petrov", "olga@contoso.com")
    assert (grant.role, grant.program_id, grant.person_id) == ("operator", None, person.pk)
    assert client.session[IDENTIFIED_BY] == "password"
    assert list(Event.objects.order_by("seq").values_list("name", "actor")) == [
        ("person.added", "system:first-run"),
        ("grant.given", "system:first-run"),
        ("password.set", "system:first-run"),
    ]


@pytest.mark.django_db
def test_afterwards_the_page_does_not_exist(empty_installation: None) -> None:
    Client().post(FIRST_RUN, OLGA)

    opened = Client().get(FIRST_RUN)
    sent = Client().post(FIRST_RUN, OLGA | {"email": "eve@contoso.com"})

    assert (opened.status_code, sent.status_code) == (404, 404)
    assert Person.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "Write your name."),
        ({"email": "olga"}, "Write an e-mail address such as maria@contoso.com."),
        ({"password": "short"}, "Write at least 12 characters."),
        ({"password": "olga petrov"}, "too similar to your name"),
    ],
)
def test_bad_input_gets_a_sentence_and_makes_nobody(
    empty_installation: None, change: dict[str, str], sentence: str
) -> None:
    response = Client().post(FIRST_RUN, OLGA | change)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert Person.objects.exists() is False


@pytest.mark.django_db
def test_once_there_was_somebody_nobody_asks_the_database_again(
    empty_installation: None, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    before = installation_is_empty()
    make_person()
    after = installation_is_empty()

    with django_assert_num_queries(0):  # type: ignore[operator] # pytest-django's context manager
        again = installation_is_empty()

    assert (before, after, again) == (True, False, False)


def test_of_two_who_send_the_form_at_once_one_becomes_operator(
    committed: None, empty_installation: None
) -> None:
    def make(email: str) -> Person:
        return make_first_operator(email=email, name="Olga", password=PASSWORD, at=clock.now())

    results = at_once(lambda: make("olga@contoso.com"), lambda: make("eve@contoso.com"))

    assert sorted(type(result).__name__ for result in results) == ["NotEmptyError", "Person"]
    assert Person.objects.count() == 1
    assert Grant.objects.count() == 1


def test_of_two_posts_at_once_one_gets_a_session(committed: None, empty_installation: None) -> None:
    def post(email: str) -> int:
        return Client().post(FIRST_RUN, OLGA | {"email": email}).status_code

    results = at_once(lambda: post("olga@contoso.com"), lambda: post("eve@contoso.com"))

    assert sorted(results, key=str) == [303, 404]
    assert Person.objects.count() == 1
    assert selectors.installation_is_empty() is False
