"""Officers write, check and publish the rules; whoever judges partners reads them."""

from __future__ import annotations

import re
from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from goodstanding.accounts.models import Person
from goodstanding.evidence.models import Event
from goodstanding.programs.models import PackState, PackVersion, Program
from tests.builders import make_officer, make_partner, make_program
from tests.builders_accounts import client_of
from tests.builders_programs import days_ahead, make_rules_draft, rules_text
from tests.builders_standing import make_agreement, make_rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def program() -> Program:
    program = make_program(code="contoso")
    make_agreement(program)
    return program


@pytest.fixture
def author(program: Program) -> Person:
    return make_officer(program, name="Jonas Brandt")


@pytest.fixture
def reader(program: Program) -> Client:
    return client_of(make_officer(program, name="Katrin Vogel"))


def _url(name: str, **parts: object) -> str:
    return reverse(name, kwargs={"program": "contoso", **parts})


def _words(page: bytes) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.decode()).split())


def test_the_list_says_what_is_in_force_and_what_is_being_written(
    program: Program, author: Person, reader: Client
) -> None:
    make_rules(program, drafter=author)
    make_rules_draft(program, author=author, text=rules_text(program, number=2))

    page = _words(reader.get(_url("vendor_rules")).content)

    assert "Version 1 of the rules is in force" in page
    assert "Jonas Brandt saved a draft" in page
    assert "Read the draft" in page


def test_a_version_says_in_words_what_it_asks(program: Program, reader: Client) -> None:
    make_rules(program)

    page = _words(reader.get(_url("vendor_rules_version", number=1)).content)

    for said in (
        "The partner code is accepted for every legal entity.",
        "Accept the code, for each legal entity. Due 30 days after assignment.",
        "From the due day: “Overdue”. 60 days after it: “Restricted”.",
        "Level: “Something needs you”. Lasts 30 days.",
        "A finding counts for 24 months from its event.",
        "When: 1 finding. Then: notice.",
        "30 days from service of the allegation.",
        "partner-code#assent",
    ):
        assert said in page


def test_the_download_is_the_text_whose_digest_is_shown(program: Program, reader: Client) -> None:
    version = make_rules(program)

    file = reader.get(_url("vendor_rules_source", number=1))

    assert sha256(file.content).hexdigest() == version.text_sha256
    assert file["Content-Disposition"] == 'attachment; filename="contoso-1.yaml"'


def test_the_editor_starts_from_the_version_in_force(program: Program, reader: Client) -> None:
    make_rules(program)

    page = reader.get(_url("vendor_rules_write")).content.decode()

    assert "version: 2\n" in page
    assert f"effective: {days_ahead(30)}" in page
    assert "It starts as version 1, with its number and its day moved on." in page


def test_the_editor_goes_on_from_the_draft_that_is_saved(
    program: Program, author: Person, reader: Client
) -> None:
    make_rules_draft(program, author=author)

    page = reader.get(_url("vendor_rules_write")).content.decode()

    assert "It goes on from the draft that is saved." in page
    assert "version: 1\n" in page


def test_a_check_names_every_problem_at_its_line_and_keeps_the_text(
    program: Program, author: Person
) -> None:
    text = (
        rules_text(program).replace("zone: UTC", "zone: Atlantis").replace("24 months", "24 moons")
    )

    answer = client_of(author).post(_url("vendor_rules_write"), {"text": text, "check": "yes"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "2 places have to be put right" in _words(answer.content)
    for word in ("zone: Atlantis", "24 moons"):
        line = next(n for n, said in enumerate(text.splitlines(), 1) if word in said)
        assert f'href="#line-{line}"' in page
        assert f'id="line-{line}"' in page
        assert page.count(word) >= 2  # as typed, and with its number
    assert not PackVersion.objects.exists()


def test_a_check_that_finds_nothing_records_nothing(program: Program, author: Person) -> None:
    answer = client_of(author).post(
        _url("vendor_rules_write"), {"text": rules_text(program), "check": "yes"}
    )

    assert answer.status_code == 200
    assert "Nothing is wrong with the text" in _words(answer.content)
    assert not PackVersion.objects.exists()


def test_saving_leads_to_the_draft_and_what_it_would_change(
    program: Program, author: Person
) -> None:
    make_rules(program, text=rules_text(program, effective=days_ahead(1)))
    text = rules_text(program, number=2).replace("24 months", "12 months")
    client = client_of(author)

    answer = client.post(
        _url("vendor_rules_write"), {"text": text.replace("\n", "\r\n"), "save": "yes"}
    )

    assert (answer.status_code, answer["Location"]) == (303, _url("vendor_rules_draft"))
    draft = PackVersion.objects.get(state=PackState.DRAFT)
    assert (draft.text, draft.drafted_by) == (text, author)
    page = client.get(_url("vendor_rules_draft")).content.decode()
    assert "<del>24</del>" in page
    assert "<ins>12</ins>" in page
    assert "another officer approves it" in _words(page.encode())


def test_a_file_replaces_the_text(program: Program, author: Person) -> None:
    file = SimpleUploadedFile("rules.yaml", b"\xef\xbb\xbf" + rules_text(program).encode())

    answer = client_of(author).post(
        _url("vendor_rules_write"), {"text": "", "file": file, "save": "yes"}
    )

    assert answer.status_code == 303
    assert PackVersion.objects.get().text == rules_text(program)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"\xff\xfe", "not text in UTF-8"), (b"a" * 300_000, "larger than 256 KiB")],
)
def test_a_file_that_is_no_rule_book_is_refused(
    author: Person, content: bytes, sentence: str
) -> None:
    answer = client_of(author).post(
        _url("vendor_rules_write"), {"file": SimpleUploadedFile("x.yaml", content), "save": "yes"}
    )

    assert answer.status_code == 422
    assert sentence in _words(answer.content)
    assert not PackVersion.objects.exists()


