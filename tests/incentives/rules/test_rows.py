from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from goodstanding.incentives.rules.header import read_columns
from goodstanding.incentives.rules.reading import read_earnings
from goodstanding.incentives.rules.rows import EarningRow, Terms, checked_row
from goodstanding.partners.rules.errors import ColumnMappingError
from goodstanding.partners.rules.reading import Record
from tests.builders_incentives import earning_row, earnings_csv
from tests.partners.rules.test_workbooks import workbook

NOW = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
TERMS = Terms(now=NOW)


def read(row: dict[str, str], terms: Terms = TERMS) -> EarningRow | list[str]:
    """Return what a row says, or the reasons why it cannot be used."""
    file = read_earnings(earnings_csv(row), terms=terms)
    if file.rows:
        return file.rows[0]
    (refusals,) = file.refusals.values()
    return [refusal.reason for refusal in refusals]


def test_a_row_says_who_earned_what_when() -> None:
    row = read(earning_row(rate="1.08", rate_on="2026-08-01", paid_on="2026-08-30"))

    assert isinstance(row, EarningRow)
    assert (row.earning_id, row.participant_id) == ("E-1", "5120447")
    assert (row.amount_minor, row.currency) == (124_000, "EUR")
    assert (row.incentive_type, row.discretionary) == ("core-rebate", False)
    assert (row.rate, row.rate_on) == (Decimal("1.08"), date(2026, 8, 1))
    assert row.paid_on == date(2026, 8, 30)
    assert not row.takes_away


def test_all_reasons_are_told_at_once() -> None:
    reasons = read(
        {
            "earningId": "",
            "participantId": "x" * 129,
            "earningAmount": "much",
            "transactionCurrency": "EURO",
            "earningDate": "",
            "lever": "",
            "paymentStatus": "",
            "exchangeRateDate": "soon",
        }
    )

    assert reasons == [
        "Is empty. Fill it in, or leave the row out.",
        "Has 129 characters; 128 are kept. Shorten it.",
        ("Says “EURO”, which is no currency. Use a code of three letters, such as EUR."),
        "Is empty, and so is the calculation date. Fill one in.",
        "Is empty, and so is the earning type. Fill one in.",
        ("Is empty, so nobody can tell whether this was paid. Ask the vendor for the status."),
        ("Says “soon”, which is not a date. Write it as 2026-09-30 or 9/30/2026 (month first)."),
    ]


@pytest.mark.parametrize(
    ("_case", "cells", "reason"),
    [
        ("no amount", {"amount": ""}, "Is empty"),
        ("no currency", {"currency": ""}, "Is empty"),
        ("a bad amount", {"amount": "x"}, "Says “x”"),
        ("a bad name", {"lever": "販売"}, "Says “販売”"),
        ("a bad day", {"earned": "soon"}, "Says “soon”"),
    ],
)
def test_a_bad_cell_is_named_with_its_column(_case, cells, reason) -> None:
    said = read(earning_row(**cells))

    assert isinstance(said, list)
    assert len(said) == 1
    assert said[0].startswith(reason)


def test_what_is_missing_is_read_from_the_next_best_column() -> None:
    row = read(
        {
            **earning_row(earned="", lever="", calculated="2026-08-20"),
            "EarningType": "Fee",
        }
    )

    assert isinstance(row, EarningRow)
    assert row.earned_at == datetime(2026, 8, 20, tzinfo=UTC)
    assert row.incentive_name == "Fee"


def test_a_rate_without_its_day_is_no_rate() -> None:
    row = read(earning_row(rate="1.08"))

    assert isinstance(row, EarningRow)
    assert (row.rate, row.rate_on) == (None, None)


def test_a_day_of_payment_counts_only_where_it_was_sent() -> None:
    row = read(earning_row(status="UPCOMING", paid_on="2026-09-30"))

    assert isinstance(row, EarningRow)
    assert row.paid_on is None


@pytest.mark.parametrize(
    ("cells", "terms", "discretionary"),
    [
        ({"lever": "Marketing funds"}, TERMS, True),
        ({"fund": "Co-op"}, TERMS, True),
        ({}, TERMS, False),
        ({}, Terms(now=NOW, discretionary=frozenset({"core-rebate"})), True),
        ({"lever": "MDF"}, Terms(now=NOW, discretionary=frozenset()), False),
    ],
)
def test_optional_money_is_known_by_its_words_or_as_it_was_named(
    cells, terms, discretionary
) -> None:
    row = read(earning_row(**cells), terms)

    assert isinstance(row, EarningRow)
    assert row.discretionary is discretionary


def test_a_short_row_and_a_defused_cell_are_read() -> None:
    header = (
        *("earningId", "participantId", "earningAmount", "transactionCurrency", "earningDate"),
        *("lever", "paymentStatus", "paymentId"),
    )
    cells = ("E-1", "5120447", "'-160.00", "eur", "2026-08-14", "Core rebate", "SENT")

    row = checked_row(
        Record(number=2, line=2, cells=cells),
        columns=read_columns(header),
        header=header,
        terms=TERMS,
    )

    assert isinstance(row, EarningRow)
    assert (row.amount_minor, row.payment_id) == (-16_000, "")


def test_an_empty_row_has_no_number() -> None:
    file = read_earnings(
        b"paymentStatus,lever,earningDate,transactionCurrency,earningAmount,participantId,earningId"
        b"\nSENT\n",
        terms=TERMS,
    )

    assert file.numbers == {2: ""}
    assert file.bad_rows == {}
    assert list(file.refusals) == [2]


def test_headers_differ_in_case_and_unknown_ones_are_told() -> None:
    row = {name.upper() if "P" in name else name: cell for name, cell in earning_row().items()}
    renamed = {"Participant_ID" if name == "participantId" else name: c for name, c in row.items()}

    file = read_earnings(earnings_csv({**renamed, "moonPhase": "full"}), terms=TERMS)

    assert len(file.rows) == 1
    assert file.remarks == ("Not known, and not read: “moonPhase”.",)


def test_every_missing_or_doubled_column_is_told() -> None:
    with pytest.raises(ColumnMappingError) as refusal:
        read_columns(("earningId", "participantID", "participantId", "calculationDate", "lever"))

    assert refusal.value.sentences == (
        "“participantID” and “participantId” are the same column. Delete one of them.",
        "The file has no column “earningAmount”. Export it with all columns.",
        "The file has no column “transactionCurrency”. Export it with all columns.",
        "The file has no column “paymentStatus”. Export it with all columns.",
    )


def test_a_sheet_of_a_workbook_says_what_the_same_csv_file_says() -> None:
    row = earning_row(rate="1.08", rate_on="2026-08-01", paid_on="2026-08-30")
    plain = read_earnings(earnings_csv(row), terms=TERMS)

    packed = read_earnings(workbook(("Earnings", [tuple(row), tuple(row.values())])), terms=TERMS)

    assert packed.rows == plain.rows
    assert packed.remarks[0] == "The sheet “Earnings” was read."
