from __future__ import annotations

import mailbox
import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from goodstanding.runtime.mailbox import Letter, LocalMailbox, letters


@pytest.fixture
def local(tmp_path: Path) -> Iterator[LocalMailbox]:
    made = LocalMailbox(tmp_path / "mailbox")
    made.start()
    yield made
    made.stop()


def make_message() -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "Your authorization ends on 1 March — Größe"
    message["From"] = "partners@contoso.example"
    message["To"] = "maria@fabrikam.example"
    message.set_content("Grüße")
    return message


def test_mail_is_kept_with_everyone_it_was_for(tmp_path: Path, local: LocalMailbox) -> None:
    message = make_message()

    with smtplib.SMTP("127.0.0.1", local.port) as post:
        post.send_message(message, to_addrs=["maria@fabrikam.example", "hidden@litware.example"])

    (kept,) = mailbox.Maildir(tmp_path / "mailbox")
    assert kept["X-Envelope-From"] == "partners@contoso.example"
    assert kept["X-Envelope-To"] == "maria@fabrikam.example, hidden@litware.example"
    assert kept["Subject"] == message["Subject"].encode() or "=?utf-8?" in str(kept["Subject"])
    assert kept.get_payload(decode=True) == "Grüße\n".encode()


def test_a_mailbox_that_cannot_be_written_asks_the_sender_to_try_later(
    tmp_path: Path, local: LocalMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(mailbox.Maildir, "add", refuse)

    with smtplib.SMTP("127.0.0.1", local.port) as post, pytest.raises(smtplib.SMTPDataError) as no:
        post.send_message(make_message())

    assert no.value.smtp_code == 452
    assert list((tmp_path / "mailbox" / "new").iterdir()) == []


def test_letters_are_read_back_for_the_one_they_were_sent_to(
    tmp_path: Path, local: LocalMailbox
) -> None:
    with smtplib.SMTP("127.0.0.1", local.port) as post:
        post.send_message(make_message())
        post.send_message(make_message(), to_addrs=["hidden@litware.example"])

    everybodys = list(letters(tmp_path / "mailbox"))
    marias = list(letters(tmp_path / "mailbox", to="Maria@fabrikam.example"))

    assert [letter.to for letter in everybodys] == [
        "maria@fabrikam.example",
        "hidden@litware.example",
    ]
    assert marias == [
        Letter(
            to="maria@fabrikam.example",
            subject="Your authorization ends on 1 March — Größe",
            text="Grüße",
        )
    ]
