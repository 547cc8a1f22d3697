"""One row of the export, checked: either what it says, or every reason why it cannot be used."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from goodstanding.incentives.rules.cells import (
    Payment,
    amount_of,
    instant_of,
    payment_of,
    payout_day_of,
    rate_of,
    type_of,
)
from goodstanding.incentives.rules.header import SPELLED, Field
from goodstanding.partners.rules.cells import cleaned, restored
from goodstanding.partners.rules.reading import Record
from goodstanding.partners.rules.rows import Refusal
from goodstanding.values.errors import InvalidValueError
from goodstanding.values.money import exponent

ID_MAX = 128
NAME_MAX = 200
#: The export gives its rates to this currency.
REPORT_CURRENCY = "USD"
#: Where a rate comes from, as the ledger keeps it.
RATE_SOURCE = "vendor-export"
#: Words in the name, type or fund of an incentive that is optional money.
_DISCRETIONARY = ("mdf", "co-op", "coop", "marketing", "investment", "discretionary")

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class EarningRow:
    """What one row says. A negative amount takes something earned away again."""

    number: int
    earning_id: str
    participant_id: str
    amount_minor: int
    currency: str
    earned_at: datetime
    incentive_name: str
    incentive_type: str
    discretionary: bool
    payment: Payment
    payment_id: str = ""
    paid_on: date | None = None
    rate: Decimal | None = None
    rate_on: date | None = None
    reason: str = ""
    about: str = ""  #: The earning an adjustment names.
    notes: tuple[str, ...] = ()

    @property
    def takes_away(self) -> bool:
        """Whether this is a reversal or an adjustment to the partner's disadvantage."""
        return self.amount_minor < 0

    @property
    def reference(self) -> str:
        """What tells one reversal from another: a repeated row has the same."""
        day = self.earned_at.date().isoformat()
        return f"{self.earning_id}/{day}/{self.amount_minor}/{self.reason}"[: 2 * ID_MAX]

    def says_of_earning(self) -> Mapping[Field, object]:
        """Return what must be the same on every row of one earning, by its column."""
        return {
            Field.AMOUNT: self.amount_minor,
            Field.CURRENCY: self.currency,
            Field.PARTICIPANT_ID: self.participant_id,
            Field.LEVER: self.incentive_type,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How the rows of a file are read: when, and which incentives are optional money.

    ``discretionary`` are codes of incentives; None goes by the words in their names.
    """

    now: datetime
    discretionary: frozenset[str] | None = None


@dataclass(slots=True)
class _Reader:
    """Reads the cells of one record and collects what is wrong with them."""

    record: Record
    columns: Mapping[Field, int]
    header: Sequence[str]
    refusals: list[Refusal] = field(default_factory=list)

    def text(self, column: Field, *, max_length: int = NAME_MAX) -> str:
        position = self.columns.get(column)
        if position is None or position >= len(self.record.cells):
            return ""
        text = cleaned(restored(self.record.cells[position]))
        if len(text) > max_length:
            self.refuse(column, f"has {len(text)} characters; {max_length} are kept. Shorten it.")
        return text

    def needed(self, column: Field, *, max_length: int = NAME_MAX) -> str:
        text = self.text(column, max_length=max_length)
        if not text:
            self.refuse(column, "is empty. Fill it in, or leave the row out.")
        return text

    def value(self, column: Field, read: Callable[[str], T], text: str) -> T | None:
        try:
            return read(text)
        except InvalidValueError as wrong:
            self.refuse(column, str(wrong))
            return None

    def optional(self, column: Field, read: Callable[[str], T]) -> T | None:
        text = self.text(column)
        return self.value(column, read, text) if text else None

    def refuse(self, column: Field, reason: str) -> None:
        position = self.columns.get(column)
        name = self.header[position] if position is not None else SPELLED[column]
        self.refusals.append(Refusal(column=name, reason=f"{reason[0].upper()}{reason[1:]}"))


def _currency(text: str) -> str:
    try:
        exponent(text.upper())
    except InvalidValueError:
        raise InvalidValueError(
            f"says “{text}”, which is no currency. Use a code of three letters, such as EUR."
        ) from None
    return text.upper()


def checked_row(
    record: Record, *, columns: Mapping[Field, int], header: Sequence[str], terms: Terms
) -> EarningRow | tuple[Refusal, ...]:
    """Return what a record says, or every reason why it cannot be used."""
    reader = _Reader(record=record, columns=columns, header=header)
    earning_id = reader.needed(Field.EARNING_ID, max_length=ID_MAX)
    participant_id = reader.needed(Field.PARTICIPANT_ID, max_length=ID_MAX)
    money = _money(reader)
    earned_at = _earned_at(reader, terms)
    incentive = _incentive(reader)
    payment = reader.value(Field.PAYMENT_STATUS, payment_of, reader.text(Field.PAYMENT_STATUS))
    paid_on = reader.optional(Field.PAYMENT_DATE, payout_day_of)
    rate, rate_on = _rate(reader, terms)
    rest = {
        "payment_id": reader.text(Field.PAYMENT_ID, max_length=ID_MAX),
        "reason": reader.text(Field.REASON, max_length=ID_MAX),
        "about": reader.text(Field.REFERENCE, max_length=ID_MAX),
    }
    if reader.refusals:
        return tuple(reader.refusals)
    assert money is not None and earned_at is not None  # noqa: PT018 -- one guarantee.
    assert incentive is not None and payment is not None  # noqa: PT018 -- one guarantee.
    name, code = incentive
    return EarningRow(
        number=record.number,
        earning_id=earning_id,
        participant_id=participant_id,
        amount_minor=money.amount_minor,
        currency=money.currency,
        earned_at=earned_at,
        incentive_name=name,
        incentive_type=code,
        discretionary=_is_discretionary(reader, code, terms),
        payment=payment,
        paid_on=paid_on if payment is Payment.SENT else None,
        rate=rate,
        rate_on=rate_on,
        notes=(money.note,) if money.note else (),
        **rest,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Money:
    amount_minor: int
    currency: str
    note: str


def _money(reader: _Reader) -> _Money | None:
    said = reader.needed(Field.CURRENCY)
    text = reader.needed(Field.AMOUNT)
    currency = reader.value(Field.CURRENCY, _currency, said) if said else None
    if not text or currency is None:
        return None
    read = reader.value(Field.AMOUNT, lambda amount: amount_of(amount, currency), text)
    return _Money(amount_minor=read[0], currency=currency, note=read[1]) if read else None


def _earned_at(reader: _Reader, terms: Terms) -> datetime | None:
    for column in (Field.EARNING_DATE, Field.CALCULATION_DATE):
        text = reader.text(column)
        if text:
            return reader.value(column, lambda said: instant_of(said, now=terms.now), text)
    reader.refuse(Field.EARNING_DATE, "is empty, and so is the calculation date. Fill one in.")
    return None


def _incentive(reader: _Reader) -> tuple[str, str] | None:
    for column in (Field.LEVER, Field.EARNING_TYPE):
        name = reader.text(column)
        if name:
            code = reader.value(column, type_of, name)
            return (name, code) if code else None
    reader.refuse(Field.LEVER, "is empty, and so is the earning type. Fill one in.")
    return None


def _is_discretionary(reader: _Reader, code: str, terms: Terms) -> bool:
    if terms.discretionary is not None:
        return code in terms.discretionary
    said = " ".join(
        reader.text(column) for column in (Field.LEVER, Field.EARNING_TYPE, Field.FUND_CATEGORY)
    )
    return any(word in said.casefold() for word in _DISCRETIONARY)


def _rate(reader: _Reader, terms: Terms) -> tuple[Decimal | None, date | None]:
    """Return the rate to the report currency with its day; neither where one is missing."""
    rate = reader.optional(Field.RATE, rate_of)
    at = reader.optional(Field.RATE_DATE, lambda said: instant_of(said, now=terms.now))
    return (rate, at.date()) if rate is not None and at is not None else (None, None)
