"""Double-entry incentive ledger: what was earned, paid, taken back and given back.

Amounts are integers in the currency's minor unit. Entries are immutable; a mistake is repaired
by a later entry that reverses it, never by an edit. What an earning comes to is the sum of its
entries, account by account: nothing else is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from goodstanding.incentives.rules.errors import UnbalancedEntryError

_POSTINGS_MIN = 2


class Account(StrEnum):
    """Where incentive money can be."""

    PROGRAM_FUND = "program_fund"  #: Money the vendor sets aside for incentives.
    PARTNER_PAYABLE = "partner_payable"  #: Earned by the partner, not yet paid.
    PARTNER_PAID = "partner_paid"  #: In the partner's bank, and the partner's to keep.
    RECOVERY_DUE = "recovery_due"  #: Taken back after it was paid: owed by the partner.
    CANCELLED = "cancelled"  #: Taken back before it was paid.


class Kind(StrEnum):
    """Why money moved."""

    EARNED = "earned"
    PAID = "paid"
    RETURNED = "returned"  #: The payment came back, and is sent again.
    REVERSED = "reversed"  #: The vendor's export takes some of the earning away again.
    CLAWED_BACK = "clawed-back"
    RESTORED = "restored"  #: A clawback, or part of one, is undone.
    LESSENED = "lessened"  #: The vendor reversed what a clawback had taken: it takes less.


#: Kinds that undo another entry, and name it.
UNDOING = frozenset({Kind.RESTORED, Kind.LESSENED})


@dataclass(frozen=True, slots=True)
class Posting:
    """One leg of an entry; positive debits ``account``, negative credits it."""

    account: Account
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A balanced movement of money in one currency.

    Invariants, checked here and again by the database (migration 0002):
        * at least two postings, none of them zero, each account once;
        * the postings sum to zero.
    """

    currency: str
    postings: tuple[Posting, ...]

    def __post_init__(self) -> None:
        if len(self.postings) < _POSTINGS_MIN:
            raise UnbalancedEntryError("A ledger entry needs at least two postings.")
        if any(posting.amount_minor == 0 for posting in self.postings):
            raise UnbalancedEntryError("A posting of zero moves nothing; leave it out.")
        if len({posting.account for posting in self.postings}) < len(self.postings):
            raise UnbalancedEntryError("An entry names each account once; add the amounts up.")
        total_minor = sum(posting.amount_minor for posting in self.postings)
        if total_minor != 0:
            raise UnbalancedEntryError(f"Postings must sum to zero; they sum to {total_minor}.")

    @property
    def amount_minor(self) -> int:
        """How much moved: the sum of the debits, which equals the sum of the credits."""
        return sum(p.amount_minor for p in self.postings if p.amount_minor > 0)

    def reversed(self) -> Entry:
        """Return the entry that exactly undoes this one."""
        return Entry(
            currency=self.currency,
            postings=tuple(Posting(p.account, -p.amount_minor) for p in self.postings),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Balances:
    """What an earning comes to, account by account. They always sum to zero."""

    program_fund: int = 0
    partner_payable: int = 0
    partner_paid: int = 0
    recovery_due: int = 0
    cancelled: int = 0

    @classmethod
    def of(cls, postings: Iterable[Posting]) -> Balances:
        """Return the sums of postings."""
        sums: dict[str, int] = {}
        for posting in postings:
            sums[posting.account.value] = sums.get(posting.account.value, 0) + posting.amount_minor
        return cls(**sums)

    def after(self, *entries: Entry) -> Balances:
        """Return the balances once entries are posted."""
        moved = (posting for entry in entries for posting in entry.postings)
        return Balances.of([*self._postings(), *moved])

    def _postings(self) -> list[Posting]:
        return [Posting(account, getattr(self, account.value)) for account in Account]

    @property
    def earned_minor(self) -> int:
        """Earned, net of the vendor's reversals; clawbacks leave it as it is."""
        return -self.program_fund

    @property
    def recoverable_minor(self) -> int:
        """How much can still be taken back; nothing where the vendor took away more."""
        return max(0, self.partner_payable) + max(0, self.partner_paid)

    @property
    def received_minor(self) -> int:
        """What the partner was paid, with what of it is to be repaid."""
        return self.partner_paid + self.recovery_due


def movement(currency: str, moved: Iterable[tuple[Account, int]]) -> Entry:
    """Return an entry of the amounts that are not zero."""
    return Entry(
        currency=currency,
        postings=tuple(Posting(account, amount) for account, amount in moved if amount),
    )
