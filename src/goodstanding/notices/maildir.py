"""The local mailbox of an installation without a mail server: letters that went to a folder."""

from __future__ import annotations

import mailbox
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser
from email.policy import default
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """One letter as a mail program would list it."""

    key: str
    subject: str
    sender: str
    to: str
    date: str


def folder() -> Path | None:
    """Return where the local mail server stores what it takes; None with a real one."""
    chosen = settings.GOODSTANDING_MAILBOX_DIR
    return Path(chosen) if chosen is not None else None


def _opened() -> mailbox.Maildir | None:
    place = folder()
    if place is None or not (place / "new").is_dir():
        return None
    return mailbox.Maildir(place, create=False)


def keys() -> list[str]:
    """Return the keys of every stored letter, the newest first."""
    stored = _opened()
    return [] if stored is None else sorted(stored.keys(), key=_arrival, reverse=True)


def _arrival(key: str) -> tuple[float, str]:
    """Order keys by the instant they start with: seconds, then microseconds."""
    seconds, _, rest = key.partition(".")
    micro = rest[1:].partition("P")[0] if rest.startswith("M") else ""
    return (
        float(f"{seconds}.{micro:0>6}") if seconds.isdecimal() and micro.isdecimal() else 0.0,
        key,
    )


def listed(chosen: list[str]) -> list[Stored]:
    """Return what a list shows of some letters; one that is gone by now is left out."""
    stored = _opened()
    if stored is None:
        return []
    parser = BytesHeaderParser(policy=default)
    found = []
    for key in chosen:
        try:
            headers = parser.parsebytes(stored.get_bytes(key))
        except (KeyError, OSError):
            continue
        found.append(
            Stored(
                key=key,
                subject=str(headers.get("Subject", "")),
                sender=str(headers.get("From", "")),
                to=str(headers.get("X-Envelope-To") or headers.get("To", "")),
                date=str(headers.get("Date", "")),
            )
        )
    return found


def letter(key: str) -> EmailMessage | None:
    """Return one stored letter, parsed; None where there is no such one."""
    stored = _opened()
    if stored is None or key not in stored:
        return None
    message = BytesParser(policy=default).parsebytes(stored.get_bytes(key))
    assert isinstance(message, EmailMessage)
    return message


def part_of(message: EmailMessage, subtype: str) -> str:
    """Return the text of the first part of a kind, ``plain`` or ``html``; empty without one."""
    body = message.get_body(preferencelist=(subtype,))
    return str(body.get_content()) if isinstance(body, EmailMessage) else ""


def _message_ids() -> Iterator[str]:
    stored = _opened()
    if stored is None:
        return
    parser = BytesHeaderParser(policy=default)
    for key in stored.keys():  # noqa: SIM118 -- a Maildir iterates over messages, not keys.
        yield str(parser.parsebytes(stored.get_bytes(key)).get("Message-ID", "")).strip()


def was_stored(message_id: str) -> bool | None:
    """Return whether the local mail server took a letter; None where a real one is in use."""
    if folder() is None:
        return None
    return any(found == message_id for found in _message_ids())
