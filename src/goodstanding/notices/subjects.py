"""Subject lines: first what the message wants, then what it is about."""

from __future__ import annotations

from typing import assert_never

from django.utils.translation import gettext, ngettext

from goodstanding.notices.rules.deadlines import Deadline, DueAfterService, DueAt
from goodstanding.notices.rules.kinds import NoticeKind
from goodstanding.ui.dates import month_day_text
from goodstanding.ui.due import DueDate


def due_date(deadline: DueAt) -> DueDate:
    """Return the date of a deadline as screens and letters tell it, without a present."""
    return DueDate(
        due_at=deadline.at,
        zone=deadline.place.zone,
        place=deadline.place.city,
        zone_assumed=deadline.place.zone_assumed,
        now=deadline.at,
    )


def _by_when(deadline: Deadline | None) -> str:
    match deadline:
        case None:
            return ""
        case DueAt():
            day = month_day_text(due_date(deadline).day).replace("\N{NO-BREAK SPACE}", " ")
            return gettext(" by %(day)s") % {"day": day}
        case DueAfterService():
            return ngettext(" within %(count)s day", " within %(count)s days", deadline.days) % {
                "count": deadline.days
            }
        case _:
            assert_never(deadline)


def _beginning(kind: NoticeKind, by_when: str) -> str:
    """Return what the message wants; the date is part of it where there is one."""
    match kind:
        case NoticeKind.REMINDER:
            wants = gettext("Reminder, nothing to do")
        case NoticeKind.CALL_TO_ACTION:
            wants = gettext("Please do%(by_when)s")
        case NoticeKind.REQUEST_FOR_INFORMATION:
            wants = gettext("Please answer%(by_when)s")
        case NoticeKind.ALLEGATION:
            wants = gettext("Not decided, please answer%(by_when)s")
        case NoticeKind.DECISION if by_when:
            wants = gettext("Decision, please do%(by_when)s")
        case NoticeKind.DECISION:
            wants = gettext("Decision, please read")
        case NoticeKind.RECEIPT:
            wants = gettext("Receipt, nothing to do")
        case _:
            assert_never(kind)
    return wants % {"by_when": by_when}


def subject_line(kind: NoticeKind, title: str, deadline: Deadline | None) -> str:
    """Return the subject of a message, such as "Please do by 4 December: a short course".

    What it wants follows from the kind and the date; the author writes only the title.
    """
    return f"{_beginning(kind, _by_when(deadline))}: {title}"
