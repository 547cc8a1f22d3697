"""The pages of authorizations: an officer grants and ends them, a signatory gives notice."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from goodstanding.partners.models import Authorization, EndedBy
from goodstanding.partners.services.authorizing import give_notice
from goodstanding.values import clock
from goodstanding.values.days import local_day
from tests.builders import make_affiliate, make_partner
from tests.builders_accounts import client_of
from tests.builders_authorizations import (
    Counter,
    as_signatory,
    make_counter,
    make_granted,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_static_files(settings: Settings) -> None:
    """Spare every new client the search for style sheets."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]


@pytest.fixture
def counter() -> Counter:
    return make_counter()


def _address(counter: Counter, name: str, held: Authorization | None = None) -> str:
    more = {"authorization": held.fact_id} if held else {}
    return reverse(
        name, kwargs={"program": counter.program.code, "partner": counter.partner.pk, **more}
    )


def _read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_an_officer_grants_and_sees_it_on_the_list(counter) -> None:
    client = client_of(counter.officer)

    client.post(
        _address(counter, "vendor_authorization_grant"),
        {"name": "reseller", "location": str(counter.location.pk), "granted_on": "2026-09-01"},
    )

    page = _read(client, _address(counter, "vendor_authorizations"))
    assert "Fabrikam holds 1 authorization" in page
    assert "Resell subscriptions: Fabrikam Hamburg" in page
    assert "0 of 1 thing it needs is met." in page
    assert "Since 1 September 2026." in page.replace("\N{NO-BREAK SPACE}", " ")
    assert "Its next anniversary is" in page


def test_a_refusal_is_said_on_the_form(counter) -> None:
    client = client_of(counter.officer)

    answer = client.post(
        _address(counter, "vendor_authorization_grant"),
        {"name": "teacher", "location": str(counter.location.pk), "granted_on": "2026-09-01"},
    )

    assert answer.status_code == 422
    assert "do not let Fabrikam Hamburg hold" in answer.content.decode()
    assert Authorization.objects.exists() is False


def test_an_officer_ends_it_with_a_reason(counter) -> None:
    held, client = make_granted(counter), client_of(counter.officer)
    address = _address(counter, "vendor_authorization_end", held)
    today = local_day(clock.now(), "Europe/Berlin")

    without = client.post(address, {"until_on": today.isoformat(), "reason": ""})
    past = client.post(address, {"until_on": "2026-01-01", "reason": "Closed"})
    client.post(address, {"until_on": today.isoformat(), "reason": "Closed"})

    assert without.status_code == past.status_code == 422
    assert "is over. Give today or a later day" in past.content.decode()
    assert Authorization.objects.get(superseded_at=None).ended_by == EndedBy.VENDOR
    page = _read(client, _address(counter, "vendor_authorizations"))
    assert "Fabrikam holds no authorization" in page
    assert "Its last day was" in page


def test_a_signatory_reads_the_consequence_before_the_button_and_gives_notice(counter) -> None:
    held, client = make_granted(counter), client_of(counter.signatory)
    address = _address(counter, "partner_authorization_leave", held)

    asked = _read(client, address)
    client.post(address)

    assert "Shall Fabrikam Hamburg leave this authorization?" in asked
    assert "is its last day." in asked
    assert "Afterwards this location may do this no more." in asked
    today = local_day(clock.now(), "Europe/Berlin")
    assert Authorization.objects.get(superseded_at=None).until_on == today + timedelta(days=30)
    page = _read(client, _address(counter, "partner_authorizations"))
    assert "The partner gave notice: its last day is" in page
    assert "Take the notice back" in page


def test_a_notice_is_taken_back_and_pressing_twice_does_no_harm(counter) -> None:
    held, client = make_granted(counter), client_of(counter.signatory)
    give_notice(held.fact_id, actor=as_signatory(counter), at=clock.now())
    address = _address(counter, "partner_authorization_keep", held)

    client.post(address)
    again = client.post(address, follow=True)

    assert "No notice of yours is running." in again.content.decode()
    assert Authorization.objects.get(superseded_at=None).until_on is None


def test_giving_notice_of_what_ends_already_says_so(counter) -> None:
    held, client = make_granted(counter), client_of(counter.signatory)
    give_notice(held.fact_id, actor=as_signatory(counter), at=clock.now())
    address = _address(counter, "partner_authorization_leave", held)

    asked, pressed = _read(client, address), client.post(address)

    assert "Nothing is left to give notice of." in asked
    assert pressed.status_code == 422


def test_a_compliance_contact_reads_the_list_and_cannot_give_notice(counter) -> None:
    held = make_granted(counter)
    client = client_of(make_affiliate(counter.partner, role="compliance"))

    page = _read(client, _address(counter, "partner_authorizations"))

    assert "You hold 1 authorization" in page
    assert "Give notice" not in page
    assert client.get(_address(counter, "partner_authorization_leave", held)).status_code == 403


def test_nobody_opens_an_authorization_of_another_partner(counter) -> None:
    held, other = make_granted(counter), make_partner(counter.program, name="Adatum")
    client = client_of(make_affiliate(other))

    address = reverse(
        "partner_authorization_leave",
        kwargs={
            "program": counter.program.code,
            "partner": other.pk,
            "authorization": held.fact_id,
        },
    )

    assert client.get(address).status_code == 404


def test_a_partner_without_any_reads_what_one_is(counter) -> None:
    page = _read(client_of(counter.signatory), _address(counter, "partner_authorizations"))

    assert "You hold no authorization" in page
    assert "Ask us if you think you should hold one." in page
