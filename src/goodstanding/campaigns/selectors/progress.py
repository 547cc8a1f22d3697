"""How far a campaign got, person by person: worked out from what they did, never kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from goodstanding.campaigns.models import Campaign
from goodstanding.campaigns.rules.states import RecipientState
from goodstanding.campaigns.selectors.audience import partner_names
from goodstanding.campaigns.selectors.statements import statement
from goodstanding.values.days import starts_at

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """One recipient on a list."""

    person_id: UUID
    name: str
    partners: tuple[tuple[UUID, str], ...]
    roles: tuple[str, ...]
    state: RecipientState
    sent_at: datetime | None


def state_parameters(campaign: Campaign) -> dict[str, Any]:
    """Return what the statement about recipients' states is asked with."""
    return {
        "campaign_id": campaign.pk,
        "program_id": campaign.program_id,
        "course_id": campaign.course_id,
        "obligation": campaign.obligation or None,
    }


def state_counts(campaign: Campaign) -> dict[RecipientState, int]:
    """Return how many recipients are in each state, zero included; they add up to everybody."""
    with connection.cursor() as cursor:
        cursor.execute(statement("recipient_states", "count_states"), state_parameters(campaign))
        found = dict(cursor.fetchall())
    return {state: int(found.get(state.value, 0)) for state in RecipientState}


def recipients_page(
    campaign: Campaign, *, state: RecipientState | None, page: int
) -> list[Reached]:
    """Return one page of a campaign's recipients by name, of one state or of all.

    Args:
        campaign: The campaign.
        state: Only these; None for everybody.
        page: From 1; each holds ``PAGE``.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            statement("recipient_states", "page_of_recipients"),
            state_parameters(campaign)
            | {
                "state": state.value if state else None,
                "offset": (page - 1) * PAGE,
                "most": PAGE,
            },
        )
        rows = cursor.fetchall()
    names = partner_names({each for row in rows for each in row[3]})
    return [
        Reached(
            person_id=person_id,
            name=name,
            partners=tuple((each, names.get(each, "")) for each in partner_ids),
            roles=tuple(roles),
            state=RecipientState(found),
            sent_at=sent_at,
        )
        for _, person_id, name, partner_ids, roles, found, sent_at in rows
    ]


def to_remind(campaign: Campaign, *, zone: str, wave: int, wave_on: date, most: int) -> list[UUID]:
    """Return the next recipients of a reminder in one time zone: who has not acted by now.

    Who got the first message on the reminder's own day, or later, is not among them.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            statement("recipient_states", "to_remind"),
            state_parameters(campaign)
            | {
                "zone": zone,
                "wave": wave,
                "wave_starts_at": starts_at(wave_on, zone),
                "most": most,
            },
        )
        return [recipient_id for (recipient_id,) in cursor.fetchall()]
