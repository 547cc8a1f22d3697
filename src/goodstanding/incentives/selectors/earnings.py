"""The earnings of a partner, what became of each, and what is paused or held."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from goodstanding.incentives.models import Earning, Hold, Pause
from goodstanding.incentives.rules.statement import EarningLine, Stops
from goodstanding.incentives.rules.stops import merged
from goodstanding.incentives.selectors.balances import balances_of
from goodstanding.values.keys import PartnerKey
from goodstanding.values.spans import Span


def earnings_of(key: PartnerKey) -> QuerySet[Earning]:
    """Return what a partner earned in a program, latest first."""
    return Earning.objects.filter(program_id=key.program_id, partner_id=key.partner_id).order_by(
        "-earned_at", "external_id"
    )


def earnings_in(key: PartnerKey, windows: Iterable[Span]) -> QuerySet[Earning]:
    """Return what a partner earned in the windows of a finding, each earning once.

    Overlapping windows are merged first: what falls into two of them is met once.
    """
    within = Q(pk__in=[])
    for window in merged(windows):
        inside = Q(earned_at__gte=window.starts_at)
        if window.ends_at is not None:
            inside &= Q(earned_at__lt=window.ends_at)
        within |= inside
    return earnings_of(key).filter(within)


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
