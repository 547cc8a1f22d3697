"""Which earnings a decision takes back, and how much of each in the currency it was earned in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from goodstanding.cases.models import ChosenMeasure, ClawbackOrder
from goodstanding.incentives.models import Earning, LedgerEntry
from goodstanding.incentives.rules.ledger import Kind
from goodstanding.incentives.selectors.balances import balances_of
from goodstanding.values.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """An earning by the vendor's number for it, and what is taken of it."""

    external_id: str
    incentive_name: str
    amount: Money


def to_be_taken(amounts: Mapping[UUID, int | None]) -> tuple[TakenBack, ...]:
    """Return what would be taken of earnings now, in minor units; without an amount, all left."""
    earnings = Earning.objects.filter(pk__in=list(amounts)).order_by("external_id")
    balances = balances_of(list(amounts))
    found = []
    for earning in earnings:
        amount = amounts[earning.pk]
        found.append(
            _of(earning, balances[earning.pk].recoverable_minor if amount is None else amount)
        )
    return tuple(found)


def taken_by_measure(chosen: ChosenMeasure) -> tuple[TakenBack, ...]:
    """Return what a measure took of each earning; before it does so, what it would take now."""
    entries = (
        LedgerEntry.objects.filter(cause_id=chosen.pk, kind=Kind.CLAWED_BACK.value)
        .select_related("earning")
        .prefetch_related("postings")
        .order_by("earning__external_id")
    )
    if entries:
        return tuple(_of(one.earning, one.amount_minor) for one in entries)
    orders = ClawbackOrder.objects.filter(decision_id=chosen.decision_id)
    return to_be_taken(dict(orders.values_list("earning_id", "amount_minor")))


def _of(earning: Earning, amount_minor: int) -> TakenBack:
    return TakenBack(
        external_id=earning.external_id,
        incentive_name=earning.incentive_name,
        amount=Money(amount_minor, earning.currency),
    )
