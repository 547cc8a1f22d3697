"""Amounts of money: integers in the currency's minor unit, never floating point.

The number of minor digits of each currency is ISO 4217's, list one, and list three for
codes that were withdrawn but still stand in old records.
"""

from __future__ import annotations

from dataclasses import dataclass

from goodstanding.values.errors import InvalidValueError

MINUS = "\N{MINUS SIGN}"

_ACTIVE = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: (
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD "
        "CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP "
        "GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK "
        "LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO "
        "NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS "
        "SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST "
        "XCD XCG YER ZAR ZMW ZWG"
    ),
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_WITHDRAWN = {2: "ANG BGN CUC HRK SLL ZWL"}

EXPONENTS: dict[str, int] = {
    code: digits
    for table in (_ACTIVE, _WITHDRAWN)
    for digits, codes in table.items()
    for code in codes.split()
}
"""How many minor digits each currency has: 2 for EUR, 0 for JPY, 3 for KWD."""


class CurrencyMismatchError(InvalidValueError):
    """Two amounts in different currencies cannot be added or compared."""

    code = "currency_mismatch"

    def __init__(self, one: str, other: str) -> None:
        super().__init__(
            f"{one} and {other} cannot be added. Convert one of them at a recorded rate first."
        )


def exponent(currency: str) -> int:
    """Return how many minor digits ``currency`` has.

    Raises:
        InvalidValueError: The code is not one of ISO 4217's.
    """
    try:
        return EXPONENTS[currency]
    except KeyError:
        raise InvalidValueError(
            f"“{currency}” is not a currency. Use a code of three capital letters, such as EUR."
        ) from None


def figures(
    amount_minor: int, currency: str, *, decimal_mark: str = ".", group_mark: str = ","
) -> str:
    """Return the number alone, grouped by thousands: ``4,210.00``, with a real minus sign."""
    digits = exponent(currency)
    whole, minor = divmod(abs(amount_minor), 10**digits)
    groups = f"{whole:,}".replace(",", group_mark)
    fraction = f"{decimal_mark}{minor:0{digits}d}" if digits else ""
    return f"{MINUS if amount_minor < 0 else ''}{groups}{fraction}"


def display(
    amount_minor: int, currency: str, *, decimal_mark: str = ".", group_mark: str = ","
) -> str:
    """Return the amount as people read it: ``EUR 4,210.00``, its minus sign in front."""
    number = figures(abs(amount_minor), currency, decimal_mark=decimal_mark, group_mark=group_mark)
    return f"{MINUS if amount_minor < 0 else ''}{currency} {number}"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency. Amounts in different currencies never meet by accident."""

    amount_minor: int
    currency: str

    def __post_init__(self) -> None:
        exponent(self.currency)

    def __str__(self) -> str:
        return display(self.amount_minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount_minor, self.currency)

    def __add__(self, other: Money) -> Money:
        return Money(self.amount_minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount_minor - self._same(other), self.currency)

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise CurrencyMismatchError(self.currency, other.currency)
        return other.amount_minor
