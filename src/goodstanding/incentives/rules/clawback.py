"""Taking back what was earned from a finding, and giving it back when the finding falls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from goodstanding.incentives.rules.errors import ClawbackExceedsEarningError, RestoreConflictError
from goodstanding.incentives.rules.ledger import Account, Balances, Entry, movement

WHOLE = Fraction(1)


def plan_clawback(balances: Balances, *, amount_minor: int, currency: str) -> Entry:
    """Return the entry that takes back part of an earning.

    What is not paid yet is cancelled first; only the rest becomes due from the partner. Holds
    that nothing is ever taken back above what was earned net of reversals, whatever the order
    of clawbacks.

    Raises:
        ClawbackExceedsEarningError: Less can still be taken back, or nothing was asked for.
    """
    if not 0 < amount_minor <= balances.recoverable_minor:
        raise ClawbackExceedsEarningError(
            requested_minor=amount_minor,
            recoverable_minor=balances.recoverable_minor,
            currency=currency,
        )
    cancelled = min(amount_minor, max(0, balances.partner_payable))
    due = amount_minor - cancelled
    return movement(
        currency,
        (
            (Account.PARTNER_PAYABLE, -cancelled),
            (Account.CANCELLED, cancelled),
            (Account.PARTNER_PAID, -due),
            (Account.RECOVERY_DUE, due),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One clawback of one earning, with what became of it since.

    ``cancelled_minor`` and ``due_minor`` are what it still takes, by account.
    """

    entry_id: int
    currency: str
    taken_minor: int
    restored_minor: int = 0
    lessened_minor: int = 0
    cancelled_minor: int = 0
    due_minor: int = 0

    @property
    def outstanding_minor(self) -> int:
        """What the clawback still takes."""
        return self.cancelled_minor + self.due_minor


def plan_giving_back(taken: Taken, *, amount_minor: int) -> Entry:
    """Return the entry that gives part of a clawback back, from where it was taken.

    What is owed is forgiven first: that is what presses.
    """
    assert 0 < amount_minor <= taken.outstanding_minor
    due = min(amount_minor, taken.due_minor)
    cancelled = amount_minor - due
    return movement(
        taken.currency,
        (
            (Account.RECOVERY_DUE, -due),
            (Account.PARTNER_PAID, due),
            (Account.CANCELLED, -cancelled),
            (Account.PARTNER_PAYABLE, cancelled),
        ),
    )


def plan_restore(
    clawbacks: Sequence[Taken], *, part: Fraction = WHOLE
) -> tuple[tuple[Taken, Entry], ...]:
    """Return what gives ``part`` of each clawback back, in its original currency.

    ``part`` is what shall have been given back in the end, so that asking twice gives nothing
    more. A broken minor unit goes to the partner. Holds that
        * taking back and giving the whole back leaves every balance as it was;
        * the order of clawbacks does not matter;
        * giving back a half and then the whole comes to the whole.

    Raises:
        RestoreConflictError: More was given back already than this part.
    """
    assert 0 < part <= WHOLE
    planned: list[tuple[Taken, Entry]] = []
    for taken in clawbacks:
        target = ceil(part * (taken.taken_minor - taken.lessened_minor))
        missing = target - taken.restored_minor
        if missing < 0 and not taken.lessened_minor:
            raise RestoreConflictError(
                requested_minor=target,
                restored_minor=taken.restored_minor,
                currency=taken.currency,
            )
        if missing > 0:
            planned.append((taken, plan_giving_back(taken, amount_minor=missing)))
    return tuple(planned)
