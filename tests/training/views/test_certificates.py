"""Certificates: the holder's page, and what a stranger with the code may know."""

from __future__ import annotations

import pytest
from django.test import Client

from goodstanding.training.models import Certificate, Completion
from goodstanding.training.rules.certificates import new_code, shown
from tests.builders import NOON, make_affiliate, make_partner, make_person, make_program
from tests.builders_accounts import client_of
from tests.builders_training import make_course, take

pytestmark = pytest.mark.django_db


def _held() -> tuple[str, Certificate]:
    program = make_program()
    partner = make_partner(program)
    person = make_affiliate(partner, person=make_person(name="Zuzanna Qwertz"))
    result = take(person, make_course(program, good_for="12 months"))
    return f"/p/{program.code}/{partner.pk}/training/", result.completion.certificate


def test_a_stranger_learns_course_dates_and_initials_and_no_name_or_employer() -> None:
    _, certificate = _held()

    page = Client().get(f"/certificates/{shown(certificate.code).lower()}/")

    text = page.content.decode()
    assert page.status_code == 200
    assert "We issued this certificate" in text
    assert "Z. Q." in text
    assert "Gifts and meals" in text
    assert "1\xa0September 2026" in text
    assert "1\xa0September 2027" in text
    secrets = ["Zuzanna", "Qwertz", "@example.com", "Fabrikam", str(certificate.completion_id)]
    assert [secret for secret in secrets if secret in text] == []


def test_an_unknown_code_asks_for_a_second_look() -> None:
    page = Client().get(f"/certificates/{shown(new_code())}/")

    assert page.status_code == 404
    assert "We know no certificate with this code" in page.content.decode()


@pytest.mark.parametrize("known", [True, False])
def test_known_and_unknown_codes_cost_the_same(known: bool, django_assert_num_queries) -> None:  # noqa: FBT001
    _, certificate = _held()
    code = certificate.code if known else new_code()

    with django_assert_num_queries(1):
        Client().get(f"/certificates/{code}/")


def test_the_form_reads_what_people_type_and_names_a_slip() -> None:
    _, certificate = _held()
    typed = f" ct {certificate.code[:4].lower()} {certificate.code[4:]} "

    found = Client().get("/certificates/", {"code": typed})
    slip = Client().get("/certificates/", {"code": "CT-0000-0000-0001"})
    empty = Client().get("/certificates/", {"code": ""})

    assert found["Location"] == f"/certificates/CT-{certificate.code}/"
    assert (slip.status_code, empty.status_code) == (422, 422)
    assert "This cannot be a code of ours" in slip.content.decode()
    assert "Type the code on the certificate." in empty.content.decode()


def test_a_withdrawn_certificate_says_so() -> None:
    home, certificate = _held()
    Completion.objects.update(voided_at=NOON)

    public = Client().get(f"/certificates/{certificate.code}/").content.decode()
    own = client_of(certificate.completion.person).get(f"{home}certificates/{certificate.code}/")

    assert "This certificate was withdrawn" in public
    assert "This certificate was withdrawn" in own.content.decode()
    assert "Z. Q." not in public


def test_only_the_holder_opens_the_certificate_with_the_name() -> None:
    home, certificate = _held()
    partner = certificate.completion.person.affiliations.get().partner
    boss = make_affiliate(partner, role="signatory")

    own = client_of(certificate.completion.person).get(f"{home}certificates/{certificate.code}/")
    other = client_of(boss).get(f"{home}certificates/{certificate.code}/")

    assert "Zuzanna Qwertz has passed" in " ".join(own.content.decode().split())
    assert other.status_code == 404


def test_after_the_holder_was_erased_the_certificate_names_nobody() -> None:
    _, certificate = _held()
    person = certificate.completion.person
    person.name, person.email = "", None
    person.save()

    page = Client().get(f"/certificates/{certificate.code}/")

    assert "The holder is no longer named here." in page.content.decode()
