"""What the log keeps about campaigns. Words stand beside it; recipients are one root."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from goodstanding.evidence.payloads import Code, Payload, Private


class CampaignEvent(StrEnum):
    """Names of the events of this room."""

    CAMPAIGN_DRAFTED = "campaign.drafted"
    CAMPAIGN_RETURNED = "campaign.returned"
    CAMPAIGN_STARTED = "campaign.started"
    CAMPAIGN_JOINED = "campaign.joined"
    CAMPAIGN_STOPPED = "campaign.stopped"
    CAMPAIGN_RESUMED = "campaign.resumed"
    CAMPAIGN_FINISHED = "campaign.finished"


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignDrafted(Payload):
    """An officer wrote or changed a campaign; nothing was sent."""

    NAME: ClassVar[StrEnum] = CampaignEvent.CAMPAIGN_DRAFTED
    SUBJECT: ClassVar[str] = "campaign_id"

    campaign_id: UUID
    of_program_id: UUID
    revision: int
    kind: Code
    plan: Private


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignReturned(Payload):
    """A second officer gave a campaign back to its author."""

    NAME: ClassVar[StrEnum] = CampaignEvent.CAMPAIGN_RETURNED
    SUBJECT: ClassVar[str] = "campaign_id"

    campaign_id: UUID
    revision: int
    reason: Private


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignStarted(Payload):
    """A campaign was started, and everybody in its audience enrolled.

    ``items_root`` is the Merkle root over the canonical rows of the recipients, in the order of
    their identifiers.
    """

    NAME: ClassVar[StrEnum] = CampaignEvent.CAMPAIGN_STARTED
    SUBJECT: ClassVar[str] = "campaign_id"

    campaign_id: UUID
    of_program_id: UUID
    revision: int
    kind: Code
    course: Code | None
    obligation: Code | None
    due_on: date | None
    drafted_by: UUID
    recipients: int
    items_root: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignJoined(Payload):
    """People came into the audience of a running campaign and were enrolled."""

    NAME: ClassVar[StrEnum] = CampaignEvent.CAMPAIGN_JOINED
    SUBJECT: ClassVar[str] = "campaign_id"

    campaign_id: UUID
    recipients: int
    items_root: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignStopped(Payload):
    """Nothing more leaves until the campaign is resumed."""

    NAME: ClassVar[StrEnum] = CampaignEvent.CAMPAIGN_STOPPED
    SUBJECT: ClassVar[str] = "campaign_id"

    campaign_id: UUID
    reason: Private
    letters_held: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignResumed(Payload):
    """A stopped campaign goes on."""

    NAME: ClassVar[StrEnum] = CampaignEvent.CAMPAIGN_RESUMED
    SUBJECT: ClassVar[str] = "campaign_id"

    campaign_id: UUID
    sender_id: UUID
    letters_released: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignFinished(Payload):
    """A campaign ended: nobody joins, nobody is reminded, what waits is not sent."""

    NAME: ClassVar[StrEnum] = CampaignEvent.CAMPAIGN_FINISHED
    SUBJECT: ClassVar[str] = "campaign_id"

    campaign_id: UUID
    called_off: bool  #: What it asked for is no longer asked for.
    letters_withdrawn: int
    assignments_ended: int
