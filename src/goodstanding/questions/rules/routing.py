"""To whose desk a question goes, and whether a distributor may know that it exists.

Cases, decisions and money are between the vendor and the partner. A question about any of them
goes to the vendor, past every distributor. So does a question about a message to one person:
its existence alone could tell.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from uuid import UUID

from goodstanding.notices.rules.kinds import NoticeKind
from goodstanding.values.errors import ConflictError, InvalidValueError


class About(StrEnum):
    """What a question is about."""

    NOTICE = "notice"  #: A message the partner got.
    DUTY = "duty"  #: Something the rules ask of the partner.
    CASE = "case"  #: Something that was put to the partner.
    GENERAL = "general"


#: Messages that every partner may get, and a distributor may hear of.
_HARMLESS = frozenset({NoticeKind.REMINDER, NoticeKind.CALL_TO_ACTION})


def notice_is_confidential(kind: NoticeKind, *, of_a_case: bool, to_one_person: bool) -> bool:
    """Return whether a question about a message would give away more than a distributor may know.

    Only reminders and calls to action to the partner as such are harmless, and only where no
    case caused them: a request or a receipt tells that something is going on.
    """
    return of_a_case or to_one_person or kind not in _HARMLESS


class WayClosedError(ConflictError):
    """The partner does not buy through this distributor, or not any more."""

    code = "question_way_closed"

    def __init__(self) -> None:
        super().__init__(
            "Nothing was sent: you do not buy through this distributor any more. Choose again who "
            "gets the question."
        )


def decide_way(
    *, confidential: bool, wanted: UUID | None, open_ways: Collection[UUID]
) -> UUID | None:
    """Return the relationship through which a question goes; none is straight to the vendor.

    Args:
        confidential: Whether distributors must not know of it.
        wanted: The relationship the asker chose, or none for straight to the vendor.
        open_ways: The relationships in force whose distributor has somebody at its desk.

    Raises:
        InvalidValueError: A confidential question was addressed to a distributor.
        WayClosedError: The relationship that was chosen is not open.
    """
    if wanted is None:
        return None
    if confidential:
        raise InvalidValueError(
            "Your distributor must not see this question. Send it straight to the vendor."
        )
    if wanted not in open_ways:
        raise WayClosedError
    return wanted
