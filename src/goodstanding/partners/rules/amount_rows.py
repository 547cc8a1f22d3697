"""One row of a file of monthly amounts, checked: what it says, or why it cannot be used."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from goodstanding.partners.rules.amount_columns import AmountColumn
from goodstanding.partners.rules.amounts import AMOUNT_MINOR_MAX, METRIC_MAX, MonthAmount
from goodstanding.partners.rules.columns import Target
from goodstanding.partners.rules.location_rows import (
    LocationReading,
    Plain,
    plain_ids,
    restored_ids,
)
from goodstanding.partners.rules.reading import Record
from goodstanding.partners.rules.rows import FIRST_DAY, Number, Refusal, shown
from goodstanding.values.codes import is_code
from goodstanding.values.money import EXPONENTS

#: The cell that takes back what was said of a month.
UNKNOWN = "unknown"

_AMOUNT = re.compile(r"[-\N{MINUS SIGN}]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<minor>\d+))?")
_MONTH = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})(?:-01)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountRow:
    """What one row says of one month of one location; no amount says that it is unknown."""

    number: int
    ids: tuple[Number, ...]
    metric: str
    month_on: date
    amount: MonthAmount | None

    def kept(self) -> dict[str, Plain]:
        """Return the row as plain values, to be kept between checking a file and applying it."""
        return {
            "number": self.number,
            "ids": plain_ids(self.ids),
            "metric": self.metric,
            "month": self.month_on.isoformat(),
            "amount_minor": self.amount.amount_minor if self.amount else None,
            "currency": self.amount.currency if self.amount else None,
        }


def restored_amount_row(plain: Mapping[str, Plain]) -> AmountRow:
    """Return the row that ``kept`` was called on."""
    minor = plain["amount_minor"]
    return AmountRow(
        number=int(str(plain["number"])),
        ids=restored_ids(plain["ids"]),
        metric=str(plain["metric"]),
        month_on=date.fromisoformat(str(plain["month"])),
        amount=None
        if minor is None
        else MonthAmount(amount_minor=int(str(minor)), currency=str(plain["currency"])),
    )


def checked_amount_row(
    record: Record,
    header: Sequence[str],
    targets: Sequence[Target | None],
    *,
    metric: str,
    today: date,
) -> AmountRow | tuple[Refusal, ...]:
    """Return what a record says, or every reason why it cannot be used.

    Args:
        record: The cells as they stand in the file.
        header: The names of the columns, for the reasons.
        targets: What each column says, as ``choose_amount_targets`` answers.
        metric: What all rows measure; empty where a column says it.
        today: The last day on which a month may begin.
    """
    reading = _Reading(record, header, targets)
    ids = reading.ids()
    measured = metric or reading.metric()
    month_on = reading.month(today)
    amount = reading.amount()
    if reading.refusals or month_on is None:
        return tuple(reading.refusals)
    return AmountRow(
        number=record.number, ids=ids, metric=measured, month_on=month_on, amount=amount
    )


class _Reading(LocationReading):
    """The cells of a record of a monthly amount."""

    def metric(self) -> str:
        text = self.text(AmountColumn.METRIC)
        code = "-".join(text.casefold().replace("_", " ").split())
        if len(code) > METRIC_MAX or not is_code(code):
            self.refuse(
                AmountColumn.METRIC,
                f"{shown(text)} cannot name a metric. Use small letters, digits and single "
                "dashes, such as revenue.",
            )
        return code

    def month(self, today: date) -> date | None:
        text = self.text(AmountColumn.MONTH)
        found = _MONTH.fullmatch(text)
        try:
            month_on = date(int(found["year"]), int(found["month"]), 1) if found else None
        except ValueError:
            month_on = None
        if month_on is None:
            self.refuse(
                AmountColumn.MONTH,
                f"{shown(text)} is not a month. Write it as year-month: 2026-08.",
            )
        elif month_on < FIRST_DAY:
            self.refuse(
                AmountColumn.MONTH,
                f"{text} is before {FIRST_DAY:%Y-%m}, where our calendar starts. "
                "Leave the row out.",
            )
        elif month_on > today:
            self.refuse(
                AmountColumn.MONTH,
                f"{text} has not begun, so nobody can know its amount. Import it then.",
            )
        return month_on

    def amount(self) -> MonthAmount | None:
        text = self.text(AmountColumn.AMOUNT)
        if text.casefold() == UNKNOWN:
            return None
        currency = self._currency()
        found = _AMOUNT.fullmatch(text)
        if found is None:
            self.refuse(
                AmountColumn.AMOUNT,
                f"{shown(text)} is not an amount. Write it as 1234.56, or “{UNKNOWN}” to take "
                "back what was said of the month.",
            )
        if found is None or currency is None:
            return None
        return self._minor(text, found["minor"] or "", currency)

    def _currency(self) -> str | None:
        text = self.text(AmountColumn.CURRENCY)
        if text.upper() in EXPONENTS:
            return text.upper()
        self.refuse(
            AmountColumn.CURRENCY,
            f"{shown(text)} is not a currency. Use a code of three letters, such as EUR.",
        )
        return None

    def _minor(self, text: str, digits: str, currency: str) -> MonthAmount | None:
        exponent = EXPONENTS[currency]
        plain = text.replace(",", "").replace("\N{MINUS SIGN}", "-")
        scaled = Decimal(plain).scaleb(exponent)
        if scaled != int(scaled):
            self.refuse(
                AmountColumn.AMOUNT,
                f"{shown(text)} has {len(digits)} digits after the point; {currency} has "
                f"{exponent}. Round it.",
            )
            return None
        if abs(scaled) >= AMOUNT_MINOR_MAX:
            self.refuse(
                AmountColumn.AMOUNT, f"{shown(text)} is too large to be true. Check the file."
            )
            return None
        return MonthAmount(amount_minor=int(scaled), currency=currency)
