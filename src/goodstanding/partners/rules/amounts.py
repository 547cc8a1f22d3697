"""What is said of a location's month, and what that changes of what is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from goodstanding.values.codes import is_code
from goodstanding.values.errors import InvalidValueError
from goodstanding.values.money import exponent

METRIC_MAX = 64
AMOUNT_MINOR_MAX = 10**15


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Month:
    """One month of one metric of one location: what one amount is said of."""

    location_id: UUID
    metric: str
    month_on: date  #: Its first day.

    def __post_init__(self) -> None:
        if len(self.metric) > METRIC_MAX or not is_code(self.metric):
            raise InvalidValueError(
                f"“{self.metric}” cannot name a metric. Use small letters, digits and single "
                "dashes, such as revenue."
            )
        if self.month_on.day != 1:
            raise InvalidValueError(f"A month is its first day. Give {self.month_on:%Y-%m}-01.")


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthAmount:
    """An amount in minor units of a currency; may be below zero."""

    amount_minor: int
    currency: str

    def __post_init__(self) -> None:
        exponent(self.currency)
        if abs(self.amount_minor) >= AMOUNT_MINOR_MAX:
            raise InvalidValueError("The amount is too large to be true. Check it.")


class AmountChange(StrEnum):
    """What becomes of a month."""

    CREATED = "created"  #: Nothing was known of it.
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"  #: What was known does not hold, and nothing takes its place.
    UNCHANGED = "unchanged"


#: What is said of months; None says that nothing is known.
Said = Mapping[Month, MonthAmount | None]


def change_of(known: MonthAmount | None, said: MonthAmount | None) -> AmountChange:
    """Return what saying ``said`` does where ``known`` is known; None is nothing known."""
    if known == said:
        return AmountChange.UNCHANGED
    if known is None:
        return AmountChange.CREATED
    return AmountChange.WITHDRAWN if said is None else AmountChange.CORRECTED


def plan_amounts(
    known: Mapping[Month, MonthAmount], said: Said
) -> tuple[tuple[Month, AmountChange], ...]:
    """Return the months that change and how, by location, metric and month.

    Saying the same again changes nothing, and the order in which months are said does not
    matter.
    """
    changes = ((month, change_of(known.get(month), said[month])) for month in sorted(said))
    return tuple(pair for pair in changes if pair[1] is not AmountChange.UNCHANGED)


def counted(changes: Iterable[tuple[Month, AmountChange]], kind: AmountChange) -> int:
    """Return how many months change in one way."""
    return sum(change is kind for _, change in changes)
