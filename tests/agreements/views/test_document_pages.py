"""Documents on the pages: a partner sends, an officer looks, and who sees none of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from goodstanding.accounts.models import Role
from goodstanding.agreements.models import Document
from goodstanding.values import clock
from tests.agreements.conftest import SignIn
from tests.builders import make_location, make_officer
from tests.builders_agreements import (
    Office,
    Signing,
    make_attesting,
    make_office,
    make_published,
    make_signing,
)
from tests.builders_documents import PDF, SHOW, make_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    made = make_office()
    make_published(made)
    make_attesting(made, duties=SHOW)
    return made


@pytest.fixture
def signing(office: Office) -> Signing:
    made = make_signing(office.program)
    make_location(made.entity)
    return made


def _base(office: Office, signing: Signing) -> str:
    return f"/p/{office.program.code}/{signing.partner.pk}/documents/"


def _vendor(office: Office, document: Document) -> str:
    return f"/v/{office.program.code}/documents/{document.pk}/"


def _said(signing: Signing, content: bytes = PDF, **changed: object) -> dict[str, object]:
    return {
        "unit": str(signing.entity.pk),
        "file": SimpleUploadedFile("policy.pdf", content),
        "until_on": (clock.now() + timedelta(days=90)).date().isoformat(),
        **changed,
    }


def test_a_contact_sends_and_an_officer_accepts(office, signing, sign_in: SignIn) -> None:
    partner, officer = sign_in(signing.signer), sign_in(office.approver)

    asked = partner.get(f"{_base(office, signing)}insured/").content.decode()
    sent = partner.post(f"{_base(office, signing)}insured/", _said(signing), follow=True)
    document = Document.objects.get()
    home = officer.get(f"/v/{office.program.code}/").content.decode()
    page = officer.get(_vendor(office, document)).content.decode()
    kept = officer.get(f"{_vendor(office, document)}file")
    officer.post(
        _vendor(office, document), {"verdict": "accept", "until_on": str(document.until_on)}
    )
    listed = partner.get(_base(office, signing)).content.decode()

    assert "Each legal entity shows that it is insured." in asked
    assert "We have your document." in sent.content.decode()
    assert "Document: insurance" in home
    assert document.content_sha256 in page
    assert kept.content == PDF
    assert kept["Content-Disposition"] == 'attachment; filename="policy.pdf"'
    assert "Accepted, holds until the end of" in listed


def test_a_declined_document_says_what_is_missing_and_can_be_taken_back(
    office, signing, sign_in
) -> None:
    document = make_document(signing, program=office.program)
    officer = sign_in(office.approver)
    page = _vendor(office, document)

    empty = officer.post(page, {"verdict": "decline"})
    officer.post(page, {"verdict": "decline", "reason": "Another name stands on it."})
    listed = sign_in(signing.signer).get(_base(office, signing)).content.decode()
    declined = officer.get(page).content.decode()
    officer.post(page, {"reason": "It is the right name."})
    again = officer.get(page).content.decode()

    assert "Say what is missing" in empty.content.decode()
    assert "We need another one: Another name stands on it." in listed
    assert "This document was declined" in declined
    assert "Does this document show what the rule asks?" in again


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"unit": ""}, "Choose for whom it is."),
        ({"file": ""}, "Choose the file."),
        ({"file": SimpleUploadedFile("a.pdf", b"hello")}, "no PDF, PNG or JPEG"),
        ({"until_on": "2020-01-01"}, "The document is over already."),
        ({"until_on": "soon"}, "Write a day such as 2027-02-01."),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(
    office, signing, sign_in, changed, sentence
) -> None:
    response = sign_in(signing.signer).post(
        f"{_base(office, signing)}insured/", _said(signing, **changed)
    )

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Document.objects.exists()


def test_another_partner_and_another_program_find_nothing(office, signing, sign_in) -> None:
    document = make_document(signing, program=office.program)
    other = make_signing(office.program, name="Adatum")
    elsewhere = make_office(code="other-code")

    mine = sign_in(other.signer).get(f"{_base(office, other)}{document.pk}/file")
    theirs = sign_in(elsewhere.approver).get(_vendor(elsewhere, document))

    assert (mine.status_code, theirs.status_code) == (404, 404)
    assert sign_in(signing.signer).get(f"{_base(office, signing)}tea/").status_code == 404


def test_an_auditor_reads_and_says_nothing(office, signing, sign_in) -> None:
    document = make_document(signing, program=office.program)
    client = sign_in(make_officer(office.program, role=Role.AUDITOR))

    page = client.get(_vendor(office, document)).content.decode()
    posted = client.post(_vendor(office, document), {"verdict": "accept"})

    assert "Record it" not in page
    assert posted.status_code == 422


def test_the_home_leads_to_the_pages_where_it_is_done(office, signing, sign_in) -> None:
    home = (
        sign_in(signing.signer)
        .get(f"/p/{office.program.code}/{signing.partner.pk}/")
        .content.decode()
    )

    assert f"{_base(office, signing)}insured/" in home
