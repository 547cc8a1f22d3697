"""What the vendor's export does to the ledger of one earning."""

from __future__ import annotations

from collections.abc import Sequence

from goodstanding.incentives.rules.clawback import Taken, plan_giving_back
from goodstanding.incentives.rules.ledger import Account, Balances, Entry, movement


def plan_earned(*, amount_minor: int, currency: str) -> Entry | None:
    """Return the entry that makes an amount payable; an adjustment may be negative.

    None for an earning of nothing, which moves no money.
    """
    if amount_minor == 0:
        return None
    return movement(
        currency,
        ((Account.PROGRAM_FUND, -amount_minor), (Account.PARTNER_PAYABLE, amount_minor)),
    )


def plan_paid(balances: Balances, *, currency: str) -> Entry | None:
    """Return the entry that pays what is payable; None where nothing is."""
    return _between(
        Account.PARTNER_PAYABLE,
        Account.PARTNER_PAID,
        amount_minor=balances.partner_payable,
        currency=currency,
    )


def plan_returned(balances: Balances, *, currency: str) -> Entry | None:
    """Return the entry for a payment that came back; None where nothing was paid.

    What is to be repaid stays so: the vendor sends the whole payment again.
    """
    return _between(
        Account.PARTNER_PAID,
        Account.PARTNER_PAYABLE,
        amount_minor=balances.partner_paid,
        currency=currency,
    )


def _between(source: Account, target: Account, *, amount_minor: int, currency: str) -> Entry | None:
    if amount_minor == 0:
        return None
    return movement(currency, ((target, amount_minor), (source, -amount_minor)))


def plan_reversed(
    balances: Balances, clawbacks: Sequence[Taken], *, amount_minor: int, currency: str
) -> tuple[tuple[tuple[Taken, Entry], ...], Entry]:
    """Return what the vendor's reversal of part of an earning does.

    It takes what is not paid yet, then what is. Where clawbacks have taken so much that this
    is not enough, they take less first, the latest first: nobody gives the same money back
    twice. Holds that what is taken back never exceeds what was earned net of reversals.

    Args:
        balances: What the earning comes to.
        clawbacks: What of it was taken back, oldest first.
        amount_minor: How much the vendor reverses; no more than was earned.
        currency: Of the earning.
    """
    assert 0 < amount_minor <= balances.earned_minor  # the rows of the file were checked
    missing = amount_minor - balances.recoverable_minor
    lessened: list[tuple[Taken, Entry]] = []
    for taken in reversed(clawbacks):
        given = min(missing, taken.outstanding_minor)
        if given > 0:
            entry = plan_giving_back(taken, amount_minor=given)
            lessened.append((taken, entry))
            balances = balances.after(entry)
            missing -= given
    unpaid = min(amount_minor, max(0, balances.partner_payable))
    paid = amount_minor - unpaid
    return tuple(lessened), movement(
        currency,
        (
            (Account.PROGRAM_FUND, amount_minor),
            (Account.PARTNER_PAYABLE, -unpaid),
            (Account.PARTNER_PAID, -paid),
        ),
    )
