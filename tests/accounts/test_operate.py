"""An operator gives and ends rights."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client

from goodstanding.accounts import choices
from goodstanding.accounts.models import Grant, Invitation, Person, Role
from goodstanding.accounts.selectors import grants_in_force
from goodstanding.evidence.models import Event
from goodstanding.programs.models import Program
from goodstanding.values import clock
from tests.builders import make_officer, make_person, make_program
from tests.builders_accounts import client_of, make_operator, make_reader, run_jobs

pytestmark = pytest.mark.django_db

PEOPLE = "/operate/"
GIVE = "/operate/people/give/"


@pytest.fixture(autouse=True)
def _programs() -> Iterator[None]:
    before = choices._programs
    choices.install_program_choices(lambda: list(Program.objects.values_list("pk", "name")))
    yield
    choices.install_program_choices(before)


def test_the_list_shows_who_holds_what_where() -> None:
    officer = make_officer(make_program(), name="Katrin Vogel")

    page = client_of(make_operator()).get(PEOPLE).content.decode()

    assert "2 rights are held on our side" in page
    assert officer.email is not None
    for words in ("Katrin Vogel", officer.email, "Compliance officer", "Contoso Partner Program"):
        assert words in page


def test_a_known_person_gets_a_right_and_no_letter() -> None:
    program, person = make_program(), make_reader(name="Ada Novak", email="ada@contoso.com")
    operator = make_operator()

    response = client_of(operator).post(
        GIVE, {"email": "Ada@contoso.com", "role": "decider", "program": str(program.pk)}
    )

    grant = grants_in_force(person.pk, at=clock.now()).get()
    assert (response.status_code, response["Location"]) == (303, PEOPLE)
    assert (grant.role, grant.program_id, grant.valid_until) == ("decider", program.pk, None)
    assert Event.objects.latest("seq").actor == f"person:{operator.pk}"
    assert run_jobs() == 0


def test_somebody_new_is_made_known_and_invited() -> None:
    program = make_program()

    client_of(make_operator(name="Olga Petrov")).post(
        GIVE,
        {
            "email": "ada@contoso.com",
            "name": "Ada Novak",
            "role": "officer",
            "program": str(program.pk),
        },
    )
    run_jobs()

    person = Person.objects.get(email="ada@contoso.com")
    assert grants_in_force(person.pk, at=clock.now()).get().role == "officer"
    assert Invitation.objects.get().person == person
    assert "Olga Petrov invites you to Contoso Partner Program" in mail.outbox[0].body


def test_the_last_day_is_the_last_whole_day_in_utc() -> None:
    person, today = make_reader(), clock.now().date()

    client_of(make_operator()).post(
        GIVE, {"email": person.email, "role": "operator", "until": today.isoformat()}
    )

    grant = grants_in_force(person.pk, at=clock.now()).get()
    tomorrow = today + timedelta(days=1)
    assert grant.valid_until == datetime.combine(tomorrow, datetime.min.time(), tzinfo=UTC)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"email": ""}, "Write the person’s e-mail address."),
        ({"email": "new@contoso.com"}, "Nobody here has this address yet."),
        ({"role": ""}, "Choose a right."),
        ({"role": "king"}, "Choose one of the rights of the list."),
        ({"program": ""}, "Choose the program this right is for."),
        ({"program": "somewhere"}, "Choose one of the programs of the list."),
        ({"role": "operator"}, "An operator looks after the whole installation: choose none."),
        ({"until": "2020-01-01"}, "This day is over. Choose today or a later day."),
        ({"until": "soon"}, "Write the day as in 2027-01-31."),
    ],
)
def test_bad_input_gets_a_sentence_and_gives_nothing(change: dict[str, str], sentence: str) -> None:
    program, person = make_program(), make_reader(email="ada@contoso.com")
    client = client_of(make_operator())
    before = Event.objects.count()

    response = client.post(
        GIVE,
        {"email": "ada@contoso.com", "role": "officer", "program": str(program.pk)} | change,
    )

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert grants_in_force(person.pk, at=clock.now()).exists() is False
    assert Event.objects.count() == before


def test_a_right_with_another_end_must_be_ended_first() -> None:
    person = make_operator(name="Ada Novak")
    client = client_of(make_operator())

    response = client.post(GIVE, {"email": person.email, "role": "operator", "until": "2199-01-01"})

    assert response.status_code == 422
    assert "Ada Novak holds this right already, with another end." in response.content.decode()


def test_before_a_right_ends_the_page_says_what_is_lost() -> None:
    officer = make_officer(make_program(), name="Katrin Vogel")
    grant = officer.grants.get()

    page = client_of(make_operator()).get(f"/operate/rights/{grant.fact_id}/end/")

    assert page.status_code == 200
    assert "Does <bdi>Katrin Vogel</bdi> lose this right?" in page.content.decode()
    assert grants_in_force(officer.pk, at=clock.now()).exists()


def test_ending_a_right_takes_effect_at_once_and_keeps_the_past() -> None:
    officer = make_officer(make_program(), name="Katrin Vogel")
    grant = officer.grants.get()

    response = client_of(make_operator()).post(f"/operate/rights/{grant.fact_id}/end/")

    assert (response.status_code, response["Location"]) == (303, PEOPLE)
    assert grants_in_force(officer.pk, at=clock.now()).exists() is False
    assert Grant.objects.filter(fact_id=grant.fact_id).count() == 2


def test_a_right_with_an_end_to_come_can_end_earlier() -> None:
    person, operator = make_reader(), make_operator()
    client = client_of(operator)
    client.post(GIVE, {"email": person.email, "role": "operator", "until": "2199-01-01"})

    response = client.post(f"/operate/rights/{person.grants.get().fact_id}/end/")

    assert response.status_code == 303
    assert grants_in_force(person.pk, at=clock.now()).exists() is False


def test_the_last_operator_stays() -> None:
    operator = make_operator()
    grant = operator.grants.get()

    response = client_of(operator).post(f"/operate/rights/{grant.fact_id}/end/")

    assert response.status_code == 422
    assert "This is the last operator of the installation." in response.content.decode()
    assert grants_in_force(operator.pk, at=clock.now()).exists()


def test_an_operator_who_ends_the_own_right_is_out() -> None:
    operator = make_operator()
    make_operator()
    client = client_of(operator)
    page = client.get(f"/operate/rights/{operator.grants.get().fact_id}/end/").content.decode()

    client.post(f"/operate/rights/{operator.grants.get().fact_id}/end/")

    assert "This is your own right." in page
    assert client.get(PEOPLE).status_code == 404


def test_a_right_that_is_not_there_cannot_end() -> None:
    client = client_of(make_operator())
    ended = make_officer(make_program()).grants.get()
    client.post(f"/operate/rights/{ended.fact_id}/end/")

    for fact_id in (ended.fact_id, "00000000-0000-0000-0000-000000000000"):
        assert client.get(f"/operate/rights/{fact_id}/end/").status_code == 404
        assert client.post(f"/operate/rights/{fact_id}/end/").status_code == 404


def test_an_operator_invites_again() -> None:
    officer = make_officer(make_program(), name="Katrin Vogel")
    client = client_of(make_operator())

    first = client.post(f"/operate/people/{officer.pk}/invite/")
    client.post(f"/operate/people/{officer.pk}/invite/")

    assert first["Location"] == PEOPLE
    assert Invitation.objects.filter(replaced_at=None).count() == 1
    assert "Katrin Vogel is invited by letter." in client.get(PEOPLE).content.decode()


def test_who_is_in_already_is_not_invited_again() -> None:
    reader = make_reader(name="Katrin Vogel")
    client = client_of(make_operator())
    client.post(GIVE, {"email": reader.email, "role": "operator"})

    client.post(f"/operate/people/{reader.pk}/invite/")

    assert "Katrin Vogel has a password already" in client.get(PEOPLE).content.decode()
    assert Invitation.objects.exists() is False


def test_people_of_partners_are_not_the_operators_to_invite() -> None:
    person = make_person()

    response = client_of(make_operator()).post(f"/operate/people/{person.pk}/invite/")

    assert response.status_code == 404
    assert Invitation.objects.exists() is False


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OPERATOR])
def test_other_rights_do_not_open_the_operators_pages(role: Role) -> None:
    client = client_of(make_officer(make_program(), role=role))

    for path in (PEOPLE, GIVE):
        response = client.get(path)
        assert response.status_code == 403
        assert "This page needs the right of operator." in response.content.decode()
    assert client.post(GIVE, {}).status_code == 403


def test_for_people_without_rights_the_operators_pages_do_not_exist() -> None:
    assert client_of(make_person()).get(PEOPLE).status_code == 404
    assert Client().get(PEOPLE).status_code == 302
