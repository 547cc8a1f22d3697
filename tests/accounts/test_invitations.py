"""Inviting a known person, and coming in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.core import mail
from django.test import Client

from goodstanding.accounts import letters
from goodstanding.accounts.errors import LinkSpentError
from goodstanding.accounts.invitations import accept_invitation, send_invitation
from goodstanding.accounts.models import Invitation, Person, Role
from goodstanding.accounts.selectors import IDENTIFIED_BY
from goodstanding.evidence.models import Event, EventPrivate
from goodstanding.values import clock
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError, NotPermittedError
from tests.builders import NOON, SYSTEM, make_officer, make_person, make_program
from tests.builders_accounts import (
    PASSWORD,
    address_in_letter,
    make_operator,
    make_reader,
    run_jobs,
)
from tests.threads import at_once

SPENT = "This invitation does not open anything any more."


def _invite(
    person: Person,
    *,
    actor: Actor = SYSTEM,
    place: str = "Fabrikam",
    program_id: UUID | None = None,
    at: datetime | None = None,
) -> Invitation:
    return send_invitation(
        person.pk, place=place, program_id=program_id, actor=actor, at=at or clock.now()
    )


def _secret() -> str:
    run_jobs()
    return address_in_letter().strip("/").split("/")[-1]


def _events() -> Sequence[str]:
    return list(Event.objects.order_by("seq").values_list("name", flat=True))


@pytest.mark.django_db
def test_the_letter_says_who_invites_to_what_and_until_when() -> None:
    program = make_program()
    officer = make_officer(program, name="Katrin Vogel")
    person = make_person(name="Ada Novak", email="ada@fabrikam.com")
    at = clock.now()

    invitation = _invite(
        person, actor=Actor.person(officer.pk), program_id=program.pk, place="Fabrikam", at=at
    )
    run_jobs()

    letter = mail.outbox[0]
    assert invitation.expires_at == at + timedelta(days=7)
    assert letter.to == ["ada@fabrikam.com"]
    assert letter.subject.startswith("Please join Fabrikam by ")
    assert "Katrin Vogel invites you to Fabrikam" in letter.body
    assert letter.reply_to == [officer.email]


@pytest.mark.django_db
def test_the_invited_person_says_their_name_and_is_in() -> None:
    person = make_person(name="", email="ada@fabrikam.com")
    _invite(person)
    run_jobs()
    client = Client()

    page = client.get(address_in_letter()).content.decode()
    response = client.post(address_in_letter(), {"name": " Ada  Novak ", "password": PASSWORD})

    person.refresh_from_db()
    assert "Join <bdi>Fabrikam</bdi>" in page
    assert "a•••@fabrikam.com" in page
    assert (response.status_code, response["Location"]) == (303, "/")
    assert person.name == "Ada Novak"
    assert person.check_password(PASSWORD)
    assert client.session[IDENTIFIED_BY] == "link"
    assert _events() == [
        "person.added",
        "invitation.sent",
        "invitation.accepted",
        "person.described",
        "password.set",
    ]


@pytest.mark.django_db
def test_opening_the_page_changes_nothing() -> None:
    _invite(make_person())
    run_jobs()
    before = _events()

    for _ in range(3):
        assert Client().get(address_in_letter()).status_code == 200

    assert _events() == before
    assert Invitation.objects.get().accepted_at is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"name": "", "password": PASSWORD}, "Write your name."),
        ({"name": "Ada Novak", "password": ""}, "Choose a password."),
        ({"name": "Ada Novak", "password": "short"}, "Write at least 12 characters."),
        ({"name": "Ada Novak", "password": "q1w2e3r4t5y6"}, "Many people use this password"),
        ({"name": "Ada Novak", "password": "730915284466"}, "This password is digits only"),
        (
            {"name": "A\u202eda", "password": "eleven herons wade"},
            "a sign in it is not shown",
        ),
        ({"name": "Ada Novak-Brandt", "password": "ada novak-brandt"}, "too similar to your name"),
        (
            {"name": "Ada", "password": "ada.brandt@fabrikam"},
            "too similar to your name or address",
        ),
    ],
)
def test_bad_input_gets_a_sentence_and_lets_nobody_in(data: dict[str, str], sentence: str) -> None:
    person = make_person(email="ada.brandt@fabrikam.com")
    _invite(person)
    run_jobs()
    before = _events()

    response = Client().post(address_in_letter(), data)

    person.refresh_from_db()
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert person.has_usable_password() is False
    assert _events() == before


@pytest.mark.django_db
def test_a_newer_invitation_replaces_the_older() -> None:
    person = make_person()
    _invite(person)
    older = _secret()
    _invite(person)
    newer = _secret()

    assert Client().get(f"/invitation/{older}/").status_code == 410
    assert Client().get(f"/invitation/{newer}/").status_code == 200
    assert Invitation.objects.filter(replaced_at=None).count() == 1


@pytest.mark.django_db
def test_a_letter_written_twice_opens_with_the_later_one() -> None:
    invitation = _invite(make_person())
    older = _secret()
    letters.send_invitation(invitation.pk)
    newer = _secret()

    assert Client().get(f"/invitation/{older}/").status_code == 410
    assert Client().get(f"/invitation/{newer}/").status_code == 200


@pytest.mark.django_db
def test_an_invitation_is_good_for_seven_days_and_once() -> None:
    _invite(make_person(), at=NOON)
    secret = _secret()

    with pytest.raises(LinkSpentError, match="for 7 days"):
        accept_invitation(secret, name="Ada", password=PASSWORD, at=NOON + timedelta(days=7))
    accept_invitation(
        secret, name="Ada", password=PASSWORD, at=NOON + timedelta(days=7, microseconds=-1)
    )
    with pytest.raises(LinkSpentError):
        accept_invitation(secret, name="Eve", password="another long one", at=NOON)

    assert Person.objects.get().name == "Ada"
    assert Client().post(f"/invitation/{secret}/", {}).status_code == 410


@pytest.mark.django_db
def test_who_has_a_password_needs_no_invitation() -> None:
    person = make_reader(name="Ada Novak")
    before = _events()

    with pytest.raises(ConflictError, match="Ada Novak has a password already"):
        _invite(person)

    assert _events() == before
    assert Invitation.objects.exists() is False


@pytest.mark.django_db
def test_who_was_erased_cannot_be_invited() -> None:
    person = make_person()
    Person.objects.update(email=None)

    with pytest.raises(ConflictError, match="was erased"):
        _invite(person)

    assert Invitation.objects.exists() is False


@pytest.mark.django_db
def test_operators_and_officers_of_the_program_may_invite_and_nobody_else() -> None:
    program, other = make_program(), make_program()
    person = make_person()
    allowed = [make_operator(), make_officer(program)]
    refused = [
        make_person(),
        make_officer(other),
        *[
            make_officer(program, role=role)
            for role in (Role.DECIDER, Role.FINANCE, Role.PDM, Role.AUDITOR, Role.APPEAL_REVIEWER)
        ],
    ]

    for inviter in allowed:
        _invite(person, actor=Actor.person(inviter.pk), program_id=program.pk)
    for inviter in refused:
        with pytest.raises(NotPermittedError):
            _invite(person, actor=Actor.person(inviter.pk), program_id=program.pk)

    assert Invitation.objects.count() == 2


@pytest.mark.django_db
def test_an_officer_may_not_invite_to_the_installation() -> None:
    officer = make_officer(make_program())

    with pytest.raises(NotPermittedError):
        _invite(make_person(), actor=Actor.person(officer.pk), program_id=None)

    assert Invitation.objects.exists() is False


@pytest.mark.django_db
def test_names_in_a_letter_cannot_add_lines_to_its_head() -> None:
    _invite(make_person(), place="Fabrikam\r\nBcc: everybody@example.com")

    run_jobs()

    letter = mail.outbox[0]
    assert letter.subject.startswith("Please join Fabrikam ")
    assert letter.recipients() == letter.to


@pytest.mark.django_db
def test_the_log_keeps_no_words_about_the_invited() -> None:
    _invite(make_person(name="Ada Novak", email="ada@fabrikam.com"), place="Fabrikam Secret")
    accept_invitation(_secret(), name="Ada Brandt", password=PASSWORD, at=clock.now())

    everything = b"".join(bytes(event.bytes) for event in Event.objects.all())
    for words in (b"Ada", b"Novak", b"Brandt", b"fabrikam", b"Secret", PASSWORD.encode()):
        assert words not in everything
    assert PASSWORD not in EventPrivate.objects.values_list("value", flat=True)


def test_of_two_who_accept_at_once_one_is_let_in(committed: None) -> None:
    _invite(make_person(), at=NOON)
    secret = _secret()

    results = at_once(
        lambda: accept_invitation(secret, name="Ada", password=PASSWORD, at=NOON),
        lambda: accept_invitation(secret, name="Eve", password=PASSWORD, at=NOON),
    )

    assert sorted(type(result).__name__ for result in results) == ["LinkSpentError", "Person"]
    assert _events().count("invitation.accepted") == 1


def test_of_two_who_invite_at_once_the_later_replaces(committed: None) -> None:
    person = make_person()

    results = at_once(*[lambda: _invite(person, at=NOON)] * 2)

    assert [type(result).__name__ for result in results] == ["Invitation", "Invitation"]
    assert Invitation.objects.filter(replaced_at=None).count() == 1
