"""A partner's own side: reading, accepting, the receipt, and who sees none of it."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client

from goodstanding.accounts.models import IdentifiedBy
from goodstanding.agreements.models import Acceptance
from goodstanding.agreements.rules.receipts import with_check
from goodstanding.evidence.models import Event, EventPrivate
from goodstanding.partners.services.structure import register_entity
from goodstanding.values import clock
from tests.agreements.conftest import SignIn
from tests.builders import SYSTEM, make_affiliate, make_entity, make_partner, make_person
from tests.builders_agreements import (
    CODE_2,
    Office,
    Signing,
    make_accepted,
    make_office,
    make_published,
    make_signing,
)

pytestmark = pytest.mark.django_db


def _base(office: Office, signing: Signing) -> str:
    return f"/p/{office.program.code}/{signing.partner.pk}/agreements/"


def _answers(signing: Signing, **changed: object) -> dict[str, object]:
    return {
        "version": "1",
        "entities": [str(signing.entity.pk)],
        "authority": "director",
        "typed_name": "Maria Vogel",
        "accept": "on",
        **changed,
    }


def _nothing_accepted() -> bool:
    return (
        not Acceptance.objects.exists()
        and not Event.objects.filter(name="acceptance.given").exists()
    )


def test_the_list_says_what_waits_and_what_binds(sign_in: SignIn) -> None:
    office = make_office()
    signing = make_signing(office.program)
    make_published(office)
    page = _base(office, signing)
    client = sign_in(signing.signer)

    before = client.get(page).content.decode()
    make_accepted(office.agreement.versions.get(), signing)
    after = client.get(page).content.decode()

    assert "1 agreement waits for you" in before
    assert "You have accepted everything" in after
    assert "For Fabrikam GmbH, by Maria Vogel, on 1" in after


def test_reading_shows_what_changed_since_the_partner_accepted(sign_in: SignIn) -> None:
    office = make_office()
    signing = make_signing(office.program)
    make_accepted(make_published(office), signing)
    make_published(office, text=CODE_2)

    page = sign_in(signing.signer).get(f"{_base(office, signing)}partner-code/").content.decode()

    assert "What changed since you accepted version 1" in page
    assert re.search(r"<del>\s*50\s*</del>\s*<ins>\s*20\s*</ins>", page)
    assert "1 other clause is the same, word for word." in page
    assert page.index("What changed since") < page.index("All of version 2")


def test_the_box_starts_unticked_and_a_get_records_nothing(sign_in: SignIn) -> None:
    office = make_office()
    signing = make_signing(office.program)
    make_published(office)

    response = sign_in(signing.signer).get(f"{_base(office, signing)}partner-code/accept/")

    page = response.content.decode()
    assert response.status_code == 200
    assert "Accept the Partner Code, version 1" in page
    assert "checked" not in page
    assert _nothing_accepted()


def test_accepting_leads_to_the_receipt(sign_in: SignIn) -> None:
    office = make_office()
    signing = make_signing(office.program)
    make_published(office)
    client = sign_in(signing.signer)

    response = client.post(f"{_base(office, signing)}partner-code/accept/", _answers(signing))

    acceptance = Acceptance.objects.get()
    receipt = f"{_base(office, signing)}receipts/{acceptance.receipt}/"
    assert (response.status_code, response.headers["Location"]) == (303, receipt)
    private = dict(EventPrivate.objects.values_list("field", "value"))
    assert private["control_label"] == (
        "I have read it. I have the authority stated above. For Fabrikam GmbH I accept the "
        "Partner Code, version 1."
    )
    assert private["authority_statement"] == (
        "Can you bind Fabrikam GmbH? Yes, I am a director or officer"
    )
    assert (private["ip"], private["user_agent"]) == ("127.0.0.1", "Testbrowser/1.0")
    page = client.get(receipt).content.decode()
    assert "Done. You accepted version 1" in page
    assert "Fabrikam GmbH, DE" in page


def test_a_second_click_shows_the_first_receipt(sign_in: SignIn) -> None:
    office = make_office()
    signing = make_signing(office.program)
    make_published(office)
    page = f"{_base(office, signing)}partner-code/accept/"
    client, colleague = sign_in(signing.signer), sign_in(make_affiliate(signing.partner))

    first = client.post(page, _answers(signing))
    again = client.post(page, _answers(signing))
    by_colleague = colleague.post(page, _answers(signing, typed_name="Jonas Brandt"))

    assert first.headers["Location"] == again.headers["Location"]
    assert first.headers["Location"] == by_colleague.headers["Location"]
    assert Acceptance.objects.count() == 1
    shown = colleague.get(by_colleague.headers["Location"]).content.decode()
    assert "Version 1 was accepted by Maria Vogel" in shown


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"accept": ""}, "Tick the box if you accept, or choose “Not now”."),
        ({"authority": ""}, "Say whether you can bind Fabrikam GmbH."),
        ({"authority": "no"}, "Then you cannot accept, and that is fine."),
        ({"authority": "authorized"}, "Write the name of the director."),
        ({"typed_name": " "}, "Write your name."),
    ],
)
def test_what_is_missing_is_named_and_nothing_recorded(sign_in: SignIn, changed, sentence) -> None:
    office = make_office()
    signing = make_signing(office.program)
    make_published(office)

    response = sign_in(signing.signer).post(
        f"{_base(office, signing)}partner-code/accept/", _answers(signing, **changed)
    )

    page = response.content.decode()
    assert response.status_code == 422
    assert "<title>Error:" in page
    assert page.count(sentence) == 2
    assert "Nothing has been recorded" in page
    assert _nothing_accepted()


def test_a_form_without_its_company_records_nothing(sign_in: SignIn) -> None:
    office = make_office()
    signing = make_signing(office.program)
    make_published(office)

    response = sign_in(signing.signer).post(
        f"{_base(office, signing)}partner-code/accept/", _answers(signing, entities=[])
    )

    assert response.status_code == 422
    assert "Choose at least one company" in response.content.decode()
    assert _nothing_accepted()


def test_whose_way_in_is_not_known_accepts_nothing(sign_in: SignIn) -> None:
    office = make_office()
    signing = make_signing(office.program)
    make_published(office)

    response = sign_in(signing.signer, by=None).post(
        f"{_base(office, signing)}partner-code/accept/", _answers(signing)
    )

    assert response.status_code == 422
    assert "We cannot tell how you signed in" in response.content.decode()
    assert _nothing_accepted()


def test_a_version_replaced_meanwhile_is_not_silently_exchanged(sign_in: SignIn) -> None:
    office = make_office()
    signing = make_signing(office.program)
    make_published(office)
    make_published(office, text=CODE_2)

    response = sign_in(signing.signer).post(
        f"{_base(office, signing)}partner-code/accept/", _answers(signing)
    )

    assert response.status_code == 422
    assert "Version 1 was replaced by version 2." in response.content.decode()
    assert _nothing_accepted()


def test_a_post_without_its_version_is_refused(sign_in: SignIn) -> None:
    office = make_office()
    signing = make_signing(office.program)
    make_published(office)

    response = sign_in(signing.signer).post(
        f"{_base(office, signing)}partner-code/accept/", _answers(signing, version="")
    )

    assert response.status_code == 404
    assert _nothing_accepted()


def test_the_words_recorded_are_the_words_that_were_shown(sign_in: SignIn) -> None:
    office = make_office()
    signing = make_signing(office.program)
    make_published(office)
    register_entity(
        signing.partner.pk, name="Fabrikam AG", country="CH", actor=SYSTEM, at=clock.now()
    )

    sign_in(signing.signer).post(
        f"{_base(office, signing)}partner-code/accept/",
        _answers(signing, shown=[str(signing.entity.pk)]),
    )

    label = EventPrivate.objects.get(field="control_label").value
    assert label.endswith("For Fabrikam GmbH I accept the Partner Code, version 1.")


def test_one_of_several_companies_may_accept(sign_in: SignIn) -> None:
    office = make_office()
    signing = make_signing(office.program)
    register_entity(
        signing.partner.pk, name="Fabrikam AG", country="CH", actor=SYSTEM, at=clock.now()
    )
    make_published(office)
    client = sign_in(signing.signer, by=IdentifiedBy.LINK)
    page = f"{_base(office, signing)}partner-code/accept/"

    shown = client.get(page).content.decode()
    response = client.post(page, _answers(signing))

    assert "Which companies accept?" in shown
    assert "checked" not in shown
    acceptance = Acceptance.objects.get()
    assert (acceptance.entity, acceptance.identified_by) == (signing.entity, "link")
    assert "Fabrikam AG is still open" in client.get(response.headers["Location"]).content.decode()


def test_the_receipt_for_machines_holds_the_evidence(sign_in: SignIn) -> None:
    office = make_office()
    signing = make_signing(office.program)
    version = make_published(office)
    (acceptance,) = make_accepted(version, signing)

    response = sign_in(signing.signer).get(
        f"{_base(office, signing)}receipts/{acceptance.receipt}/json"
    )

    told = json.loads(response.content)
    assert response.headers["Content-Type"] == "application/json"
    assert (told["agreement"], told["version"]) == ("partner-code", 1)
    assert told["text_sha256"] == version.text_sha256
    at = (told["accepted_at"], told["accepted_at_local"])
    assert at == ("2026-09-01T12:00:00.000000Z", "2026-09-01T14:00:00+02:00")
    who = {"id": str(signing.signer.pk), "name": "Maria Vogel", "account": str(signing.signer)}
    assert told["signer"] == who
    assert [entity["name"] for entity in told["entities"]] == ["Fabrikam GmbH"]
    (leaf,) = (one["leaf_hash"] for one in told["events"])
    assert leaf == bytes(Event.objects.get(name="acceptance.given").leaf_hash).hex()


def test_the_text_handed_over_is_the_text_that_was_hashed(sign_in: SignIn) -> None:
    office = make_office()
    signing = make_signing(office.program)
    version = make_published(office)

    response = sign_in(signing.signer).get(f"{_base(office, signing)}partner-code/1/text")

    assert response.content == version.text.encode()
    assert response.headers["Content-Disposition"] == 'attachment; filename="partner-code-1.md"'


def test_others_see_nothing_and_colleagues_only_what_is_theirs(sign_in: SignIn) -> None:
    office = make_office()
    signing = make_signing(office.program)
    (acceptance,) = make_accepted(make_published(office), signing)
    base = _base(office, signing)
    pages = {
        "list": base,
        "read": f"{base}partner-code/",
        "accept": f"{base}partner-code/accept/",
        "receipt": f"{base}receipts/{acceptance.receipt}/",
        "json": f"{base}receipts/{acceptance.receipt}/json",
    }
    clients = {
        "compliance": sign_in(make_affiliate(signing.partner, role="compliance")),
        "employee": sign_in(make_affiliate(signing.partner, role="sales")),
        "competitor": sign_in(make_signing(office.program, name="Litware").signer),
        "officer": sign_in(office.author),
        "stranger": sign_in(make_person()),
    }

    seen = {
        who: [client.get(page).status_code for page in pages.values()]
        for who, client in clients.items()
    }

    assert seen == {
        "compliance": [200, 200, 403, 200, 200],
        "employee": [200, 200, 403, 403, 403],
        "competitor": [404] * 5,
        "officer": [404] * 5,
        "stranger": [404] * 5,
    }
    assert [Client().get(page).status_code for page in pages.values()] == [302] * 5


def test_another_partners_receipt_does_not_exist_here(sign_in: SignIn) -> None:
    office = make_office()
    signing = make_signing(office.program)
    (acceptance,) = make_accepted(make_published(office), signing)
    other = make_signing(office.program, name="Litware")

    client = sign_in(other.signer)

    page = f"{_base(office, other)}receipts/{acceptance.receipt}/"
    assert client.get(page).status_code == 404
    assert client.get(f"{_base(office, other)}receipts/nonsense/").status_code == 404


def test_a_name_that_was_erased_is_not_shown(sign_in: SignIn) -> None:
    office = make_office()
    signing = make_signing(office.program)
    (acceptance,) = make_accepted(make_published(office), signing)
    EventPrivate.objects.filter(field="typed_name").delete()

    page = sign_in(make_affiliate(signing.partner)).get(
        f"{_base(office, signing)}receipts/{acceptance.receipt}/"
    )

    assert "accepted by somebody whose name was erased" in page.content.decode()


def test_anybody_can_check_a_receipt_and_learns_no_names() -> None:
    office = make_office()
    signing = make_signing(office.program)
    version = make_published(office)
    (acceptance,) = make_accepted(version, signing)

    response = Client().get(f"/receipts/AC-{acceptance.receipt}/")

    page = response.content.decode()
    assert response.status_code == 200
    assert "This receipt is real" in page
    assert version.text_sha256 in page
    assert "Fabrikam" not in page
    assert "Maria" not in page
    assert str(signing.signer.email) not in page


@pytest.mark.parametrize(
    ("typed", "status", "title"),
    [
        ("", 422, "Type the number that stands on the receipt."),
        (with_check("5Q7R2MNE84X"), 404, "We never gave this number"),
        ("AC-5Q7R-2MNE-8401", 404, "There is a slip in the number"),
        ("<script>", 404, "There is a slip in the number"),
    ],
)
def test_a_slip_is_told_from_a_number_never_given(typed: str, status: int, title: str) -> None:
    response = Client().get("/receipts/", {"code": typed})

    assert response.status_code == status
    assert title in response.content.decode()
    assert '<script>"' not in response.content.decode()


def test_an_own_partner_without_companies_is_told_so(sign_in: SignIn) -> None:
    office = make_office()
    partner = make_partner(office.program, name="Litware")
    signer = make_affiliate(partner)
    make_published(office)

    page = sign_in(signer).get(f"/p/{office.program.code}/{partner.pk}/agreements/")
    make_entity(partner)

    assert page.status_code == 200
    assert "You have accepted everything" in page.content.decode()
