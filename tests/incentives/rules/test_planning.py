"""What the rows of one earning come to, beside each other and beside what is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.incentives.rules.cells import Payment
from goodstanding.incentives.rules.clawback import Taken
from goodstanding.incentives.rules.ledger import Balances, Kind
from goodstanding.incentives.rules.planning import grouped, plan_earning
from goodstanding.incentives.rules.plans import EarningPlan, KnownEarning, Participant, Picture
from goodstanding.incentives.rules.rows import EarningRow
from goodstanding.partners.rules.plans import Outcome

LITWARE = UUID(int=7)
PICTURE = Picture(participants={"51": Participant(partner_id=LITWARE)}, namespace="mpn")
ROW = EarningRow(
    number=2,
    earning_id="E-1",
    participant_id="51",
    amount_minor=1_000,
    currency="EUR",
    earned_at=datetime(2026, 8, 14, tzinfo=UTC),
    incentive_name="Core rebate",
    incentive_type="core-rebate",
    discretionary=False,
    payment=Payment.SENT,
    payment_id="P-1",
)
KNOWN = KnownEarning(
    id=UUID(int=9),
    participant_id="51",
    partner_id=LITWARE,
    location_id=None,
    amount_minor=1_000,
    currency="EUR",
    incentive_type="core-rebate",
    balances=Balances(program_fund=-1_000, partner_paid=1_000),
    payments=((Kind.PAID, "P-1"),),
)


def loss(amount_minor: int = -160, *, number: int = 3, **said) -> EarningRow:
    return replace(ROW, number=number, amount_minor=amount_minor, **said)


def knowing(known: KnownEarning = KNOWN) -> Picture:
    return replace(PICTURE, earnings={"E-1": known})


def outcomes(plan: EarningPlan) -> list[str]:
    return [row.outcome.value for row in plan.rows]


def reasons(plan: EarningPlan) -> list[str]:
    return [refusal.reason for row in plan.rows for refusal in row.refusals]


def after(plan: EarningPlan, balances: Balances | None = None) -> Balances:
    return (balances or Balances()).after(*(planned.entry for planned in plan.entries))


def test_repeated_rows_are_one_earning() -> None:
    rows = [ROW, replace(ROW, number=3), replace(ROW, number=4)]

    plan = plan_earning("E-1", rows, PICTURE)

    assert outcomes(plan) == ["created", "unchanged", "unchanged"]
    assert after(plan) == Balances(program_fund=-1_000, partner_paid=1_000)
    assert plan.participant == Participant(partner_id=LITWARE)


def test_a_reversal_counts_once_and_another_day_is_another_reversal() -> None:
    later = datetime(2026, 8, 20, tzinfo=UTC)
    rows = [ROW, loss(), loss(number=4), loss(number=5, earned_at=later)]

    plan = plan_earning("E-1", rows, PICTURE)

    assert outcomes(plan) == ["created", "created", "unchanged", "created"]
    assert after(plan).earned_minor == 680


@given(st.permutations([ROW, replace(ROW, number=5), loss(), loss(number=4), loss(-7, number=6)]))
def test_the_order_of_rows_does_not_matter(rows) -> None:
    plan = plan_earning("E-1", rows, PICTURE)

    assert after(plan) == Balances(program_fund=-833, partner_paid=833)
    assert sorted(outcomes(plan)) == ["created"] * 3 + ["unchanged"] * 2


def test_applied_twice_it_does_nothing_the_second_time() -> None:
    known = replace(KNOWN, reversals=frozenset({loss().reference}))

    plan = plan_earning("E-1", [ROW, loss()], knowing(known))

    assert outcomes(plan) == ["unchanged", "unchanged"]
    assert not plan.changes


def test_a_reversal_of_a_known_earning_needs_no_other_row() -> None:
    plan = plan_earning("E-1", [loss()], knowing())

    assert outcomes(plan) == ["created"]
    assert after(plan, KNOWN.balances) == Balances(program_fund=-840, partner_paid=840)


def test_an_adjustment_that_names_an_earning_is_its_reversal() -> None:
    adjustment = loss(earning_id="A-1", about="E-1")

    in_file = grouped([adjustment, ROW], {})
    of_known = grouped([adjustment], {"E-1": KNOWN})
    alone_before = grouped([adjustment], {"E-1": KNOWN, "A-1": KNOWN})
    of_nobody = grouped([loss(earning_id="A-1")], {})

    assert in_file == {"E-1": [adjustment, ROW]}
    assert of_known == {"E-1": [adjustment]}
    assert list(alone_before) == ["A-1"]
    assert list(of_nobody) == ["A-1"]


def test_an_adjustment_that_names_none_stands_alone() -> None:
    rows = [loss(payment=Payment.PENDING), loss(number=4, payment=Payment.PENDING)]

    plan = plan_earning("E-1", rows, PICTURE)
    again = plan_earning(
        "E-1",
        rows,
        knowing(replace(KNOWN, amount_minor=-160, balances=after(plan), payments=())),
    )

    assert outcomes(plan) == ["created", "unchanged"]
    assert after(plan) == Balances(program_fund=160, partner_payable=-160)
    assert outcomes(again) == ["unchanged", "unchanged"]


def test_an_earning_of_nothing_is_kept_without_an_entry() -> None:
    plan = plan_earning("E-1", [replace(ROW, amount_minor=0)], PICTURE)

    assert outcomes(plan) == ["created"]
    assert plan.entries == ()
    assert plan.changes


def test_an_unknown_participant_is_refused() -> None:
    plan = plan_earning("E-1", [replace(ROW, participant_id="9")], PICTURE)

    assert reasons(plan) == [
        "No partner of this program has the mpn ID “9”. Import the partner first."
    ]
    assert not plan.changes


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"amount_minor": 1_001}, "Says “EUR 10.01”, and row 2 says “EUR 10.00”"),
        ({"currency": "USD"}, "Says “USD”, and row 2 says “EUR”"),
        ({"incentive_type": "fee"}, "Says “fee”, and row 2 says “core-rebate”"),
        ({"payment": Payment.PENDING}, "Says “pending”, and row 2 says “sent”"),
    ],
)
def test_rows_that_contradict_each_other_refuse_the_earning(other, reason) -> None:
    plan = plan_earning("E-1", [ROW, replace(ROW, number=3, **other)], PICTURE)

    assert outcomes(plan) == ["refused", "refused"]
    assert reasons(plan)[0].startswith("Row 3 of the same earning is refused")
    assert reasons(plan)[1].startswith(reason)


def test_a_row_that_contradicts_an_earlier_file_is_refused() -> None:
    plan = plan_earning("E-1", [replace(ROW, amount_minor=900)], knowing())

    assert reasons(plan)[0].startswith("Says “EUR 9.00”, and an earlier file says “EUR 10.00”")


def test_a_reversal_in_another_currency_is_refused() -> None:
    with_row = plan_earning("E-1", [ROW, loss(currency="USD")], PICTURE)
    of_known = plan_earning("E-1", [loss(currency="USD")], knowing())

    assert "Says “USD”, and the earning says “EUR”" in reasons(with_row)[1]
    assert "Says “USD”, and the earning says “EUR”" in reasons(of_known)[0]


def test_reversals_of_more_than_was_earned_are_refused() -> None:
    with_row = plan_earning("E-1", [ROW, loss(-1_001)], PICTURE)
    of_known = plan_earning("E-1", [loss(-600), loss(-401, number=4)], knowing())

    sentence = "Takes away EUR 10.01 in all, of EUR 10.00 that was earned. Ask the vendor which"
    assert sentence in reasons(with_row)[1]
    assert all(sentence in reason for reason in reasons(of_known))


def test_an_earning_counts_with_all_its_rows_or_not_at_all() -> None:
    plan = plan_earning("E-1", [ROW, loss()], PICTURE, bad_row=7)

    assert outcomes(plan) == ["refused", "refused"]
    assert all(reason.startswith("Row 7 of the same earning") for reason in reasons(plan))


@pytest.mark.parametrize(
    ("_case", "payments", "payment", "outcome", "kinds"),
    [
        ("paid now", (), Payment.SENT, Outcome.UPDATED, [Kind.PAID]),
        ("not yet", (), Payment.PENDING, Outcome.UNCHANGED, []),
        ("never sent, so nothing came back", (), Payment.RETURNED, Outcome.UNCHANGED, []),
        ("sent already", ((Kind.PAID, "P-1"),), Payment.SENT, Outcome.UNCHANGED, []),
        (
            "paid again",
            ((Kind.PAID, "P-1"), (Kind.RETURNED, "P-1")),
            Payment.SENT,
            Outcome.UPDATED,
            [Kind.PAID],
        ),
    ],
)
def test_a_payment_follows_what_was_known(_case, payments, payment, outcome, kinds) -> None:
    unpaid = Balances(program_fund=-1_000, partner_payable=1_000)
    known = replace(KNOWN, balances=unpaid, payments=payments)

    plan = plan_earning("E-1", [replace(ROW, payment=payment)], knowing(known))

    assert [planned.kind for planned in plan.entries] == kinds
    assert plan.rows[0].outcome is outcome


def test_a_payment_that_comes_back_is_payable_again() -> None:
    plan = plan_earning("E-1", [replace(ROW, payment=Payment.RETURNED)], knowing())

    assert after(plan, KNOWN.balances) == Balances(program_fund=-1_000, partner_payable=1_000)


def test_an_older_file_says_so_and_changes_nothing() -> None:
    plan = plan_earning("E-1", [replace(ROW, payment=Payment.PENDING)], knowing())

    assert not plan.changes
    assert plan.rows[0].notes[0].endswith("is the file older?")


def test_what_was_cancelled_is_told_where_the_rest_is_paid() -> None:
    partly = Balances(program_fund=-1_000, partner_payable=600, cancelled=400)

    plan = plan_earning("E-1", [ROW], knowing(replace(KNOWN, balances=partly, payments=())))

    assert plan.rows[0].notes == (
        "EUR 4.00 of it was cancelled before. Check that EUR 6.00 was paid.",
    )


def test_nothing_is_paid_where_everything_was_cancelled() -> None:
    cancelled = Balances(program_fund=-1_000, cancelled=1_000)

    plan = plan_earning("E-1", [ROW], knowing(replace(KNOWN, balances=cancelled, payments=())))

    assert plan.entries == ()


def test_reversals_after_a_clawback_lessen_it_step_by_step() -> None:
    taken = Taken(entry_id=4, currency="EUR", taken_minor=1_000, cancelled_minor=400, due_minor=600)
    balances = Balances(program_fund=-1_000, recovery_due=600, cancelled=400)
    known = replace(KNOWN, balances=balances, clawbacks=(taken,))

    plan = plan_earning("E-1", [loss(-500), loss(-300, number=4)], knowing(known))

    assert [planned.kind for planned in plan.entries] == [
        Kind.LESSENED,
        Kind.REVERSED,
        Kind.LESSENED,
        Kind.REVERSED,
    ]
    assert after(plan, balances) == Balances(program_fund=-200, cancelled=200)
