"""What the partners of an outcome are called."""

from __future__ import annotations

from collections.abc import Collection

from goodstanding.partners.models import PartnerProfile


def names_of_partners(partner_ids: Collection[str]) -> dict[str, str]:
    """Return what partners are called today, by their identifier as text."""
    rows = PartnerProfile.objects.filter(
        partner_id__in=list(partner_ids), superseded_at=None, valid_until=None
    ).values_list("partner_id", "name")
    return {str(partner_id): name for partner_id, name in rows}
