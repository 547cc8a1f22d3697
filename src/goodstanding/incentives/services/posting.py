"""Writing entries into the ledger: within a change, with the earning's row locked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from goodstanding.incentives.models import Earning, LedgerEntry, LedgerPosting
from goodstanding.incentives.rules.ledger import Entry


def locked_earnings(earning_ids: Iterable[UUID]) -> dict[UUID, Earning]:
    """Return earnings whose balances nobody else changes until this transaction ends."""
    # Whatever moves the money of an earning queues on its row, in the order of the keys.
    locked = (
        Earning.objects.select_for_update(no_key=True)
        .filter(pk__in=list(earning_ids))
        .order_by("pk")
    )
    return {earning.pk: earning for earning in locked}


def post(entries: Sequence[tuple[LedgerEntry, Entry]]) -> list[LedgerEntry]:
    """Write entries with their postings, in order, and return them."""
    written = LedgerEntry.objects.bulk_create([row for row, _entry in entries], batch_size=2_000)
    LedgerPosting.objects.bulk_create(
        (
            LedgerPosting(entry=row, account=p.account.value, amount_minor=p.amount_minor)
            for row, (_, entry) in zip(written, entries, strict=True)
            for p in entry.postings
        ),
        batch_size=5_000,
    )
    return written
