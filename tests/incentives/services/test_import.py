from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from goodstanding.evidence.merkle import items_root
from goodstanding.evidence.models import Event
from goodstanding.incentives.models import Earning, EarningsImport, LedgerEntry, State
from goodstanding.incentives.rules.ledger import Balances
from goodstanding.incentives.services import applying
from goodstanding.incentives.services.applying import apply_earnings
from goodstanding.incentives.services.clawbacks import restore
from goodstanding.incentives.services.receiving import receive_earnings
from goodstanding.partners.rules.errors import ColumnMappingError
from goodstanding.values.errors import ConflictError, InvalidValueError
from tests.builders import NOON, SYSTEM
from tests.builders_incentives import (
    a_cause,
    balances,
    claw_back,
    earning_row,
    earnings_csv,
    import_rows,
    make_participant,
    receive,
)
from tests.partners.rules.test_workbooks import workbook

pytestmark = pytest.mark.django_db


def report(held: EarningsImport) -> list[tuple[int, str, list[list[str]], list[str]]]:
    return [
        (row.number, row.outcome, row.refusals, row.notes) for row in held.rows.order_by("number")
    ]


def test_an_earning_is_kept_with_its_currency_rate_and_month() -> None:
    program, partner = make_participant()

    import_rows(
        program,
        earning_row(earned="2026-08-31T23:30:00", rate="1.084321", rate_on="2026-08-01"),
    )

    earning = Earning.objects.get()
    assert (earning.partner_id, earning.location_id) == (partner.pk, None)
    assert (earning.amount_minor, earning.currency) == (124_000, "EUR")
    assert (earning.rate, earning.rate_on) == (Decimal("1.084321"), date(2026, 8, 1))
    assert (earning.report_currency, earning.rate_source) == ("USD", "vendor-export")
    assert earning.earned_at == datetime(2026, 8, 31, 23, 30, tzinfo=UTC)
    assert earning.applies_on == date(2026, 8, 1)
    assert (earning.incentive_type, earning.discretionary) == ("core-rebate", False)
    assert balances(earning) == Balances(program_fund=-124_000, partner_paid=124_000)


def test_the_payout_day_is_counted_in_pacific_time() -> None:
    program, _partner = make_participant()

    import_rows(program, earning_row(paid_on="2026-09-01T05:00:00Z"))

    assert LedgerEntry.objects.get(kind="paid").happened_on == date(2026, 8, 31)


def test_a_file_counts_each_earning_once_and_says_what_each_row_did() -> None:
    program, _partner = make_participant()

    held = import_rows(
        program,
        earning_row("E-1", transaction="T-1"),
        earning_row("E-1", transaction="T-2"),
        earning_row("E-1", amount="-160.00", earned="2026-08-20", reason="CORR"),
        earning_row("E-1", transaction="T-3"),
        earning_row("E-1", amount="-160.00", earned="2026-08-20", reason="CORR"),
    )

    repeats = ["Repeats row 2: an earning is counted once."]
    assert report(held) == [
        (2, "created", [], []),
        (3, "unchanged", [], repeats),
        (4, "created", [], []),
        (5, "unchanged", [], repeats),
        (6, "unchanged", [], ["Repeats row 4: an earning is counted once."]),
    ]
    assert balances(Earning.objects.get()).earned_minor == 108_000


def test_checking_a_file_touches_no_earning() -> None:
    program, _partner = make_participant()

    held = receive(program, earning_row())

    assert held.state == State.CHECKED
    assert [row.outcome for row in held.rows.all()] == ["created"]
    assert not Earning.objects.exists()


def test_one_event_proves_all_earnings_of_a_chunk() -> None:
    program, partner = make_participant()

    held = import_rows(program, earning_row("E-1"), earning_row("E-2"))

    event = Event.objects.get(name="earnings.imported")
    said = json.loads(bytes(event.bytes))
    items = [bytes(row.item) for row in held.rows.order_by("number")]
    assert said["content"]["items_root"] == items_root(items).hex()
    assert (said["content"]["count"], said["content"]["created"]) == (2, 2)
    assert said["partners"] == [[str(program.pk), str(partner.pk)]]
    assert b"E-1" not in bytes(event.bytes) + items[0]


