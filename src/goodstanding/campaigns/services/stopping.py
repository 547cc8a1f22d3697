"""Stopping a campaign, letting it go on, and ending it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from goodstanding.accounts.models import Role
from goodstanding.accounts.selectors import require
from goodstanding.campaigns import jobs
from goodstanding.campaigns.events import CampaignFinished, CampaignResumed, CampaignStopped
from goodstanding.campaigns.models import Campaign
from goodstanding.campaigns.selectors.campaigns import senders
from goodstanding.campaigns.services.drafts import locked, officer
from goodstanding.evidence.payloads import Private
from goodstanding.evidence.services import change
from goodstanding.notices.models import Delivery, DeliveryState
from goodstanding.notices.services import sending as notices
from goodstanding.training.services import assignments
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError, InvalidValueError


def stop_campaign(campaign_id: UUID, *, reason: str, actor: Actor, at: datetime) -> Campaign:
    """Let nothing more leave, also not letters that wait; stopping again changes nothing.

    A chunk under way is finished first: the stop waits for it. What was handed to the mail
    server cannot be called back.

    Raises:
        InvalidValueError: There is no reason.
        NotPermittedError: The actor is not an officer of the program.
        ConflictError: The campaign was not started, or has ended.
    """
    if not reason.strip():
        raise InvalidValueError("Say why it stops, for whoever reads this later.")
    with change(actor=actor, at=at) as done:
        campaign = locked(campaign_id)
        require(actor, Role.OFFICER, program_id=campaign.program_id, at=at)
        _require_going(campaign)
        if campaign.stopped_at is not None:
            return campaign
        campaign.stopped_at, campaign.stopped_because = at, reason.strip()
        campaign.save(update_fields=["stopped_at", "stopped_because"])
        done.record(
            CampaignStopped(
                campaign_id=campaign.pk,
                reason=Private(campaign.stopped_because),
                letters_held=notices.end_effects(campaign.pk),
            )
        )
    return campaign


def resume_campaign(campaign_id: UUID, *, actor: Actor, at: datetime) -> Campaign:
    """Let a stopped campaign go on where it was; resuming again changes nothing.

    Where whoever signed is no officer any more, the one who resumes it signs from now on.

    Raises:
        NotPermittedError: The actor is not an officer of the program.
        ConflictError: The campaign was not started, or has ended.
    """
    with change(actor=actor, at=at) as done:
        campaign = locked(campaign_id)
        resumer = officer(actor, program_id=campaign.program_id, at=at)
        _require_going(campaign)
        if campaign.stopped_at is None:
            return campaign
        if not senders(campaign.program_id, at=at).filter(pk=campaign.sender_id).exists():
            campaign.sender_id = resumer
        campaign.stopped_at, campaign.stopped_because = None, ""
        campaign.save(update_fields=["stopped_at", "stopped_because", "sender"])
        done.record(
            CampaignResumed(
                campaign_id=campaign.pk,
                sender_id=campaign.sender_id,
                letters_released=_release_letters(campaign.pk, at=at),
            )
        )
        jobs.send_soon(campaign.pk)
    return campaign


def finish_campaign(campaign_id: UUID, *, call_off: bool, actor: Actor, at: datetime) -> Campaign:
    """End a campaign for good; ending it again changes nothing.

    Nobody joins or is reminded from now on, and what waits is not sent. What was asked for
    stays asked, unless it is called off: then the courses it asked for are no longer asked.

    Raises:
        NotPermittedError: The actor is not an officer of the program.
        ConflictError: The campaign was not started.
    """
    with change(actor=actor, at=at) as done:
        campaign = locked(campaign_id)
        officer(actor, program_id=campaign.program_id, at=at)
        if campaign.started_at is None:
            raise ConflictError("This campaign was not started. There is nothing to end.")
        if campaign.finished_at is not None:
            return campaign
        campaign.finished_at = at
        campaign.save(update_fields=["finished_at"])
        ended = assignments.end_effects(campaign.pk, actor=actor, at=at) if call_off else []
        done.record(
            CampaignFinished(
                campaign_id=campaign.pk,
                called_off=call_off,
                letters_withdrawn=notices.end_effects(campaign.pk),
                assignments_ended=len(ended),
            )
        )
    return campaign


def _require_going(campaign: Campaign) -> None:
    if campaign.started_at is None:
        raise ConflictError("This campaign was not started yet. Nothing of it leaves.")
    if campaign.finished_at is not None:
        raise ConflictError("This campaign has ended. Write another one.")


def _release_letters(campaign_id: UUID, *, at: datetime) -> int:
    """Let the letters leave that the stop held back; the mail routine takes them up."""
    return Delivery.objects.filter(
        recipient__notice__text__cause_id=campaign_id, state=DeliveryState.WITHDRAWN
    ).update(state=DeliveryState.WAITING, next_try_at=at)
