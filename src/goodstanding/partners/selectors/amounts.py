"""What is known of locations' months."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from goodstanding.evidence.dated import in_force
from goodstanding.partners.models import ExternalId, LocationProfile, Membership, MonthlyAmount
from goodstanding.partners.rules.amount_planning import Place
from goodstanding.partners.rules.amounts import Month, MonthAmount
from goodstanding.partners.rules.columns import OWN_NAMESPACE
from goodstanding.partners.rules.rows import Number
from goodstanding.partners.selectors.known import batches


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
    named: dict[Number, UUID] = {}
    by_namespace: dict[str, list[str]] = defaultdict(list)
    for number in numbers:
        by_namespace[number.namespace].append(number.value)
    for value in by_namespace.pop(OWN_NAMESPACE, []):
        try:
            named[Number(OWN_NAMESPACE, value)] = UUID(value)
        except ValueError:
            continue
    for namespace, values in by_namespace.items():
        for batch in batches(values):
            found = ExternalId.objects.filter(
                in_force(at), namespace=namespace, value__in=batch, location__isnull=False
            )
            for value, location_id in found.values_list("value", "location_id"):
                assert location_id is not None  # as asked
                named[Number(namespace, value)] = location_id
    owners = owners_of(set(named.values()), program_id=program_id, at=at)
    return {
        number: Place(location_id, owners[location_id])
        for number, location_id in named.items()
        if location_id in owners
    }
