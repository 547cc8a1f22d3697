"""Laws of the ledger of one earning, whatever happens to it in whatever order."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from goodstanding.incentives.rules.clawback import Taken, plan_clawback, plan_restore
from goodstanding.incentives.rules.ledger import Account, Balances, Entry
from goodstanding.incentives.rules.movements import plan_reversed

amounts = st.integers(min_value=1, max_value=10**12)
parts = st.fractions(min_value=Fraction(1, 100), max_value=1)


@st.composite
def earnings(draw) -> Balances:
    """Return the balances of an earning of which some, none or all is paid."""
    payable, paid = draw(st.integers(0, 10**9)), draw(st.integers(0, 10**9))
    return Balances(
        program_fund=-payable - paid - 1, partner_payable=payable + 1, partner_paid=paid
    )


def total(balances: Balances) -> int:
    return sum(getattr(balances, account.value) for account in Account)


def taken_by(entry: Entry, entry_id: int = 1) -> Taken:
    moved = {posting.account: posting.amount_minor for posting in entry.postings}
    return Taken(
        entry_id=entry_id,
        currency=entry.currency,
        taken_minor=entry.amount_minor,
        cancelled_minor=moved.get(Account.CANCELLED, 0),
        due_minor=moved.get(Account.RECOVERY_DUE, 0),
    )


def after_giving(taken: Taken, entry: Entry) -> Taken:
    moved = {posting.account: posting.amount_minor for posting in entry.postings}
    return replace(
        taken,
        restored_minor=taken.restored_minor + entry.amount_minor,
        cancelled_minor=taken.cancelled_minor + moved.get(Account.CANCELLED, 0),
        due_minor=taken.due_minor + moved.get(Account.RECOVERY_DUE, 0),
    )


@given(earnings(), st.data())
def test_taking_back_and_giving_back_leaves_every_balance_as_it_was(balances, data) -> None:
    amount = data.draw(st.integers(1, balances.recoverable_minor))

    entry = plan_clawback(balances, amount_minor=amount, currency="EUR")
    ((_, back),) = plan_restore([taken_by(entry)])

    assert balances.after(entry, back) == balances


@given(earnings(), st.data())
def test_money_is_neither_made_nor_lost_nor_taken_twice(balances, data) -> None:
    now = balances
    for _ in range(data.draw(st.integers(1, 5))):
        if not now.recoverable_minor:
            break
        amount = data.draw(st.integers(1, now.recoverable_minor))
        now = now.after(plan_clawback(now, amount_minor=amount, currency="EUR"))

    assert total(now) == total(balances) == 0
    assert 0 <= now.cancelled + now.recovery_due <= balances.earned_minor
    assert now.partner_payable >= 0
    assert now.partner_paid >= 0


@given(earnings(), st.data())
def test_the_order_of_clawbacks_does_not_matter(balances, data) -> None:
    one = data.draw(st.integers(0, balances.recoverable_minor))
    other = data.draw(st.integers(0, balances.recoverable_minor - one))

    def after(*amounts_minor: int) -> Balances:
        now: Balances = balances
        for amount in filter(None, amounts_minor):
            now = now.after(plan_clawback(now, amount_minor=amount, currency="EUR"))
        return now

    assert after(one, other) == after(other, one)


@given(amounts, parts, parts)
def test_giving_back_in_steps_comes_to_the_last_part(amount, one, other) -> None:
    first, last = sorted((one, other))
    taken = Taken(entry_id=1, currency="EUR", taken_minor=amount, due_minor=amount)

    stepwise = taken
    for part in (first, last, last):
        for of, entry in plan_restore([stepwise], part=part):
            stepwise = after_giving(of, entry)
    ((_, at_once),) = plan_restore([taken], part=last)

    assert stepwise.restored_minor == at_once.amount_minor


@given(st.lists(amounts, min_size=1, max_size=6), parts, st.randoms())
def test_the_order_of_lines_does_not_matter_for_what_is_given_back(lines, part, random) -> None:
    clawbacks = [
        Taken(entry_id=number, currency="EUR", taken_minor=amount, due_minor=amount)
        for number, amount in enumerate(lines)
    ]
    shuffled = random.sample(clawbacks, k=len(clawbacks))

    given_back = {taken.entry_id: entry for taken, entry in plan_restore(clawbacks, part=part)}
    otherwise = {taken.entry_id: entry for taken, entry in plan_restore(shuffled, part=part)}

    assert given_back == otherwise
    assert all(
        abs(entry.amount_minor - part * lines[number]) < 1 for number, entry in given_back.items()
    )


@given(earnings(), st.data())
def test_clawbacks_never_exceed_what_was_earned_net_of_reversals(balances, data) -> None:
    now, clawbacks = balances, []
    for number in range(data.draw(st.integers(0, 3))):
        if now.recoverable_minor:
            amount = data.draw(st.integers(1, now.recoverable_minor))
            entry = plan_clawback(now, amount_minor=amount, currency="EUR")
            now = now.after(entry)
            clawbacks.append(taken_by(entry, number))
    reversed_minor = data.draw(st.integers(1, now.earned_minor))

    lessened, reversal = plan_reversed(now, clawbacks, amount_minor=reversed_minor, currency="EUR")

    end = now.after(*(entry for _, entry in lessened), reversal)
    assert end.earned_minor == balances.earned_minor - reversed_minor
    assert min(end.partner_payable, end.partner_paid, end.cancelled, end.recovery_due) >= 0
