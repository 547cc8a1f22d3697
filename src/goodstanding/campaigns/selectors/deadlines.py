"""By when a campaign's call is due where somebody is."""

from __future__ import annotations

from goodstanding.campaigns.models import Campaign
from goodstanding.notices.rules.deadlines import DueAt, Place
from goodstanding.values.days import ends_at


def deadline_of(campaign: Campaign, *, zone: str, zone_assumed: bool) -> DueAt | None:
    """Return the end of the due day in a zone; None for a reminder."""
    if campaign.due_on is None:
        return None
    place = Place(zone=zone, zone_assumed=zone_assumed)
    return DueAt(at=ends_at(campaign.due_on, zone), place=place)
