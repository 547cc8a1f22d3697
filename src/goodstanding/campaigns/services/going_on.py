"""Doing whatever a running campaign needs at an instant. Safe to run twice, and several at once."""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from goodstanding.campaigns.models import Campaign
from goodstanding.campaigns.services.sending import remind_chunk, send_chunk
from goodstanding.campaigns.services.starting import ROUTINE
from goodstanding.campaigns.services.stopping import stop_campaign
from goodstanding.values import clock
from goodstanding.values.errors import DomainError

logger = logging.getLogger(__name__)


def under_way() -> list[UUID]:
    """Return the campaigns that were started and neither stopped nor ended."""
    return list(
        Campaign.objects.filter(started_at__isnull=False, stopped_at=None, finished_at=None)
        .order_by("started_at", "pk")
        .values_list("pk", flat=True)
    )


def go_on(campaign_id: UUID) -> int:
    """Send what waits and remind who has not acted; return how many messages.

    Where a message cannot be sent at all, such as when whoever signs has lost the right to, the
    campaign stops and says why, instead of failing every minute.
    """
    sent = 0
    try:
        for chunk in (send_chunk, remind_chunk):
            while handled := chunk(campaign_id, at=clock.now()):
                sent += handled
    except DomainError as refusal:
        logger.warning("campaign %s stopped: %s", campaign_id, refusal)
        _stop(campaign_id, refusal, at=clock.now())
    return sent


def _stop(campaign_id: UUID, refusal: DomainError, *, at: datetime) -> None:
    reason = gettext("It could not go on: %(refusal)s") % {"refusal": refusal}
    stop_campaign(campaign_id, reason=reason, actor=ROUTINE, at=at)