def test_the_same_file_again_changes_nothing_and_leaves_no_event() -> None:
    program, _partner = make_participant()
    rows = [earning_row("E-1"), earning_row("E-1", amount="-160.00"), earning_row("E-2")]
    import_rows(program, *rows)
    written, logged = LedgerEntry.objects.count(), Event.objects.count()

    again = import_rows(program, *rows)

    assert [row.outcome for row in again.rows.order_by("number")] == ["unchanged"] * 3
    assert (LedgerEntry.objects.count(), Event.objects.count()) == (written, logged)


def test_a_bad_row_and_nothing_is_applied() -> None:
    program, _partner = make_participant()

    held = import_rows(program, earning_row("E-1"), earning_row("E-2", participant="9"))

    assert held.state == State.REFUSED
    assert bytes(held.content) == b""
    assert report(held)[1][2] == [
        [
            "participantId",
            "No partner of this program has the mpn ID “9”. Import the partner first.",
        ]
    ]
    assert not Earning.objects.exists()
    with pytest.raises(ConflictError, match="was refused"):
        apply_earnings(held.pk, actor=SYSTEM, at=NOON)


def test_bad_rows_can_be_left_out() -> None:
    program, _partner = make_participant()

    held = import_rows(program, earning_row("E-1"), earning_row("E-2", amount="much"), skip=True)

    assert held.state == State.APPLIED
    assert [row.outcome for row in held.rows.order_by("number")] == ["created", "refused"]
    assert [earning.external_id for earning in Earning.objects.all()] == ["E-1"]


def test_a_row_that_turned_bad_since_it_was_checked_stops_a_whole_import() -> None:
    program, _partner = make_participant()
    held = receive(program, earning_row("E-1"), earning_row("E-2"))
    import_rows(program, earning_row("E-2", amount="7.00"))

    done = apply_earnings(held.pk, actor=SYSTEM, at=NOON)

    assert done.state == State.REFUSED
    assert "an earlier file says “EUR 7.00”" in report(done)[1][2][0][1]
    assert [earning.external_id for earning in Earning.objects.all()] == ["E-2"]


