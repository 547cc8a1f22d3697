"""What a mail server's reply means, and when to try again.

"Handed over" says that a server took the message from us. It never says that a human got it:
that is proven by service (see ``services.serving``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

_OK = range(200, 400)
_TRANSIENT = range(400, 500)
_MAILBOX_FULL = 552
_ENHANCED = re.compile(r"\b5\.(?P<subject>\d{1,3})\.(?P<detail>\d{1,3})\b")
_MAILBOX_STATUS_FULL = ("2", "2")
_POLICY = "7"  # Enhanced status 5.7.x (RFC 3463): security or policy, so about us.

#: How long to wait after each try that may succeed later. After the last of them we give up.
WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
    timedelta(hours=24),
)


class Stage(StrEnum):
    """How far the talk with the mail server came."""

    CONNECT = "connect"  #: Reaching the server, its greeting, encryption, signing in.
    SENDER = "sender"  #: MAIL FROM.
    RECIPIENT = "recipient"  #: RCPT TO.
    CONTENT = "content"  #: DATA, before the message was on its way.
    SENT = "sent"  #: The whole message left; the server's answer to it.


class Fate(StrEnum):
    """What becomes of a message after a try."""

    HANDED_OVER = "handed-over"  #: The server took it.
    RETRY = "retry"  #: Not now; try again.
    REFUSED = "refused"  #: There is no such mailbox: hard evidence.
    GIVEN_UP = "given-up"  #: It is not taken, for a reason that is not the mailbox.
    UNCERTAIN = "uncertain"  #: It left, and no answer came. It is not sent again.


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The last answer of the server; no code where the line broke instead."""

    stage: Stage
    code: int | None = None
    text: str = ""


def decide_fate(reply: Reply) -> Fate:
    """Return what a reply means for the message.

    Only a refusal of the recipient that speaks about the mailbox is hard evidence. A full
    mailbox is tried again; so is a refusal of the sender or by policy (5.7.x), which is about us
    and can be put right. A refused content is given up. Once the message left without an answer
    it may have arrived, so it is not sent again: at most once.
    """
    if reply.code is None:
        return Fate.UNCERTAIN if reply.stage is Stage.SENT else Fate.RETRY
    if reply.code in _OK:
        return Fate.HANDED_OVER if reply.stage is Stage.SENT else Fate.RETRY
    if reply.code in _TRANSIENT or reply.stage in {Stage.CONNECT, Stage.SENDER}:
        return Fate.RETRY
    return _refusal_of_recipient(reply) if reply.stage is Stage.RECIPIENT else Fate.GIVEN_UP


def _refusal_of_recipient(reply: Reply) -> Fate:
    status = _ENHANCED.search(reply.text)
    full = reply.code == _MAILBOX_FULL or (status and status.groups() == _MAILBOX_STATUS_FULL)
    by_policy = status and status["subject"] == _POLICY
    return Fate.RETRY if full or by_policy else Fate.REFUSED


def next_try_at(*, tries: int, at: datetime) -> datetime | None:
    """Return when to try again after ``tries`` tries, or None where it is time to give up."""
    return at + WAITS[tries - 1] if tries <= len(WAITS) else None
