"""What a campaign is doing, how far it got with each person, and who may set it going."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from goodstanding.notices.rules.kinds import NoticeKind

#: The kinds a campaign can have. Neither accuses.
KINDS = (NoticeKind.REMINDER, NoticeKind.CALL_TO_ACTION)

#: A message to more people than this is read by a second officer first, whatever its kind.
PEOPLE_ALONE_MAX = 10_000


class CampaignState(StrEnum):
    """What a campaign is doing."""

    DRAFT = "draft"
    RETURNED = "returned"  #: A second officer gave it back with a reason.
    SCHEDULED = "scheduled"  #: Started; its first message waits for its day.
    RUNNING = "running"
    STOPPED = "stopped"  #: Nothing leaves until it is resumed.
    FINISHED = "finished"


class RecipientState(StrEnum):
    """How far a campaign got with one person. Everybody enrolled is in exactly one."""

    WAITING = "waiting"  #: The message has not been made yet.
    HELD = "held"  #: It was made; the letter was stopped before it left.
    SENT = "sent"  #: The letter left or leaves; nobody has confirmed it.
    SERVED = "served"  #: The person said that they have read it, and has not acted.
    DONE = "done"  #: The person did what it asks.
    NOT_REACHED = "not-reached"  #: No letter can arrive.
    LEFT = "left"  #: They no longer acted for the partner when it was their turn.
    LATE = "late"  #: When it was their turn there was too little time left to act.


#: Whom another message is of use to: they have one and have not acted.
NOT_ACTED = (RecipientState.SENT, RecipientState.SERVED, RecipientState.NOT_REACHED)


class Skipped(StrEnum):
    """Why somebody who was enrolled gets no message."""

    LEFT = "left"
    LATE = "late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The instants that a campaign's state follows from."""

    returned_at: datetime | None
    started_at: datetime | None
    not_before: datetime | None
    stopped_at: datetime | None
    finished_at: datetime | None

    def state(self, *, at: datetime) -> CampaignState:
        """Return what the campaign is doing at an instant after all that happened."""
        if self.started_at is None:
            return CampaignState.DRAFT if self.returned_at is None else CampaignState.RETURNED
        if self.finished_at is not None:
            return CampaignState.FINISHED
        if self.stopped_at is not None:
            return CampaignState.STOPPED
        if self.not_before is not None and at < self.not_before:
            return CampaignState.SCHEDULED
        return CampaignState.RUNNING


def needs_second_officer(kind: NoticeKind, *, people: int) -> bool:
    """Return whether somebody else than the author has to start it.

    Whoever asks many for something makes work for all of them, so two people stand behind it,
    as behind a published text.
    """
    return kind is NoticeKind.CALL_TO_ACTION or people > PEOPLE_ALONE_MAX