def test_an_import_that_was_interrupted_continues(monkeypatch) -> None:
    program, _partner = make_participant()
    held = receive(program, earning_row("E-1"), earning_row("E-2"), earning_row("E-3"), skip=True)
    monkeypatch.setattr(applying, "CHUNK", 1)

    def killed(_size: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        apply_earnings(held.pk, actor=SYSTEM, at=NOON, progress=killed)
    assert Earning.objects.count() == 1
    sizes: list[int] = []
    done = apply_earnings(held.pk, actor=SYSTEM, at=NOON, progress=sizes.append)

    assert sizes == [1, 1]
    assert done.state == State.APPLIED
    assert [row.outcome for row in done.rows.order_by("number")] == ["created"] * 3
    assert apply_earnings(held.pk, actor=SYSTEM, at=NOON).applied_at == done.applied_at


def test_a_later_file_pays_returns_and_pays_again() -> None:
    program, _partner = make_participant()
    import_rows(program, earning_row(status="UPCOMING", payment=""))
    earning = Earning.objects.get()

    outcomes = [
        import_rows(program, earning_row(status=status, payment=payment)).rows.get().outcome
        for status, payment in (
            ("IN PROGRESS", ""),
            ("SENT", "P-1"),
            ("Reversed", "P-1"),
            ("Reprocessing", "P-1"),
            ("SENT", "P-2"),
        )
    ]

    assert outcomes == ["unchanged", "updated", "updated", "unchanged", "updated"]
    kinds = LedgerEntry.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["earned", "paid", "returned", "paid"]
    assert balances(earning).partner_paid == 124_000


def test_an_older_file_takes_no_payment_back() -> None:
    program, _partner = make_participant()
    import_rows(program, earning_row(status="SENT"))

    again = import_rows(program, earning_row(status="UPCOMING", payment=""))

    assert report(again)[0][1] == "unchanged"
    assert "is the file older?" in report(again)[0][3][0]
    assert balances(Earning.objects.get()).partner_paid == 124_000


def test_money_given_back_is_not_paid_by_the_file_of_the_old_payment() -> None:
    program, _partner = make_participant()
    import_rows(program, earning_row(status="UPCOMING", payment=""))
    earning, cause = Earning.objects.get(), a_cause()
    claw_back(earning.pk, cause_id=cause, amount_minor=24_000, actor=SYSTEM, at=NOON)
    paid = import_rows(program, earning_row(status="SENT", payment="P-1"))
    restore(cause, actor=SYSTEM, at=NOON)

    import_rows(program, earning_row(status="SENT", payment="P-1"))

    assert report(paid)[0][3] == [
        "EUR 240.00 of it was cancelled before. Check that EUR 1,000.00 was paid."
    ]
    assert balances(earning) == Balances(
        program_fund=-124_000, partner_payable=24_000, partner_paid=100_000
    )


def test_a_reversal_by_the_vendor_after_a_clawback_is_not_taken_twice() -> None:
    program, _partner = make_participant()
    import_rows(program, earning_row(amount="100.00"))
    earning, cause = Earning.objects.get(), a_cause()
    claw_back(earning.pk, cause_id=cause, amount_minor=8_000, actor=SYSTEM, at=NOON)

    import_rows(program, earning_row(amount="-70.00", reason="CORR"))

    assert balances(earning) == Balances(program_fund=-3_000, recovery_due=3_000)
    restore(cause, actor=SYSTEM, at=NOON)
    assert balances(earning) == Balances(program_fund=-3_000, partner_paid=3_000)


def test_incentives_that_finance_names_are_optional_money() -> None:
    program, _partner = make_participant()
    content = earnings_csv(
        earning_row("E-1", lever="Growth accelerator"), earning_row("E-2", lever="Marketing funds")
    )

    held = receive_earnings(
        program.pk,
        file_name="C:\\exports\\earnings.csv",
        content=content,
        discretionary=["Growth Accelerator"],
        actor=SYSTEM,
        at=NOON,
    )
    apply_earnings(held.pk, actor=SYSTEM, at=NOON)

    assert held.file_name == "earnings.csv"
    assert dict(Earning.objects.values_list("external_id", "discretionary")) == {
        "E-1": True,
        "E-2": False,
    }


def test_of_a_workbook_the_named_sheet_is_read_and_said() -> None:
    program, _partner = make_participant()
    rows = list(csv.reader(io.StringIO(earnings_csv(earning_row("E-1")).decode())))
    content = workbook(("Notes", [("read", "me"), ("1", "2")]), ("Earnings", rows))

    held = receive_earnings(
        program.pk,
        file_name="e.xlsx",
        content=content,
        sheet="earnings",
        actor=SYSTEM,
        at=NOON,
    )
    apply_earnings(held.pk, actor=SYSTEM, at=NOON)

    assert held.remarks[0] == "The sheet “Earnings” was read."
    assert list(Earning.objects.values_list("external_id", flat=True)) == ["E-1"]
    with pytest.raises(ColumnMappingError):
        receive_earnings(program.pk, file_name="e.xlsx", content=content, actor=SYSTEM, at=NOON)


def test_a_file_without_the_needed_columns_is_not_kept() -> None:
    program, _partner = make_participant()

    with pytest.raises(ColumnMappingError) as refusal:
        receive(program, {"earningId": "E-1", "lever": "Core rebate"})

    assert len(refusal.value.sentences) == 5
    assert not EarningsImport.objects.exists()


def test_a_number_of_a_partner_outside_the_program_is_not_known_here() -> None:
    program, _partner = make_participant(number="1")
    make_participant(number="2", name="Adatum")

    held = import_rows(program, earning_row(participant="2"))

    assert "No partner of this program has the mpn ID “2”" in report(held)[0][2][0][1]


def test_a_namespace_that_cannot_be_one_is_refused() -> None:
    program, _partner = make_participant()

    with pytest.raises(InvalidValueError, match="cannot be a namespace"):
        receive_earnings(
            program.pk,
            file_name="e.csv",
            content=earnings_csv(earning_row()),
            namespace="Partner IDs",
            actor=SYSTEM,
            at=NOON,
        )

    assert not EarningsImport.objects.exists()
