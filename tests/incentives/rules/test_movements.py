from __future__ import annotations

from goodstanding.incentives.rules.clawback import Taken
from goodstanding.incentives.rules.ledger import Account, Balances, Posting
from goodstanding.incentives.rules.movements import (
    plan_earned,
    plan_paid,
    plan_returned,
    plan_reversed,
)


def test_an_earning_of_nothing_moves_nothing() -> None:
    assert plan_earned(amount_minor=0, currency="EUR") is None


def test_an_adjustment_makes_the_partner_owe() -> None:
    entry = plan_earned(amount_minor=-160, currency="EUR")

    assert entry is not None
    assert Balances().after(entry) == Balances(program_fund=160, partner_payable=-160)


def test_a_payment_pays_what_is_payable_and_comes_back_as_a_whole() -> None:
    earned = Balances(program_fund=-850, partner_payable=510, cancelled=340)

    paid = plan_paid(earned, currency="EUR")
    assert paid is not None
    back = plan_returned(earned.after(paid), currency="EUR")

    assert paid.amount_minor == 510
    assert back is not None
    assert earned.after(paid, back) == earned


def test_what_is_paid_is_not_paid_again_nor_returned_where_nothing_was() -> None:
    assert plan_paid(Balances(program_fund=-5, partner_paid=5), currency="EUR") is None
    assert plan_returned(Balances(program_fund=-5, partner_payable=5), currency="EUR") is None


def test_a_reversal_takes_what_is_not_paid_first() -> None:
    balances = Balances(program_fund=-1_000, partner_payable=300, partner_paid=700)

    lessened, entry = plan_reversed(balances, (), amount_minor=400, currency="EUR")

    assert lessened == ()
    assert entry.postings == (
        Posting(Account.PROGRAM_FUND, 400),
        Posting(Account.PARTNER_PAYABLE, -300),
        Posting(Account.PARTNER_PAID, -100),
    )


def test_what_the_vendor_reverses_after_a_clawback_is_not_taken_twice() -> None:
    balances = Balances(program_fund=-1_000, partner_paid=200, recovery_due=800)
    older = Taken(entry_id=1, currency="EUR", taken_minor=500, due_minor=500)
    later = Taken(entry_id=2, currency="EUR", taken_minor=300, due_minor=300)

    lessened, entry = plan_reversed(balances, (older, later), amount_minor=700, currency="EUR")

    assert [(taken.entry_id, less.amount_minor) for taken, less in lessened] == [(2, 300), (1, 200)]
    end = balances.after(*(less for _, less in lessened), entry)
    assert end == Balances(program_fund=-300, recovery_due=300)
