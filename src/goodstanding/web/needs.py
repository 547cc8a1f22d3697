"""One thing of the vendor's list of what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from goodstanding.ui.due import Due, DueDate, NoDate

_FAR = datetime(9999, 1, 1, tzinfo=UTC)
_NO_DATE = NoDate()


class Kind(StrEnum):
    """What something that waits is about; the filters of the page."""

    CASES = "cases"
    QUESTIONS = "questions"
    DRAFTS = "drafts"
    PARTNERS = "partners"
    MESSAGES = "messages"


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One thing that waits for the person who looks."""

    kind: Kind
    title: str
    url: str
    part: str  #: What this person would do.
    partner: str = ""
    due: Due = _NO_DATE
    since: datetime = _FAR

    @property
    def due_at(self) -> datetime:
        """When its clock is over; far away where none runs."""
        return self.due.due_at if isinstance(self.due, DueDate) else _FAR
