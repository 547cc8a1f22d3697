"""The local mailbox: only in a demonstration, and only to look."""

from __future__ import annotations

import mailbox
from pathlib import Path

import pytest
from django.urls import reverse

from goodstanding.notices import maildir
from goodstanding.notices.letters import compose
from tests.notices.test_letters import _envelope, _letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    settings.GOODSTANDING_DEMONSTRATION = True
    place: Path = tmp_path / "mailbox"
    settings.GOODSTANDING_MAILBOX_DIR = place
    return place


def _store(folder: Path, content: bytes) -> str:
    return mailbox.Maildir(folder).add(b"X-Envelope-To: maria@fabrikam.example\r\n" + content)


def _text(response) -> str:
    return " ".join(response.content.decode().split())


def test_every_letter_is_listed_the_newest_first(client, folder) -> None:
    _store(folder, compose(_letter(subject_line="The first"), _envelope()))
    _store(folder, compose(_letter(subject_line="The second"), _envelope()))

    page = _text(client.get("/mailbox/"))

    assert page.index("The second") < page.index("The first")
    assert "maria@fabrikam.example" in page


def test_a_letter_is_shown_as_text_and_as_a_page_that_can_do_nothing(client, folder) -> None:
    key = _store(folder, compose(_letter(), _envelope()))

    text = client.get(reverse("mailbox_letter", args=[key]))
    page = client.get(reverse("mailbox_letter_page", args=[key]))

    assert "There is nothing you have to do." in _text(text)
    assert "<h1" in page.content.decode()
    assert page["Content-Security-Policy"].endswith("sandbox")
    assert "script" not in page["Content-Security-Policy"]


def test_a_letter_of_plain_text_has_no_page(client, folder) -> None:
    key = _store(folder, b"Subject: Your link\r\n\r\nhttps://x.example/sign-in/link/abc/\r\n")

    text = _text(client.get(reverse("mailbox_letter", args=[key])))

    assert 'href="https://x.example/sign-in/link/abc/"' in text
    assert "See it as a mail program shows it" not in text
    assert client.get(reverse("mailbox_letter_page", args=[key])).status_code == 404


def test_what_a_letter_says_is_words_on_our_page(client, folder) -> None:
    key = _store(folder, b"Subject: <script>alert(1)</script>\r\n\r\n<script>alert(1)</script>\r\n")

    text = _text(client.get(reverse("mailbox_letter", args=[key])))

    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


@pytest.mark.parametrize("key", ["nothing", "..", "%2e%2e%2fnew"])
def test_a_letter_that_is_not_there_is_not_found(client, folder, key) -> None:
    _store(folder, compose(_letter(), _envelope()))

    assert client.get(f"/mailbox/{key}/").status_code in {301, 404}
    assert client.get(f"/mailbox/{key}/page/").status_code in {301, 404}


def test_no_letters_yet_is_said(client, folder) -> None:
    assert "No letters yet" in _text(client.get("/mailbox/"))
    assert maildir.keys() == []
    assert maildir.listed(["gone"]) == []
    assert maildir.was_stored("<1@contoso.example>") is False


def test_a_letter_that_went_meanwhile_is_left_out(folder) -> None:
    key = _store(folder, compose(_letter(), _envelope()))
    mailbox.Maildir(folder).remove(key)

    assert maildir.listed([key]) == []


def test_a_message_id_is_found(folder) -> None:
    _store(folder, compose(_letter(), _envelope(message_id="<42@contoso.example>")))

    assert maildir.was_stored("<42@contoso.example>") is True
    assert maildir.was_stored("<43@contoso.example>") is False


def test_elsewhere_there_is_no_such_page(client, folder, settings) -> None:
    key = _store(folder, compose(_letter(), _envelope()))
    settings.GOODSTANDING_DEMONSTRATION = False

    for address in ("/mailbox/", f"/mailbox/{key}/", f"/mailbox/{key}/page/"):
        assert client.get(address).status_code == 404


def test_with_a_real_mail_server_nobody_looks_into_a_folder(settings) -> None:
    settings.GOODSTANDING_MAILBOX_DIR = None

    assert maildir.keys() == []
    assert maildir.was_stored("<1@contoso.example>") is None
