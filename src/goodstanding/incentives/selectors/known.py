"""What is known of the earnings and participants that a file speaks of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from goodstanding.incentives.models import Earning, LedgerEntry
from goodstanding.incentives.rules.ledger import Kind
from goodstanding.incentives.rules.plans import KnownEarning, Participant, Picture
from goodstanding.incentives.rules.rows import EarningRow
from goodstanding.incentives.selectors.balances import balances_of, clawback_entries
from goodstanding.partners.models import ExternalId, Membership
from goodstanding.partners.selectors.known import batches


def picture_of(
    rows: Iterable[EarningRow], *, program_id: UUID, namespace: str, at: datetime
) -> Picture:
    """Return what the rows of a file are planned against, as it is known now."""
    rows = list(rows)
    earnings: dict[str, KnownEarning] = {}
    for numbers in batches(sorted({row.earning_id for row in rows} | {row.about for row in rows})):
        earnings.update(_known(program_id, numbers))
    participants: dict[str, Participant] = {}
    for numbers in batches(sorted({row.participant_id for row in rows})):
        participants.update(_participants(program_id, namespace, numbers, at=at))
    return Picture(earnings=earnings, participants=participants, namespace=namespace)


def _known(program_id: UUID, numbers: list[str]) -> Iterator[tuple[str, KnownEarning]]:
    found = list(Earning.objects.filter(program_id=program_id, external_id__in=numbers))
    ids = [earning.pk for earning in found]
    balances, clawbacks = balances_of(ids), clawback_entries(ids)
    reversals: dict[UUID, set[str]] = defaultdict(set)
    payments: dict[UUID, list[tuple[Kind, str]]] = defaultdict(list)
    kinds = (Kind.REVERSED.value, Kind.PAID.value, Kind.RETURNED.value)
    for earning_id, kind, reference in (
        LedgerEntry.objects.filter(earning_id__in=ids, kind__in=kinds)
        .order_by("pk")
        .values_list("earning_id", "kind", "reference")
    ):
        if kind == Kind.REVERSED:
            reversals[earning_id].add(reference)
        else:
            payments[earning_id].append((Kind(kind), reference))
    for earning in found:
        yield (
            earning.external_id,
            KnownEarning(
                id=earning.pk,
                participant_id=earning.participant_id,
                partner_id=earning.partner_id,
                location_id=earning.location_id,
                amount_minor=earning.amount_minor,
                currency=earning.currency,
                incentive_type=earning.incentive_type,
                balances=balances[earning.pk],
                clawbacks=tuple(clawbacks.get(earning.pk, ())),
                reversals=frozenset(reversals[earning.pk]),
                payments=tuple(payments[earning.pk]),
            ),
        )


def _participants(
    program_id: UUID, namespace: str, numbers: list[str], *, at: datetime
) -> Iterator[tuple[str, Participant]]:
    """Yield whose each number is: who has it now, or who had it last."""
    held = ExternalId.objects.filter(
        namespace=namespace, value__in=numbers, superseded_at=None, valid_from__lte=at
    ).order_by("valid_from", "pk")
    members = set(
        Membership.objects.filter(
            program_id=program_id, partner_id__in=held.order_by().values("partner_id")
        ).values_list("partner_id", flat=True)
    )
    for number in held:
        if number.partner_id in members:
            yield (
                number.value,
                Participant(partner_id=number.partner_id, location_id=number.location_id),
            )
