from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from goodstanding.incentives.rules.cells import (
    Payment,
    amount_of,
    instant_of,
    payment_of,
    payout_day_of,
    rate_of,
    type_of,
)
from goodstanding.values.errors import InvalidValueError

NOW = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "currency", "amount_minor"),
    [
        ("1240.00", "EUR", 124_000),
        ("1,240.5", "EUR", 124_050),
        ("-160", "EUR", -16_000),
        ("(160.00)", "EUR", -16_000),
        ("5000", "JPY", 5_000),
        ("1.234", "KWD", 1_234),
        ("1E+2", "EUR", 10_000),
    ],
)
def test_an_amount_is_kept_in_the_currencys_minor_unit(text, currency, amount_minor) -> None:
    assert amount_of(text, currency) == (amount_minor, "")


@pytest.mark.parametrize(
    ("text", "amount_minor"), [("12.345", 1_234), ("12.355", 1_236), ("-12.3451", -1_235)]
)
def test_more_digits_than_a_currency_has_are_rounded_half_to_even_and_told(
    text, amount_minor
) -> None:
    minor, note = amount_of(text, "EUR")

    assert minor == amount_minor
    assert note.startswith(f"EUR {text} was rounded to ")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("much", "not a number"),
        ("1.240,00", "not a number"),
        ("NaN", "not a number"),
        ("Infinity", "not a number"),
        ("10000000000000", "too large to be true"),
    ],
)
def test_what_is_no_amount_is_refused(text, sentence) -> None:
    with pytest.raises(InvalidValueError, match=sentence):
        amount_of(text, "EUR")


def test_a_rate_is_kept_exactly() -> None:
    assert rate_of("1.084321000001") == Decimal("1.084321000001")


@pytest.mark.parametrize("text", ["0", "-1", "1.0000000000001", "1000000000"])
def test_what_is_no_rate_is_refused(text) -> None:
    with pytest.raises(InvalidValueError, match="which is no rate"):
        rate_of(text)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-08-31", datetime(2026, 8, 31, tzinfo=UTC)),
        ("2026-08-31T23:30:00.1234567Z", datetime(2026, 8, 31, 23, 30, 0, 123456, tzinfo=UTC)),
        ("2026-08-31T23:30:00-07:00", datetime(2026, 9, 1, 6, 30, tzinfo=UTC)),
        ("8/31/2026", datetime(2026, 8, 31, tzinfo=UTC)),
        ("8/31/2026 11:30:00 PM", datetime(2026, 8, 31, 23, 30, tzinfo=UTC)),
    ],
)
def test_calculation_days_are_utc(text, instant) -> None:
    assert instant_of(text, now=NOW) == instant


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("31/8/2026", "not a date"),
        ("soon", "not a date"),
        ("2026-09-02", "in the future"),
        ("1999-12-31", "before the year 2000"),
    ],
)
def test_what_is_no_day_is_refused(text, sentence) -> None:
    with pytest.raises(InvalidValueError, match=sentence):
        instant_of(text, now=NOW)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-08-31", date(2026, 8, 31)),
        ("8/31/2026 11:30:00 PM", date(2026, 8, 31)),
        ("2026-09-01T06:59:00Z", date(2026, 8, 31)),
        ("2026-09-01T07:00:00Z", date(2026, 9, 1)),
    ],
)
def test_payout_days_are_pacific(text, day) -> None:
    assert payout_day_of(text) == day


@pytest.mark.parametrize(
    ("text", "payment"),
    [
        ("SENT", Payment.SENT),
        ("Tax_invoice under  review", Payment.PENDING),
        ("Reprocessing", Payment.RETURNED),
    ],
)
def test_a_payment_status_means_pending_sent_or_returned(text, payment) -> None:
    assert payment_of(text) is payment


@pytest.mark.parametrize(
    ("text", "sentence"), [("", "nobody can tell whether"), ("Maybe", "no known status")]
)
def test_an_unknown_status_is_not_taken_for_unpaid(text, sentence) -> None:
    with pytest.raises(InvalidValueError, match=sentence):
        payment_of(text)


def test_an_incentive_gets_a_code_from_its_name() -> None:
    assert type_of("Core Rebate – Azuré (2026)") == "core-rebate-azure-2026"
    with pytest.raises(InvalidValueError, match="of which no code can be made"):
        type_of("販売")
