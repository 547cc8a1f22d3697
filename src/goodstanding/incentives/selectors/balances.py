"""What earnings come to: the sums of their entries, and what clawbacks of them still take."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.db.models import F, Sum

from goodstanding.incentives.models import LedgerEntry, LedgerPosting
from goodstanding.incentives.rules.clawback import Taken
from goodstanding.incentives.rules.ledger import UNDOING, Account, Balances, Kind, Posting


def balances_of(earning_ids: Collection[UUID]) -> dict[UUID, Balances]:
    """Return what each earning comes to, account by account."""
    postings: dict[UUID, list[Posting]] = {earning_id: [] for earning_id in earning_ids}
    sums = (
        LedgerPosting.objects.filter(entry__earning_id__in=list(earning_ids))
        .order_by()
        .values_list("entry__earning_id", "account")
        .annotate(total=Sum("amount_minor"))
    )
    for earning_id, account, total in sums:
        postings[earning_id].append(Posting(Account(account), int(total)))
    return {earning_id: Balances.of(of_it) for earning_id, of_it in postings.items()}


def clawback_entries(earning_ids: Iterable[UUID]) -> dict[UUID, list[Taken]]:
    """Return the clawbacks of each earning, oldest first, with what became of them."""
    entries = LedgerEntry.objects.filter(
        earning_id__in=list(earning_ids), kind=Kind.CLAWED_BACK.value
    )
    found: dict[UUID, list[Taken]] = defaultdict(list)
    for entry, taken in zip(entries, taken_by(list(entries)), strict=True):
        found[entry.earning_id].append(taken)
    return found


def taken_by(entries: Sequence[LedgerEntry]) -> list[Taken]:
    """Return what each clawback entry took, and what became of it since."""
    took: dict[int, dict[str, int]] = {entry.pk: defaultdict(int) for entry in entries}
    own = LedgerPosting.objects.filter(entry_id__in=took)
    for entry_id, account, amount in own.values_list("entry_id", "account", "amount_minor"):
        took[entry_id][account] += amount
    restored: dict[int, int] = defaultdict(int)
    lessened: dict[int, int] = defaultdict(int)
    undoing = (
        LedgerPosting.objects.filter(
            entry__undoes_id__in=took, entry__kind__in=[kind.value for kind in UNDOING]
        )
        .annotate(undone=F("entry__undoes_id"), kind=F("entry__kind"))
        .values_list("undone", "kind", "account", "amount_minor")
    )
    original = {pk: sum(v for v in accounts.values() if v > 0) for pk, accounts in took.items()}
    for undone, kind, account, amount in undoing:
        assert undone is not None  # they were chosen by it
        took[undone][account] += amount
        if amount > 0:
            (restored if kind == Kind.RESTORED else lessened)[undone] += amount
    return [
        Taken(
            entry_id=entry.pk,
            currency=entry.currency,
            taken_minor=original[entry.pk],
            restored_minor=restored[entry.pk],
            lessened_minor=lessened[entry.pk],
            cancelled_minor=took[entry.pk][Account.CANCELLED.value],
            due_minor=took[entry.pk][Account.RECOVERY_DUE.value],
        )
        for entry in entries
    ]
