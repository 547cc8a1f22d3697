"""What is known of locations' months."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from goodstanding.evidence.dated import in_force
from goodstanding.partners.models import LocationProfile, Membership, MonthlyAmount
from goodstanding.partners.rules.amounts import Month, MonthAmount
from goodstanding.partners.rules.location_rows import Place
from goodstanding.partners.rules.rows import Number
from goodstanding.partners.selectors.known import batches
from goodstanding.partners.selectors.numbers import named_by
from goodstanding.values.days import MONTHS_A_YEAR, add_months
from goodstanding.values.money import Money


def rows_known(months: Collection[Month], *, program_id: UUID) -> dict[Month, MonthlyAmount]:
    """Return the row of each month of which an amount is known now."""
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for month in months:
        wanted[month.metric].add(month.location_id)
    days = {month.month_on for month in months}
    asked, found = set(months), {}
    for metric, location_ids in wanted.items():
        for batch in batches(sorted(location_ids)):
            for row in MonthlyAmount.objects.filter(
                superseded_at=None,
                program_id=program_id,
                metric=metric,
                location_id__in=batch,
                month_on__in=days,
            ):
                month = month_of(row)
                if month in asked:
                    found[month] = row
    return found


def known_amounts(months: Collection[Month], *, program_id: UUID) -> dict[Month, MonthAmount]:
    """Return the amount that is known of each month, of those that have one."""
    rows = rows_known(months, program_id=program_id)
    return {month: amount_of(row) for month, row in rows.items()}


def month_of(row: MonthlyAmount) -> Month:
    """Return what a row is said of."""
    return Month(location_id=row.location_id, metric=row.metric, month_on=row.month_on)


def amount_of(row: MonthlyAmount) -> MonthAmount:
    """Return what a row says."""
    return MonthAmount(amount_minor=row.amount_minor, currency=row.currency)


def owners_of(
    location_ids: Collection[UUID], *, program_id: UUID, at: datetime
) -> dict[UUID, UUID]:
    """Return whose each location is at an instant, where its partner is of the program."""
    members = Membership.objects.filter(program_id=program_id).values("partner_id")
    owners: dict[UUID, UUID] = {}
    for batch in batches(sorted(location_ids)):
        owners.update(
            LocationProfile.objects.filter(
                in_force(at), location_id__in=batch, partner_id__in=members
            ).values_list("location_id", "partner_id")
        )
    return owners


def places_named(
    numbers: Iterable[Number], *, program_id: UUID, at: datetime
) -> dict[Number, Place]:
    """Return the locations of a program that IDs name, our own identifiers among them."""
    named = named_by(numbers, of="location", at=at)
    owners = owners_of(set(named.values()), program_id=program_id, at=at)
    return {
        number: Place(location_id, owners[location_id])
        for number, location_id in named.items()
        if location_id in owners
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthShown:
    """One month of a location; no amount is unknown, which is not nothing."""

    month_on: date
    amount: Money | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationMonths:
    """What one location turned over, latest month first."""

    location_id: UUID
    name: str
    months: tuple[MonthShown, ...]
    year: Money | None  #: Over the last twelve full months; None where one is unknown.
    missing: int  #: How many of those twelve are unknown, or in another currency.


def metrics_of(partner_id: UUID, program_id: UUID) -> list[str]:
    """Return what is measured of a partner's locations in a program."""
    rows = MonthlyAmount.objects.filter(
        partner_id=partner_id, program_id=program_id, superseded_at=None
    )
    return sorted(set(rows.order_by().values_list("metric", flat=True).distinct()))


def months_shown(
    places: Mapping[UUID, str], *, partner_id: UUID, program_id: UUID, metric: str, today: date
) -> tuple[LocationMonths, ...]:
    """Return the months of a metric of locations of a partner, back to the first that is known.

    Args:
        places: The names of the locations.
        partner_id: Whose they are.
        program_id: The program in which the amounts count.
        metric: What was measured.
        today: The day by which a month is full.
    """
    known: dict[UUID, dict[date, Money]] = defaultdict(dict)
    for row in MonthlyAmount.objects.filter(
        partner_id=partner_id,
        program_id=program_id,
        metric=metric,
        location_id__in=list(places),
        superseded_at=None,
    ):
        known[row.location_id][row.month_on] = Money(row.amount_minor, row.currency)
    first = min((day for months in known.values() for day in months), default=None)
    last = today.replace(day=1)
    shown = [] if first is None else _months_back(last, first)
    return tuple(
        _location_months(location_id, name, known[location_id], shown, last)
        for location_id, name in places.items()
    )


def _months_back(last: date, first: date) -> list[date]:
    months = [last]
    while months[-1] > first:
        months.append(add_months(months[-1], -1))
    return months


def _location_months(
    location_id: UUID, name: str, known: Mapping[date, Money], shown: Sequence[date], last: date
) -> LocationMonths:
    full = [add_months(last, -back) for back in range(1, MONTHS_A_YEAR + 1)]
    found = [known[month] for month in full if month in known]
    currency = found[0].currency if found else ""
    alike = [amount for amount in found if amount.currency == currency]
    missing = len(full) - len(alike)
    return LocationMonths(
        location_id=location_id,
        name=name,
        months=tuple(MonthShown(month_on=day, amount=known.get(day)) for day in shown),
        year=None if missing else Money(sum(one.amount_minor for one in alike), currency),
        missing=missing,
    )