def test_a_draft_somebody_changed_meanwhile_is_not_overwritten(
    program: Program, author: Person, reader: Client
) -> None:
    first = make_rules_draft(program, author=author)
    theirs = make_rules_draft_again(program, author, first)
    mine = rules_text(program).replace("24 months", "36 months")

    answer = reader.post(
        _url("vendor_rules_write"),
        {"text": mine, "replaces": first.text_sha256, "save": "yes"},
    )
    knowingly = reader.post(
        _url("vendor_rules_write"),
        {"text": mine, "replaces": theirs.text_sha256, "save": "yes"},
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "<del>12</del>" in page
    assert "<ins>36</ins>" in page
    assert f'value="{theirs.text_sha256}"' in page
    assert knowingly.status_code == 303
    assert PackVersion.objects.get().text == mine


def make_rules_draft_again(program: Program, author: Person, first: PackVersion) -> PackVersion:
    """Return the draft as its author saved it a second time."""
    client_of(author).post(
        _url("vendor_rules_write"),
        {
            "text": first.text.replace("24 months", "12 months"),
            "replaces": first.text_sha256,
            "save": "yes",
        },
    )
    return PackVersion.objects.get(program=program)


def test_a_second_officer_approves_after_a_look_at_the_answers_and_any_publishes(
    program: Program, author: Person, reader: Client
) -> None:
    make_partner(program)
    draft = make_rules_draft(program, author=author)
    said = {"read": draft.text_sha256, "agreed": "on"}

    asked = _words(reader.get(_url("vendor_rules_approve")).content)
    reader.post(_url("vendor_rules_approve"), {**said, "untried_because": "A typo."})
    answer = client_of(author).post(_url("vendor_rules_publish"), said)

    assert "1 take part today" in asked
    assert answer["Location"] == _url("vendor_rules_published", number=1)
    draft.refresh_from_db()
    assert (draft.state, str(draft.approved_by)) == (PackState.PUBLISHED, "Katrin Vogel")
    assert "Version 1 is published" in _words(reader.get(answer["Location"]).content)


def test_a_second_click_shows_the_first_publication(
    program: Program, author: Person, reader: Client
) -> None:
    draft = make_rules_draft(program, author=author)
    said = {"read": draft.text_sha256, "agreed": "on"}
    reader.post(_url("vendor_rules_approve"), said)

    reader.post(_url("vendor_rules_publish"), said)
    again = reader.post(_url("vendor_rules_publish"), said)
    elsewhere = reader.get(_url("vendor_rules_publish"))

    assert again["Location"] == _url("vendor_rules_published", number=1)
    assert elsewhere["Location"] == _url("vendor_rules")
    assert Event.objects.filter(name="pack.published").count() == 1


def test_what_changed_after_it_was_read_is_not_published(
    program: Program, author: Person, reader: Client
) -> None:
    first = make_rules_draft(program, author=author)
    make_rules_draft_again(program, author, first)

    answer = reader.post(_url("vendor_rules_publish"), {"read": first.text_sha256, "agreed": "on"})

    assert answer.status_code == 409
    assert "Nothing was published" in _words(answer.content)
    assert PackVersion.objects.get().state == PackState.DRAFT


def test_without_the_tick_nothing_is_published(
    program: Program, author: Person, reader: Client
) -> None:
    draft = make_rules_draft(program, author=author)

    answer = reader.post(_url("vendor_rules_publish"), {"read": draft.text_sha256})

    assert answer.status_code == 422
    assert PackVersion.objects.get().state == PackState.DRAFT


def test_whoever_wrote_it_cannot_open_the_page_that_approves(
    program: Program, author: Person
) -> None:
    make_rules_draft(program, author=author)

    answer = client_of(author).get(_url("vendor_rules_approve"))

    assert answer.status_code == 403
    assert "Ask another officer" in _words(answer.content)


def test_a_draft_whose_agreement_is_unknown_says_so_and_cannot_be_published(
    program: Program, author: Person, reader: Client
) -> None:
    text = rules_text(program).replace("agreement: code", "agreement: charter")
    draft = make_rules_draft(program, author=author, text=text)

    shown = _words(reader.get(_url("vendor_rules_publish")).content)
    answer = reader.post(_url("vendor_rules_publish"), {"read": draft.text_sha256, "agreed": "on"})

    assert "It cannot be published as it is" in shown
    assert answer.status_code == 422
    assert PackVersion.objects.get().state == PackState.DRAFT


def test_without_a_draft_there_is_no_page_of_it(reader: Client) -> None:
    assert reader.get(_url("vendor_rules_draft")).status_code == 404
    assert "No rules are in force yet" in _words(reader.get(_url("vendor_rules")).content)


def test_the_draft_says_who_has_more_to_do(
    program: Program, author: Person, reader: Client
) -> None:
    make_rules(program, text=rules_text(program))
    text = rules_text(program, number=2).replace("due: 30 days", "due: 90 days")
    make_rules_draft(program, author=author, text=text)

    page = _words(reader.get(_url("vendor_rules_draft")).content)

    assert "Who has more to do, and who less" in page
    assert "Less is asked : The partner code is accepted for every legal entity." in page
