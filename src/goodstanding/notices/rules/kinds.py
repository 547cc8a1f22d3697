"""The six kinds of notice, and what follows from a kind and from nothing else."""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never


class NoticeKind(StrEnum):
    """What a notice is. It is chosen once and never changes after sending."""

    REMINDER = "reminder"  #: Something to know. There is nothing to do.
    CALL_TO_ACTION = "call-to-action"  #: Something to do, asked of many.
    REQUEST_FOR_INFORMATION = "request-for-information"  #: We do not know something, and ask.
    ALLEGATION = "allegation"  #: Somebody says that a rule was broken; nothing is decided.
    DECISION = "decision"  #: It was decided that a rule was broken.
    RECEIPT = "receipt"  #: We received, did or undid something. There is nothing to do.


class Accusation(StrEnum):
    """The answer to "Are we in trouble?"."""

    NO = "no"
    NOT_DECIDED = "not-decided"
    YES = "yes"


def accusation_of(kind: NoticeKind) -> Accusation:
    """Return whether a notice accuses. It follows from the kind; no author types it."""
    match kind:
        case NoticeKind.ALLEGATION:
            return Accusation.NOT_DECIDED
        case NoticeKind.DECISION:
            return Accusation.YES
        case (
            NoticeKind.REMINDER
            | NoticeKind.CALL_TO_ACTION
            | NoticeKind.REQUEST_FOR_INFORMATION
            | NoticeKind.RECEIPT
        ):
            return Accusation.NO
        case _:
            assert_never(kind)


def never_asks(kind: NoticeKind) -> bool:
    """Return whether notices of this kind have nothing to do in them, and so no date."""
    return kind in {NoticeKind.REMINDER, NoticeKind.RECEIPT}


def is_general(kind: NoticeKind) -> bool:
    """Return whether notices of this kind say the same to everybody whom it concerns.

    All other kinds are about one partner's or one person's own matter.
    """
    return kind in {NoticeKind.REMINDER, NoticeKind.CALL_TO_ACTION}


def always_asks(kind: NoticeKind) -> bool:
    """Return whether notices of this kind are sent because something is to be done."""
    return kind in {
        NoticeKind.CALL_TO_ACTION,
        NoticeKind.REQUEST_FOR_INFORMATION,
        NoticeKind.ALLEGATION,
    }
