from __future__ import annotations

import pytest

from goodstanding.incentives.rules.errors import UnbalancedEntryError
from goodstanding.incentives.rules.ledger import Account, Balances, Entry, Posting, movement

FUND, PAYABLE, PAID = Account.PROGRAM_FUND, Account.PARTNER_PAYABLE, Account.PARTNER_PAID


@pytest.mark.parametrize(
    ("_case", "postings", "sentence"),
    [
        ("one leg", (Posting(FUND, 5),), "at least two"),
        ("a leg of zero", (Posting(FUND, 0), Posting(PAID, 0)), "zero moves nothing"),
        ("not balanced", (Posting(FUND, -5), Posting(PAID, 4)), "they sum to -1"),
        ("an account twice", (Posting(FUND, -5), Posting(PAID, 4), Posting(PAID, 1)), "once"),
    ],
)
def test_an_entry_that_creates_or_loses_money_cannot_exist(_case, postings, sentence) -> None:
    with pytest.raises(UnbalancedEntryError, match=sentence):
        Entry(currency="EUR", postings=postings)


def test_an_entry_and_its_reversal_come_to_nothing() -> None:
    entry = movement("EUR", ((FUND, -500), (PAYABLE, 500), (PAID, 0)))

    assert entry.amount_minor == 500
    assert Balances().after(entry, entry.reversed()) == Balances()


def test_balances_name_what_was_earned_received_and_can_be_taken_back() -> None:
    balances = Balances(
        program_fund=-1_000, partner_payable=300, partner_paid=400, recovery_due=200, cancelled=100
    )

    assert balances.earned_minor == 1_000
    assert balances.received_minor == 600
    assert balances.recoverable_minor == 700


def test_of_a_debt_nothing_can_be_taken_back() -> None:
    assert Balances(program_fund=160, partner_payable=-160).recoverable_minor == 0
