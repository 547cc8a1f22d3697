"""The vendor's side: writing, previewing, publishing, and who may."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from goodstanding.accounts.models import Role
from goodstanding.agreements.models import Agreement, AgreementDraft, AgreementVersion
from tests.agreements.conftest import SignIn
from tests.builders import make_officer, make_program
from tests.builders_agreements import (
    CODE_2,
    Office,
    make_draft,
    make_office,
    make_published,
    make_signing,
)

pytestmark = pytest.mark.django_db


def _base(office: Office) -> str:
    return f"/v/{office.program.code}/agreements/"


def _written(**changed: object) -> dict[str, object]:
    return {
        "text": CODE_2,
        "material": "yes",
        "reason": "A new duty.",
        "summary": "You must do more.",
        **changed,
    }


def test_an_officer_adds_an_agreement_and_goes_on_to_its_text(sign_in: SignIn) -> None:
    office = make_office()
    client = sign_in(office.author)

    response = client.post(
        f"{_base(office)}new/", {"title": "Badge terms", "code": "badge-terms", "notice_days": "30"}
    )

    made = Agreement.objects.get(code="badge-terms")
    assert response.headers["Location"] == f"{_base(office)}badge-terms/draft/"
    assert (made.title, made.notice_days) == ("Badge terms", 30)


def test_a_code_in_use_is_refused_at_the_form(sign_in: SignIn) -> None:
    office = make_office()

    response = sign_in(office.author).post(
        f"{_base(office)}new/", {"title": "Again", "code": "partner-code", "notice_days": "15"}
    )

    assert response.status_code == 422
    assert "There is an agreement partner-code already" in response.content.decode()
    assert Agreement.objects.count() == 1


def test_a_draft_somebody_changed_meanwhile_is_linked_compared_and_not_overwritten(
    sign_in: SignIn,
) -> None:
    office = make_office()
    make_draft(office, text="# Code {#code}\n\nTheirs.\n")
    client, page = sign_in(office.author), f"{_base(office)}partner-code/draft/"
    mine = _written(text="# Code {#code}\n\nMine.\n", replaces_revision="0")

    response = client.post(page, mine)
    kept = AgreementDraft.objects.get()
    form = response.context["form"]
    again = client.post(page, {**mine, "replaces_revision": form["replaces_revision"].value()})

    shown = response.content.decode()
    assert response.status_code == 409
    assert f'<a href="{page}preview/">Open the draft as it is saved</a>' in shown
    assert "<del>Theirs</del>" in shown or "<del>Theirs.</del>" in shown
    assert (form["text"].value(), form["reason"].value()) == (mine["text"], "A new duty.")
    assert (kept.revision, kept.text) == (1, "# Code {#code}\n\nTheirs.\n")
    assert again.status_code == 303
    assert AgreementDraft.objects.get().text == mine["text"]


def test_writing_leads_to_a_preview_with_redline_and_counts(sign_in: SignIn) -> None:
    office = make_office()
    make_published(office)
    make_signing(office.program)
    client = sign_in(office.author)

    response = client.post(f"{_base(office)}partner-code/draft/", _written())

    page = client.get(response.headers["Location"]).content.decode()
    assert AgreementDraft.objects.get(version=None).drafted_by == office.author
    assert "Partner Code, version 2, not published" in page
    assert "Companies that must accept" in page
    assert "“Remediation” is new." in page
    assert "“Gifts” has other numbers: 20." in page
    assert "another officer publishes it" in page
    assert "Publish or return it" not in page


def test_a_file_replaces_the_text(sign_in: SignIn) -> None:
    office = make_office()
    upload = SimpleUploadedFile("code.md", b"\xef\xbb\xbf# Records\r\n\r\nKeep them.")

    sign_in(office.author).post(
        f"{_base(office)}partner-code/draft/", _written(file=upload, text="ignored")
    )

    assert AgreementDraft.objects.get().text == "# Records\n\nKeep them."


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"text": " "}, "The text is empty."),
        ({"text": "# A {#A}"}, "Line 1: “A” cannot be the code of a clause."),
        ({"file": SimpleUploadedFile("a.md", b"\xff\xfe")}, "Line 1: This is not UTF-8."),
        ({"file": SimpleUploadedFile("a.md", b"x" * 900_000)}, "200,000 is the most"),
        ({"material": ""}, "Say whether the change is material."),
        ({"effective_on": "soon"}, "Write a day such as 2027-02-01."),
    ],
)
def test_what_is_wrong_with_a_text_is_shown_and_nothing_saved(sign_in, changed, sentence) -> None:
    office = make_office()

    response = sign_in(office.author).post(
        f"{_base(office)}partner-code/draft/", _written(**changed)
    )

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not AgreementDraft.objects.exists()


def test_the_second_officer_publishes_what_they_read(sign_in: SignIn) -> None:
    office = make_office()
    make_draft(office)
    client = sign_in(office.approver)
    page = f"{_base(office)}partner-code/draft/approve/"
    decision = {"revision": "1", "decision": "publish", "read": "on"}

    shown = client.get(page).content.decode()
    nothing = AgreementVersion.objects.exists()
    response = client.post(page, decision)
    again = client.post(page, decision)

    assert "Publish the Partner Code, version 1?" in shown
    assert nothing is False
    assert response.headers["Location"] == f"{_base(office)}partner-code/"
    assert again.headers["Location"] == f"{_base(office)}partner-code/"
    assert AgreementVersion.objects.get().approved_by == office.approver
    assert "Version 1" in client.get(f"{_base(office)}partner-code/").content.decode()


@pytest.mark.parametrize(
    ("decision", "sentence"),
    [
        ({"revision": "1", "decision": "publish"}, "Tick the box if you have read it."),
        ({"revision": "1", "decision": "return"}, "Say what has to change"),
        ({"revision": "1"}, "Choose whether to publish or to return it."),
        (
            {"revision": "7", "decision": "publish", "read": "on"},
            "The draft was changed after you opened it.",
        ),
    ],
)
def test_a_decision_that_lacks_something_publishes_nothing(sign_in, decision, sentence) -> None:
    office = make_office()
    draft = make_draft(office)

    response = sign_in(office.approver).post(
        f"{_base(office)}partner-code/draft/approve/", decision
    )

    draft.refresh_from_db()
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not AgreementVersion.objects.exists()
    assert draft.returned_at is None


def test_a_returned_draft_tells_its_author_why(sign_in: SignIn) -> None:
    office = make_office()
    make_draft(office)

    sign_in(office.approver).post(
        f"{_base(office)}partner-code/draft/approve/",
        {"revision": "1", "decision": "return", "reason": "Say which days."},
    )

    page = sign_in(office.author).get(f"{_base(office)}partner-code/draft/").content.decode()
    assert "Katrin Vogel returned it: Say which days." in page
    assert not AgreementVersion.objects.exists()


def test_the_author_cannot_open_the_approval(sign_in: SignIn) -> None:
    office = make_office()
    make_draft(office)
    client = sign_in(office.author)
    page = f"{_base(office)}partner-code/draft/approve/"

    shown = client.get(page)
    sent = client.post(page, {"revision": "1", "decision": "publish", "read": "on"})

    assert (shown.status_code, sent.status_code) == (403, 403)
    assert not AgreementVersion.objects.exists()


def test_readers_read_and_strangers_see_nothing(sign_in: SignIn) -> None:
    office = make_office()
    make_published(office)
    make_draft(office, text=CODE_2)
    base = _base(office)
    pages = [base, f"{base}partner-code/", f"{base}partner-code/1/"]
    pages += [f"{base}partner-code/draft/{page}" for page in ("preview/", "", "approve/")]
    clients = {
        "officer": sign_in(office.approver),
        "auditor": sign_in(make_officer(office.program, role=Role.AUDITOR)),
        "elsewhere": sign_in(make_officer(make_program())),
        "partner": sign_in(make_signing(office.program).signer),
    }

    seen = {who: [c.get(page).status_code for page in pages] for who, c in clients.items()}

    assert seen == {
        "officer": [200] * 6,
        "auditor": [200, 200, 200, 200, 403, 403],
        "elsewhere": [404] * 6,
        "partner": [404] * 6,
    }


def test_an_agreement_of_another_program_does_not_exist_here(sign_in: SignIn) -> None:
    office = make_office()
    other = make_program()

    client = sign_in(make_officer(other))

    page = f"/v/{other.code}/agreements/{office.agreement.code}/"
    assert client.get(page).status_code == 404
    assert client.get(f"{page}draft/").status_code == 404
