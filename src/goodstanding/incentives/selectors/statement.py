"""How clawbacks of a partner were worked out, and what a program's partners come to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from goodstanding.incentives.models import Clawback, Earning, LedgerEntry, LedgerPosting
from goodstanding.incentives.rules.clawback import Taken
from goodstanding.incentives.rules.ledger import Account, Kind
from goodstanding.incentives.selectors.balances import taken_by
from goodstanding.values.keys import PartnerKey


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedOut:
    """One earning of a clawback: how much was taken, of what, and what became of it."""

    external_id: str
    incentive_name: str
    applies_on: date
    earned_minor: int
    reversed_before_minor: int
    taken: Taken

    @property
    def share(self) -> Fraction | None:
        """Which part of the earning was taken, net of what was reversed before."""
        net = self.earned_minor - self.reversed_before_minor
        return Fraction(self.taken.taken_minor, net) if net > 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClawbackShown:
    """What one cause took back of a partner in one currency."""

    clawback_id: UUID
    cause_id: UUID
    started_at: datetime
    currency: str
    lines: tuple[WorkedOut, ...]

    @property
    def earned_minor(self) -> int:
        """What the earnings were, before reversals."""
        return sum(line.earned_minor for line in self.lines)

    @property
    def reversed_before_minor(self) -> int:
        """What the vendor had reversed of them before the clawback."""
        return sum(line.reversed_before_minor for line in self.lines)

    @property
    def taken_minor(self) -> int:
        """What was taken back."""
        return sum(line.taken.taken_minor for line in self.lines)

    @property
    def given_back_minor(self) -> int:
        """What was given back since, or was reversed by the vendor instead."""
        return sum(line.taken.taken_minor - line.taken.outstanding_minor for line in self.lines)

    @property
    def cancelled_minor(self) -> int:
        """What stays cancelled."""
        return sum(line.taken.cancelled_minor for line in self.lines)

    @property
    def due_minor(self) -> int:
        """What is to be repaid."""
        return sum(line.taken.due_minor for line in self.lines)


def clawbacks_of(key: PartnerKey) -> list[ClawbackShown]:
    """Return the clawbacks of a partner, latest first, each in one currency."""
    heads = Clawback.objects.filter(program_id=key.program_id, partner_id=key.partner_id)
    entries = list(
        LedgerEntry.objects.filter(clawback__in=heads)
        .select_related("earning", "clawback")
        .order_by("-clawback__started_at", "clawback_id", "currency", "pk")
    )
    reversals = _reversals(entries)
    shown: dict[tuple[UUID, str], list[WorkedOut]] = defaultdict(list)
    heads_by_id: dict[UUID, Clawback] = {}
    for entry, taken in zip(entries, taken_by(entries), strict=True):
        assert entry.clawback is not None  # they were chosen by it
        heads_by_id[entry.clawback.pk] = entry.clawback
        shown[entry.clawback.pk, entry.currency].append(
            WorkedOut(
                external_id=entry.earning.external_id,
                incentive_name=entry.earning.incentive_name,
                applies_on=entry.earning.applies_on,
                earned_minor=entry.earning.amount_minor,
                reversed_before_minor=sum(
                    amount for number, amount in reversals[entry.earning_id] if number < entry.pk
                ),
                taken=taken,
            )
        )
    return [
        ClawbackShown(
            clawback_id=clawback_id,
            cause_id=heads_by_id[clawback_id].cause_id,
            started_at=heads_by_id[clawback_id].started_at,
            currency=currency,
            lines=tuple(lines),
        )
        for (clawback_id, currency), lines in shown.items()
    ]


def _reversals(entries: list[LedgerEntry]) -> dict[UUID, list[tuple[int, int]]]:
    """Return the vendor's reversals of earnings: the number of the entry and its amount."""
    found: dict[UUID, list[tuple[int, int]]] = defaultdict(list)
    postings = LedgerPosting.objects.filter(
        account=Account.PROGRAM_FUND.value,
        entry__kind=Kind.REVERSED.value,
        entry__earning_id__in={entry.earning_id for entry in entries},
    )
    for earning_id, number, amount in postings.values_list(
        "entry__earning_id", "entry_id", "amount_minor"
    ):
        found[earning_id].append((number, amount))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Sums of accounts in one currency: of a whole program, or of one partner.

    ``waits_minor`` would be to repay as well, were it not for what makes its cause wait.
    """

    currency: str
    earned_minor: int
    paid_minor: int
    unpaid_minor: int
    cancelled_minor: int
    to_repay_minor: int
    waits_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerSums:
    """What the earnings of one partner come to in one currency."""

    partner_id: UUID
    sums: Sums


def _total(chosen: Q) -> Coalesce:
    return Coalesce(Sum("amount_minor", filter=chosen), Value(0))


def _summed(
    postings: QuerySet[LedgerPosting, Any], waiting: Collection[UUID]
) -> QuerySet[LedgerPosting, Any]:
    """Return the groups of postings with a sum for every figure that is shown."""
    due = Q(account=Account.RECOVERY_DUE.value)
    # What is owed stands in the entries of clawbacks and in those that undo them.
    waits = Q(entry__clawback__cause_id__in=waiting) | Q(
        entry__undoes__clawback__cause_id__in=waiting
    )
    return postings.annotate(
        fund=_total(Q(account=Account.PROGRAM_FUND.value)),
        paid=_total(due | Q(account=Account.PARTNER_PAID.value)),
        unpaid=_total(Q(account=Account.PARTNER_PAYABLE.value)),
        cancelled=_total(Q(account=Account.CANCELLED.value)),
        owed=_total(due),
        waits=_total(due & waits) if waiting else Value(0),
    )


def _sums(row: Mapping[str, Any]) -> Sums:
    return Sums(
        currency=row["currency"],
        earned_minor=-int(row["fund"]),
        paid_minor=int(row["paid"]),
        unpaid_minor=int(row["unpaid"]),
        cancelled_minor=int(row["cancelled"]),
        to_repay_minor=int(row["owed"]) - int(row["waits"]),
        waits_minor=int(row["waits"]),
    )


def program_sums(program_id: UUID, *, waiting: Collection[UUID] = ()) -> list[Sums]:
    """Return what all earnings of a program come to, currency by currency.

    ``waiting`` are the causes whose clawbacks wait, so that nothing of them is to be repaid now.
    """
    postings = LedgerPosting.objects.filter(entry__earning__program_id=program_id).order_by()
    by_currency = postings.values(currency=F("entry__currency"))
    return [_sums(row) for row in _summed(by_currency, waiting).order_by(F("currency"))]


def partner_sums(
    program_id: UUID, *, waiting: Collection[UUID] = ()
) -> QuerySet[LedgerPosting, Any]:
    """Return rows for ``sums_of``: a partner and a currency each.

    Who has to repay most comes first; what waits, as in ``program_sums``, is not to be repaid.
    """
    postings = LedgerPosting.objects.filter(entry__earning__program_id=program_id).order_by()
    by_partner = postings.values(
        partner_id=F("entry__earning__partner_id"), currency=F("entry__currency")
    )
    return _summed(by_partner, waiting).order_by(
        (F("owed") - F("waits")).desc(), F("unpaid").desc(), F("partner_id"), F("currency")
    )


def sums_of(row: Mapping[str, Any]) -> PartnerSums:
    """Return a row of ``partner_sums`` as what it says."""
    return PartnerSums(partner_id=row["partner_id"], sums=_sums(row))


def earnings_counted(program_id: UUID) -> int:
    """Return how many earnings of a program are known."""
    return Earning.objects.filter(program_id=program_id).count()
