"""The earnings of a partner, what became of each, and what is paused or held."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from goodstanding.evidence.dated import in_force
from goodstanding.incentives.models import Earning, Hold, Pause
from goodstanding.incentives.rules.statement import EarningLine, Stops
from goodstanding.incentives.selectors.balances import balances_of
from goodstanding.partners.models import LocationProfile, PartnerProfile
from goodstanding.values.keys import PartnerKey


def earnings_of(key: PartnerKey) -> QuerySet[Earning]:
    """Return what a partner earned in a program, latest first."""
    return Earning.objects.filter(program_id=key.program_id, partner_id=key.partner_id).order_by(
        "-earned_at", "external_id"
    )


def lines_of(earnings: Iterable[Earning]) -> list[EarningLine]:
    """Return earnings with what their entries come to, in the order given."""
    found = list(earnings)
    balances = balances_of([earning.pk for earning in found])
    return [
        EarningLine(
            id=earning.pk,
            external_id=earning.external_id,
            incentive_type=earning.incentive_type,
            incentive_name=earning.incentive_name,
            discretionary=earning.discretionary,
            location_id=earning.location_id,
            earned_at=earning.earned_at,
            amount_minor=earning.amount_minor,
            currency=earning.currency,
            balances=balances[earning.pk],
        )
        for earning in found
    ]


def months_of(key: PartnerKey) -> list[date]:
    """Return the first days of the months a partner earned something for, latest first."""
    months = earnings_of(key).order_by().values_list("applies_on", flat=True).distinct()
    return sorted(months, reverse=True)


def stops_of(key: PartnerKey) -> Stops:
    """Return the pauses and holds of a partner as they are known now, past ones included."""
    current = {
        "program_id": key.program_id,
        "partner_id": key.partner_id,
        "superseded_at": None,
    }
    return Stops(
        pauses=tuple(row.to_rules() for row in Pause.objects.filter(**current)),
        holds=tuple(row.to_rules() for row in Hold.objects.filter(**current)),
    )


def location_name(location_id: UUID | None, *, at: datetime) -> str:
    """Return what a location is called; nothing where none is meant."""
    if location_id is None:
        return ""
    names = LocationProfile.objects.filter(in_force(at), location_id=location_id)
    return names.values_list("name", flat=True).first() or str(location_id)


def incentive_name(code: str) -> str:
    """Return what a type of incentive is called; its code before anything of it was earned."""
    names = Earning.objects.filter(incentive_type=code).order_by("-recorded_at")
    return names.values_list("incentive_name", flat=True).first() or code


def partner_names(partner_ids: Iterable[UUID], *, at: datetime) -> dict[UUID, str]:
    """Return what partners are called at an instant."""
    profiles = PartnerProfile.objects.filter(in_force(at), partner_id__in=list(partner_ids))
    return dict(profiles.values_list("partner_id", "name"))
