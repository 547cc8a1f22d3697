"""What the database itself refuses, whoever asks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from goodstanding.incentives.models import Earning, LedgerEntry, LedgerPosting, Pause
from goodstanding.incentives.services.stops import pause
from goodstanding.values.spans import Span
from tests.builders import NOON, SYSTEM
from tests.builders_incentives import a_cause, claw_back, make_earning

pytestmark = pytest.mark.django_db


def check_now() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def entry_of(earning: Earning, kind: str = "paid", **fields) -> LedgerEntry:
    return LedgerEntry.objects.create(
        earning=earning,
        kind=kind,
        cause_id=a_cause(),
        currency=fields.pop("currency", earning.currency),
        posted_at=NOON,
        **fields,
    )


def move(entry: LedgerEntry, **accounts: int) -> None:
    for account, amount in accounts.items():
        LedgerPosting.objects.create(entry=entry, account=account, amount_minor=amount)


def test_an_unbalanced_entry_is_refused_at_commit() -> None:
    earning = make_earning()
    check_now()

    with pytest.raises(IntegrityError, match="does not balance"), transaction.atomic():
        move(entry_of(earning), partner_payable=-100, partner_paid=99)
        check_now()

    assert earning.entries.count() == 2


def test_an_entry_without_postings_is_refused_at_commit() -> None:
    earning = make_earning()

    with pytest.raises(IntegrityError, match="does not balance"), transaction.atomic():
        entry_of(earning)
        check_now()

    assert earning.entries.count() == 2


def test_an_entry_in_another_currency_is_refused() -> None:
    earning = make_earning()

    with pytest.raises(IntegrityError, match="is in USD, its earning in EUR"), transaction.atomic():
        move(entry_of(earning, currency="USD"), partner_paid=-1, partner_payable=1)
        check_now()

    assert earning.entries.count() == 2


def test_more_than_was_earned_cannot_be_taken() -> None:
    earning = make_earning(amount="1.00")

    with pytest.raises(IntegrityError, match="more than there is in partner_paid"):
        with transaction.atomic():
            move(entry_of(earning, "reversed"), partner_paid=-101, program_fund=101)
            check_now()

    assert earning.entries.count() == 2


def test_more_than_was_taken_cannot_be_given_back() -> None:
    earning = make_earning(amount="1.00")
    one = claw_back(earning.pk, cause_id=a_cause(), amount_minor=10, actor=SYSTEM, at=NOON)
    claw_back(earning.pk, cause_id=a_cause(), amount_minor=10, actor=SYSTEM, at=NOON)

    with pytest.raises(IntegrityError, match="gives back more than was taken"):
        with transaction.atomic():
            move(entry_of(earning, "restored", undoes=one), recovery_due=-11, partner_paid=11)
            check_now()
    with pytest.raises(IntegrityError, match="undoes no clawback of its earning"):
        with transaction.atomic():
            paid = earning.entries.get(kind="paid")
            move(entry_of(earning, "restored", undoes=paid), recovery_due=-1, partner_paid=1)
            check_now()

    assert earning.entries.count() == 4


def test_a_cause_takes_an_earning_back_once() -> None:
    earning, cause = make_earning(), a_cause()
    entry = claw_back(earning.pk, cause_id=cause, amount_minor=10, actor=SYSTEM, at=NOON)

    with pytest.raises(IntegrityError, match="one_clawback_per_cause"), transaction.atomic():
        LedgerEntry.objects.create(
            earning=earning,
            kind="clawed-back",
            cause_id=cause,
            currency="EUR",
            clawback=entry.clawback,
            posted_at=NOON,
        )


@pytest.mark.parametrize(
    "table",
    [
        "incentives_earning",
        "incentives_clawback",
        "incentives_ledgerentry",
        "incentives_ledgerposting",
    ],
)
def test_nothing_of_the_ledger_is_changed_or_deleted(table) -> None:
    earning = make_earning()
    claw_back(earning.pk, cause_id=a_cause(), amount_minor=10, actor=SYSTEM, at=NOON)
    check_now()

    for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}", f"TRUNCATE {table}"):
        with pytest.raises(DatabaseError, match=r"append-only|permission denied"):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)

    assert earning.entries.count() == 3


def test_a_pause_is_superseded_never_edited() -> None:
    earning = make_earning()
    row = pause(earning.partner_key, cause_id=a_cause(), span=Span(NOON), actor=SYSTEM, at=NOON)

    with pytest.raises(DatabaseError, match="superseded_at set, once"), transaction.atomic():
        Pause.objects.filter(pk=row.pk).update(valid_until=NOON + timedelta(days=1))

    assert Pause.objects.get().valid_until is None
