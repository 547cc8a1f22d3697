"""What stands in one cell of the export: an amount, a day, an instant, a state of payment."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from enum import StrEnum

from goodstanding.values.days import zone
from goodstanding.values.errors import InvalidValueError
from goodstanding.values.money import display, exponent

#: Where payout dates are counted.
PACIFIC = "America/Los_Angeles"

AMOUNT_MINOR_MAX = 10**15
RATE_DIGITS_MAX = 12
_RATE_MAX = 10**9
_GROUPED = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")
_BRACKETED = re.compile(r"\((?P<inside>[^()]+)\)")
_US_FORMATS = ("%m/%d/%Y", "%m/%d/%Y %H:%M", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p")
_FIRST_YEAR = 2000
_CODE_MAX = 64


class Payment(StrEnum):
    """What the export says of a payment."""

    PENDING = "pending"  #: Not sent yet.
    SENT = "sent"
    RETURNED = "returned"  #: Sent, and came back; it is sent again.


_STATES = {
    "unprocessed": Payment.PENDING,
    "upcoming": Payment.PENDING,
    "in progress": Payment.PENDING,
    "pending tax invoice": Payment.PENDING,
    "tax invoice under review": Payment.PENDING,
    "tax invoice rejected": Payment.PENDING,
    "rejected during review": Payment.PENDING,
    "sent": Payment.SENT,
    "incorrect payment": Payment.SENT,
    "rejected": Payment.RETURNED,
    "reversed": Payment.RETURNED,
    "reprocessing": Payment.RETURNED,
    "failed": Payment.RETURNED,
}


def payment_of(text: str) -> Payment:
    """Return what a payment status means.

    Raises:
        InvalidValueError: It is empty, or none that is known: whether it was paid is unknown.
    """
    if not text:
        raise InvalidValueError(
            "is empty, so nobody can tell whether this was paid. Ask the vendor for the status."
        )
    try:
        return _STATES[" ".join(text.casefold().replace("_", " ").split())]
    except KeyError:
        raise InvalidValueError(
            f"says “{text}”, which is no known status. Known are: {', '.join(_STATES)}."
        ) from None


def amount_of(text: str, currency: str) -> tuple[int, str]:
    """Return an amount in the currency's minor unit, and a note where it had to be rounded.

    Exports carry more digits than a currency has; what is paid has not. It is rounded half to
    even, so that many roundings do not lean to one side.

    Raises:
        InvalidValueError: It is not a number, or far too large to be one.
    """
    amount = _number(text)
    scaled = amount.scaleb(exponent(currency))
    minor = int(scaled.to_integral_value(rounding=ROUND_HALF_EVEN))
    if abs(minor) >= AMOUNT_MINOR_MAX:
        raise InvalidValueError(f"says {text}, which is too large to be true. Check the file.")
    if scaled == minor:
        return minor, ""
    return minor, f"{currency} {text} was rounded to {display(minor, currency)}."


def rate_of(text: str) -> Decimal:
    """Return an exchange rate, exactly as it stands there.

    Raises:
        InvalidValueError: It is not a positive number of up to 12 digits after the point.
    """
    rate = _number(text)
    if not 0 < rate < _RATE_MAX or rate != round(rate, RATE_DIGITS_MAX):
        raise InvalidValueError(
            f"says {text}, which is no rate. Use a positive number with up to 12 digits after the "
            "point."
        )
    return rate


def _number(text: str) -> Decimal:
    plain = text
    bracketed = _BRACKETED.fullmatch(plain)
    if bracketed is not None:
        plain = f"-{bracketed['inside'].strip()}"
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise InvalidValueError(f"says “{text}”, which is not a number. Write it as 1234.56.")
    return number


def instant_of(text: str, *, now: datetime) -> datetime:
    """Return an instant that the export counts in UTC; a bare day is its first instant.

    Raises:
        InvalidValueError: It is not a date, lies before the year 2000 or in the future.
    """
    instant = _moment(text)
    aware = instant if instant.tzinfo is not None else instant.replace(tzinfo=UTC)
    if aware.year < _FIRST_YEAR or aware > now:
        raise InvalidValueError(
            f"says {text}, which is before the year 2000 or in the future. Check the file."
        )
    return aware.astimezone(UTC)


def payout_day_of(text: str) -> date:
    """Return a payout day, which the vendor counts in Pacific time.

    Raises:
        InvalidValueError: It is not a date.
    """
    moment = _moment(text)
    return (moment.astimezone(zone(PACIFIC)) if moment.tzinfo is not None else moment).date()


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        for form in _US_FORMATS:
            try:
                return datetime.strptime(text, form)  # noqa: DTZ007 -- the caller knows the zone.
            except ValueError:
                continue
    raise InvalidValueError(
        f"says “{text}”, which is not a date. Write it as 2026-09-30 or 9/30/2026 (month first)."
    )


def type_of(name: str) -> str:
    """Return the code of an incentive by its name: ``Core rebate`` is ``core-rebate``.

    Raises:
        InvalidValueError: No letter or digit is left of it.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    code = "-".join(re.findall(r"[a-z0-9]+", plain))[:_CODE_MAX].strip("-")
    if not code:
        raise InvalidValueError(f"says “{name}”, of which no code can be made. Use Latin letters.")
    return code
