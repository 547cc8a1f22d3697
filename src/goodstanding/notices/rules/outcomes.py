"""What is proven of a notice and a person."""

from __future__ import annotations

from enum import StrEnum


class ServedBy(StrEnum):
    """What proves that a notice reached a human. Opening a page or a link never does."""

    INBOX = "inbox"  #: They pressed "I have read this", signed in.
    ACT = "act"  #: They did, signed in, what the notice asks for.
    BY_HAND = "by-hand"  #: An officer had it handed to them, and says what shows that.


class FailedBy(StrEnum):
    """What proves that a letter can never arrive."""

    MAILBOX_REFUSED = "mailbox-refused"  #: The recipient's server said there is no such mailbox.
