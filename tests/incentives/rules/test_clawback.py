from __future__ import annotations

from fractions import Fraction

import pytest

from goodstanding.incentives.rules.clawback import Taken, plan_clawback, plan_restore
from goodstanding.incentives.rules.errors import ClawbackExceedsEarningError, RestoreConflictError
from goodstanding.incentives.rules.ledger import Account, Balances, Posting

PAID = Balances(program_fund=-1_000, partner_paid=1_000)
UNPAID = Balances(program_fund=-1_000, partner_payable=1_000)


def test_what_was_paid_becomes_due() -> None:
    entry = plan_clawback(PAID, amount_minor=400, currency="EUR")

    assert entry.postings == (
        Posting(Account.PARTNER_PAID, -400),
        Posting(Account.RECOVERY_DUE, 400),
    )


def test_what_was_not_paid_is_cancelled() -> None:
    entry = plan_clawback(UNPAID, amount_minor=400, currency="EUR")

    assert entry.postings == (
        Posting(Account.PARTNER_PAYABLE, -400),
        Posting(Account.CANCELLED, 400),
    )


def test_what_is_not_paid_goes_first() -> None:
    partly = Balances(program_fund=-1_000, partner_paid=900, partner_payable=100)

    after = partly.after(plan_clawback(partly, amount_minor=150, currency="EUR"))

    assert (after.cancelled, after.recovery_due) == (100, 50)


@pytest.mark.parametrize(
    ("_case", "amount_minor"), [("one cent too much", 1_001), ("nothing", 0), ("less", -1)]
)
def test_more_than_there_is_or_nothing_is_refused(_case, amount_minor) -> None:
    with pytest.raises(ClawbackExceedsEarningError, match=r"EUR 10\.00 of this earning can still"):
        plan_clawback(PAID, amount_minor=amount_minor, currency="EUR")


def test_the_whole_is_given_back_where_it_was_taken() -> None:
    taken = Taken(entry_id=1, currency="EUR", taken_minor=150, cancelled_minor=100, due_minor=50)

    ((_, entry),) = plan_restore([taken])

    assert {p.account: p.amount_minor for p in entry.postings} == {
        Account.CANCELLED: -100,
        Account.PARTNER_PAYABLE: 100,
        Account.RECOVERY_DUE: -50,
        Account.PARTNER_PAID: 50,
    }


def test_a_part_is_given_back_of_each_line_and_broken_cents_to_the_partner() -> None:
    lines = [
        Taken(entry_id=1, currency="EUR", taken_minor=1_001, due_minor=1_001),
        Taken(entry_id=2, currency="JPY", taken_minor=3, due_minor=3),
    ]

    planned = plan_restore(lines, part=Fraction(1, 2))

    assert [(entry.currency, entry.amount_minor) for _, entry in planned] == [
        ("EUR", 501),
        ("JPY", 2),
    ]


def test_asking_twice_for_a_part_gives_nothing_more() -> None:
    half_back = Taken(
        entry_id=1, currency="EUR", taken_minor=1_000, restored_minor=500, due_minor=500
    )

    assert plan_restore([half_back], part=Fraction(1, 2)) == ()
    assert [e.amount_minor for _, e in plan_restore([half_back])] == [500]


def test_less_than_was_given_back_already_is_refused() -> None:
    half_back = Taken(
        entry_id=1, currency="EUR", taken_minor=1_000, restored_minor=500, due_minor=500
    )

    with pytest.raises(RestoreConflictError, match=r"EUR 5\.00 of an earning was given back"):
        plan_restore([half_back], part=Fraction(1, 4))


def test_what_the_vendor_reversed_meanwhile_is_not_given_back() -> None:
    lessened = Taken(
        entry_id=1, currency="EUR", taken_minor=1_000, lessened_minor=600, due_minor=400
    )
    all_gone = Taken(
        entry_id=2, currency="EUR", taken_minor=1_000, lessened_minor=500, restored_minor=500
    )

    planned = plan_restore([lessened, all_gone])

    assert [(taken.entry_id, entry.amount_minor) for taken, entry in planned] == [(1, 400)]
