"""Search, the partner's page, the export, and a partner's own people."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from goodstanding.partners.models import Affiliation, DeclaredList, Partner
from goodstanding.partners.words import role_name
from goodstanding.programs.models import Program
from tests.builders import (
    make_affiliate,
    make_downstream,
    make_entity,
    make_location,
    make_officer,
    make_partner,
    make_person,
    make_program,
)
from tests.builders_partners import csv_of, make_import

pytestmark = pytest.mark.django_db


@pytest.fixture
def program() -> Program:
    return make_program(code="contoso")


@pytest.fixture
def fabrikam(program: Program) -> Partner:
    partner = make_partner(program)
    make_location(make_entity(partner))
    return partner


@pytest.fixture
def officer(client: Client, program: Program) -> Client:
    client.force_login(make_officer(program))
    return client


def _vendor(name: str, **parts: object) -> str:
    return reverse(name, kwargs={"program": "contoso"} | parts)


def _own(partner: Partner, name: str, **parts: object) -> str:
    return reverse(name, kwargs={"program": "contoso", "partner": partner.pk} | parts)


def test_a_search_says_what_was_found_by_what(officer: Client, fabrikam: Partner) -> None:
    make_affiliate(fabrikam, person=make_person(name="Ada Novak"))

    found = officer.get(_vendor("vendor_partners"), {"q": "novak"}).content.decode()
    nothing = officer.get(_vendor("vendor_partners"), {"q": "zzz"}).content.decode()

    assert "1 partner is found by “novak”" in " ".join(found.split())
    assert "person Ada Novak" in found
    assert _vendor("vendor_partner", partner=fabrikam.pk) in found
    assert "Nobody is found" in nothing


def test_a_long_list_has_pages(officer: Client, program: Program) -> None:
    make_import(
        program,
        csv_of(*({"id:crm": str(n), "partner": f"Partner {n:03}"} for n in range(51))),
    )

    second = officer.get(_vendor("vendor_partners"), {"page": "2", "q": "partner"}).content.decode()

    assert "Partner 050" in second
    assert "Partner 049" not in second
    assert "Page 2 of 2" in " ".join(second.split())


def test_the_partners_page_shows_its_parts(officer: Client, program: Program) -> None:
    distributor = make_partner(program, name="Contoso Distribution")
    partner = make_downstream(program, distributor)
    make_location(make_entity(partner))
    make_affiliate(partner)

    page = officer.get(_vendor("vendor_partner", partner=partner.pk)).content.decode()
    upstream = officer.get(_vendor("vendor_partner", partner=distributor.pk)).content.decode()

    for words in ("Litware", "Fabrikam GmbH", "Fabrikam Hamburg", "Contoso Distribution"):
        assert words in page
    assert "Maria Vogel" in page
    assert "Litware" in upstream


def test_a_partner_of_another_program_does_not_exist(officer: Client) -> None:
    foreign = make_partner(make_program())

    assert officer.get(_vendor("vendor_partner", partner=foreign.pk)).status_code == 404
    assert officer.get(_vendor("vendor_partner", partner=uuid4())).status_code == 404


def test_the_export_is_a_file(officer: Client, fabrikam: Partner) -> None:
    answer = officer.get(_vendor("vendor_partners_export"))

    assert answer.headers["Content-Disposition"] == 'attachment; filename="contoso-partners.csv"'
    assert "Fabrikam Hamburg" in answer.getvalue().decode()


def test_a_contact_adds_a_person(client: Client, fabrikam: Partner) -> None:
    client.force_login(make_affiliate(fabrikam, role="compliance"))
    assert client.get(_own(fabrikam, "partner_person_add")).status_code == 200

    answer = client.post(
        _own(fabrikam, "partner_person_add"),
        {"name": "Ben Ray", "email": "ben@example.com", "role": "sales", "location": ""},
        follow=True,
    )

    assert "Ben Ray is listed as sales." in answer.content.decode()
    assert Affiliation.objects.get(role="sales").person.email == "ben@example.com"


def test_a_form_with_errors_is_shown_again_and_records_nothing(
    client: Client, fabrikam: Partner
) -> None:
    client.force_login(make_affiliate(fabrikam))

    answer = client.post(
        _own(fabrikam, "partner_person_add"), {"name": "", "email": "x", "role": "pilot"}
    )

    assert answer.status_code == 422
    assert Affiliation.objects.count() == 1


def test_a_role_is_ended_after_being_asked(client: Client, fabrikam: Partner) -> None:
    client.force_login(make_affiliate(fabrikam))
    make_affiliate(fabrikam, role="sales")
    held = Affiliation.objects.get(role="sales")
    address = _own(fabrikam, "partner_person_end", affiliation=held.fact_id)

    asked = client.get(address).content.decode()
    ended = client.post(address, follow=True).content.decode()
    pressed_twice = client.post(address)

    assert "no longer act for Fabrikam as sales?" in " ".join(asked.split())
    assert "is no longer sales." in ended
    assert pressed_twice["Location"] == _own(fabrikam, "partner_people")
    assert client.get(address).status_code == 404


def test_the_last_manager_cannot_leave(client: Client, fabrikam: Partner) -> None:
    client.force_login(make_affiliate(fabrikam))
    own = Affiliation.objects.get()
    address = _own(fabrikam, "partner_person_end", affiliation=own.fact_id)

    answer = client.post(address)

    assert answer.status_code == 422
    assert "Name another signatory" in answer.content.decode()
    make_affiliate(fabrikam, role="compliance")
    assert client.post(address).headers["Location"] == reverse("home")


@pytest.mark.parametrize(("role", "binds"), [("signatory", 1), ("security", 0)])
def test_what_nobody_does_afterwards_is_said_before(
    client: Client, fabrikam: Partner, role: str, binds: int
) -> None:
    client.force_login(make_affiliate(fabrikam, role="compliance"))
    make_affiliate(fabrikam, role=role)
    held = Affiliation.objects.get(role=role)
    address = _own(fabrikam, "partner_person_end", affiliation=held.fact_id)

    only = client.get(address).content.decode()
    make_affiliate(fabrikam, role=role)
    another = client.get(address).content.decode()

    assert "Nobody else is listed as" in only
    assert only.count("Nobody can accept agreements for you then.") == binds
    assert "Nobody else is listed as" not in another


def test_a_list_is_declared_complete(client: Client, fabrikam: Partner) -> None:
    client.force_login(make_affiliate(fabrikam))

    answer = client.post(_own(fabrikam, "partner_list_complete"), follow=True).content.decode()

    assert "Recorded: everybody who works for you is listed." in answer
    assert "You said on" in answer
    assert DeclaredList.objects.get().name == "people"


def test_a_deputy_reads_and_a_seller_does_not(client: Client, fabrikam: Partner) -> None:
    client.force_login(make_affiliate(fabrikam, role="deputy"))
    page = client.get(_own(fabrikam, "partner_people"))
    assert "Your signatory or compliance contact can change this list." in page.content.decode()
    assert client.get(_own(fabrikam, "partner_person_add")).status_code == 403

    client.force_login(make_affiliate(fabrikam, role="sales"))
    assert client.get(_own(fabrikam, "partner_people")).status_code == 403
    assert client.post(_own(fabrikam, "partner_list_complete")).status_code == 403


def test_people_of_another_partner_are_not_there(client: Client, fabrikam: Partner) -> None:
    program = fabrikam.memberships.get().program
    client.force_login(make_affiliate(make_partner(program, name="Litware")))
    make_affiliate(fabrikam)
    held = Affiliation.objects.get(partner=fabrikam)

    assert client.get(_own(fabrikam, "partner_people")).status_code == 404
    address = _own(fabrikam, "partner_person_end", affiliation=held.fact_id)
    assert client.post(address).status_code == 404
    assert Affiliation.objects.get(partner=fabrikam).valid_until is None


def test_a_role_of_the_programs_own_is_called_by_its_code() -> None:
    assert role_name("night-shift") == "night shift"
