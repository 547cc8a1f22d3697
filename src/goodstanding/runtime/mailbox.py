"""A mail server for installations without one: it delivers to a folder, never to a person."""

from __future__ import annotations

import mailbox
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

_HOST = "127.0.0.1"
_MESSAGE_BYTES_MAX = 50 * 1024 * 1024


class _Deliver:
    """Stores each message as it came, with the addresses of its envelope on top."""

    def __init__(self, folder: mailbox.Maildir) -> None:
        self._folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802 -- the name and arguments aiosmtpd calls.
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        recipients = ", ".join(envelope.rcpt_tos)
        top = f"X-Envelope-From: {envelope.mail_from}\r\nX-Envelope-To: {recipients}\r\n"
        try:
            self._folder.add(top.encode() + raw)
        except OSError:
            return "452 The local mailbox cannot be written: free some disk space"
        return "250 Stored in the local mailbox"


class LocalMailbox:
    """Accepts mail on a loopback port of its own and keeps it in a maildir."""

    def __init__(self, folder: Path) -> None:
        self._controller = Controller(
            _Deliver(mailbox.Maildir(folder)),
            hostname=_HOST,
            port=_free_port(),
            data_size_limit=_MESSAGE_BYTES_MAX,
            enable_SMTPUTF8=True,
        )

    @property
    def port(self) -> int:
        """Where it listens, on 127.0.0.1."""
        return int(self._controller.port)

    def start(self) -> None:
        """Return once mail is accepted."""
        self._controller.start()

    def stop(self) -> None:
        """Accept no more mail."""
        self._controller.stop(no_assert=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter the local mailbox keeps: whom it was for, and what it says."""

    to: str
    subject: str
    text: str


def letters(folder: Path, *, to: str = "") -> Iterator[Letter]:
    """Yield the letters of a local mailbox, the oldest first; of one recipient only, if named."""
    arrived = (file for part in ("new", "cur") for file in (folder / part).glob("*"))
    for file in sorted(arrived, key=lambda each: (each.stat().st_mtime_ns, each.name)):
        message = message_from_bytes(file.read_bytes(), policy=default)
        assert isinstance(message, EmailMessage)  # The policy makes it.
        recipients = str(message["X-Envelope-To"] or "")
        if to.lower() in recipients.lower():
            body = message.get_body(("plain", "html"))
            yield Letter(
                to=recipients,
                subject=str(message["Subject"] or ""),
                text="" if body is None else str(body.get_content()).strip(),
            )
