"""The pages of corrections: one officer proposes, another judges, and the partner reads of it."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from goodstanding.accounts.models import Person, Role
from goodstanding.partners.models import Authorization, AuthorizationCorrection
from goodstanding.partners.services.authorizing import end_authorization
from tests.builders import NOON, make_officer
from tests.builders_accounts import client_of
from tests.builders_authorizations import (
    TODAY,
    Counter,
    as_officer,
    make_counter,
    make_granted,
)

pytestmark = pytest.mark.django_db

FILLED = {
    "wrong": "end",
    "reason": "Another location was meant.",
    "evidence": "The mail of 3 September.",
    "no_tie": "on",
}


@pytest.fixture(autouse=True)
def _no_static_files(settings: Settings) -> None:
    """Spare every new client the search for style sheets."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]


@pytest.fixture
def counter() -> Counter:
    return make_counter()


@pytest.fixture
def ended(counter) -> Authorization:
    return end_authorization(
        make_granted(counter).fact_id,
        until_on=TODAY,
        reason="Sold",
        actor=as_officer(counter),
        at=NOON,
    )


def _address(counter: Counter, name: str, held: Authorization | None = None) -> str:
    more = {"authorization": held.fact_id} if held else {}
    return reverse(
        name, kwargs={"program": counter.program.code, "partner": counter.partner.pk, **more}
    )


def _text(page: bytes) -> str:
    plain = re.sub(r"<[^>]+>", " ", page.decode()).replace("\N{NO-BREAK SPACE}", " ")
    return " ".join(plain.split())


def _read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return _text(answer.content)


def _proposed(counter: Counter, ended: Authorization) -> str:
    """Let the officer propose a correction, and return its address."""
    client_of(counter.officer).post(_address(counter, "vendor_correction_propose", ended), FILLED)
    kwargs = {
        "program": counter.program.code,
        "correction": AuthorizationCorrection.objects.get().pk,
    }
    return reverse("vendor_correction", kwargs=kwargs)


def _second(counter: Counter) -> Person:
    return make_officer(counter.program, name="Jonas Brandt")


def test_the_form_offers_what_can_be_wrong_and_nothing_is_chosen(counter, ended) -> None:
    address = _address(counter, "vendor_correction_propose", ended)

    asked = client_of(counter.officer).get(address)

    page = _text(asked.content)
    assert "It was not to end with 1 September 2026" in page
    assert "It was never to be granted from 1 September 2026 on" in page
    assert "checked" not in asked.content.decode()


def test_what_has_no_end_can_only_be_granted_wrongly(counter) -> None:
    held = make_granted(counter)

    page = _read(client_of(counter.officer), _address(counter, "vendor_correction_propose", held))

    assert "It was not to end" not in page
    assert "It was never to be granted" in page


def test_all_that_is_missing_is_said_on_the_form(counter, ended) -> None:
    address = _address(counter, "vendor_correction_propose", ended)

    answer = client_of(counter.officer).post(address, {})

    page = _text(answer.content)
    assert answer.status_code == 422
    assert "Choose what is wrong." in page
    assert "Say what is wrong, and how it came about." in page
    assert "Say what shows it, such as a receipt, a letter or a case." in page
    assert "Tick the box, or ask a colleague without a tie" in page
    assert AuthorizationCorrection.objects.exists() is False


def test_another_officer_finds_it_and_agrees_and_it_goes_on(counter, ended) -> None:
    judged = _proposed(counter, ended)
    client = client_of(_second(counter))
    home = _read(client, reverse("vendor_home", args=[counter.program.code]))
    asked = _read(client, judged)

    answer = client.post(judged, {"verdict": "agree", "no_tie": "on"})

    assert "Correction of an authorization: reseller" in home
    assert "Do you agree to correct this authorization?" in asked
    assert "Another location was meant." in asked
    assert "The mail of 3 September." in asked
    assert answer.status_code == 303
    page = _read(client, _address(counter, "vendor_authorizations"))
    assert "Fabrikam holds 1 authorization" in page
    assert "Wrong was its end with 1 September 2026. Corrected by Katrin Vogel and Jonas" in page


def test_who_proposed_it_reads_it_and_cannot_judge(counter, ended) -> None:
    judged = _proposed(counter, ended)
    client = client_of(counter.officer)

    page, pressed = _read(client, judged), client.post(judged, {"verdict": "agree", "no_tie": "on"})

    assert "It waits for another officer than the one who proposed it." in page
    assert "Record it" not in page
    assert pressed.status_code == 422
    assert Authorization.objects.filter(superseded_at=None, valid_until=None).exists() is False
    home = _read(client, reverse("vendor_home", args=[counter.program.code]))
    assert "Correction of an authorization" not in home


def test_a_refusal_needs_its_reason_and_stays_on_the_list(counter, ended) -> None:
    judged = _proposed(counter, ended)
    client = client_of(_second(counter))

    bare = client.post(judged, {"verdict": "refuse", "no_tie": "on"})
    client.post(judged, {"verdict": "refuse", "reason": "It was sold.", "no_tie": "on"})

    assert bare.status_code == 422
    assert "Say why the correction is refused." in _text(bare.content)
    page = _read(client, _address(counter, "vendor_authorizations"))
    assert "Proposed by Katrin Vogel. Refused by Jonas Brandt on" in page
    assert "It was sold." in _read(client, judged)


def test_a_partner_manager_reads_that_and_not_why(counter, ended) -> None:
    judged = _proposed(counter, ended)
    client = client_of(make_officer(counter.program, role=Role.PDM))

    page = _read(client, _address(counter, "vendor_authorizations"))

    assert "Said to be wrong: its end with 1 September 2026. Proposed by Katrin Vogel." in page
    assert "Another officer has to agree." in page
    assert judged not in client.get(_address(counter, "vendor_authorizations")).content.decode()
    assert client.get(judged).status_code == 403


def test_the_partner_reads_what_was_corrected_and_nobodys_name(counter, ended) -> None:
    judged = _proposed(counter, ended)
    partner = client_of(counter.signatory)
    before = _read(partner, _address(counter, "partner_authorizations"))
    client_of(_second(counter)).post(judged, {"verdict": "agree", "no_tie": "on"})

    page = _read(partner, _address(counter, "partner_authorizations"))

    assert "What we corrected" not in before
    assert "Wrong was its end with 1 September 2026. Corrected on" in page
    assert "Jonas Brandt" not in page
    assert "Another location was meant." not in page
