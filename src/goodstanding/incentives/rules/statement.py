"""What became of a partner's earnings: figures that add up, currency by currency."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from goodstanding.incentives.rules.ledger import Balances
from goodstanding.incentives.rules.stops import Stop, causes_stopping


class Place(StrEnum):
    """Where money is that was earned and is not paid."""

    PAUSED = "paused"  #: Optional money of a time in which there was none to be earned.
    HELD = "held"  #: The partner's; paid when the hold ends.
    WAITING = "waiting"  #: For the next payment.


@dataclass(frozen=True, slots=True, kw_only=True)
class EarningLine:
    """One earning with what its entries come to."""

    id: UUID
    external_id: str
    incentive_type: str
    incentive_name: str
    discretionary: bool
    location_id: UUID | None
    earned_at: datetime
    amount_minor: int
    currency: str
    balances: Balances

    @property
    def reversed_minor(self) -> int:
        """What the vendor's export took away of it again."""
        return self.amount_minor - self.balances.earned_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class Stops:
    """The pauses and holds of a partner, as they are known now."""

    pauses: tuple[Stop, ...] = ()
    holds: tuple[Stop, ...] = ()

    def place_of(self, line: EarningLine, *, at: datetime) -> Place:
        """Return where the unpaid money of an earning is at an instant.

        A pause stops what was earned while it was in force, and only optional money; a hold
        keeps back whatever is not paid while it is in force.
        """
        is_paused = line.discretionary and causes_stopping(
            self.pauses,
            at=line.earned_at,
            location_id=line.location_id,
            incentive_type=line.incentive_type,
        )
        is_held = causes_stopping(
            self.holds, at=at, location_id=line.location_id, incentive_type=line.incentive_type
        )
        if is_paused:
            return Place.PAUSED
        if is_held:
            return Place.HELD
        return Place.WAITING


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeTotal:
    """What one type of incentive earned, before anything was taken away."""

    incentive_type: str
    name: str
    amount_minor: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Figures of one currency. Earned is paid, paused, held, waiting and cancelled together.

    ``to_repay_minor`` is a part of what was paid.
    """

    currency: str
    types: tuple[TypeTotal, ...]
    reversed_minor: int
    paid_minor: int
    paused_minor: int
    held_minor: int
    waiting_minor: int
    cancelled_minor: int
    to_repay_minor: int

    def __post_init__(self) -> None:
        parts = (
            self.paid_minor
            + self.paused_minor
            + self.held_minor
            + self.waiting_minor
            + self.cancelled_minor
        )
        assert parts == self.earned_minor, f"{parts} of {self.earned_minor} {self.currency}"

    @property
    def gross_minor(self) -> int:
        """Earned before the vendor's reversals."""
        return sum(one.amount_minor for one in self.types)

    @property
    def earned_minor(self) -> int:
        """Earned net of the vendor's reversals."""
        return self.gross_minor - self.reversed_minor


def totals_of(lines: Iterable[EarningLine], stops: Stops, *, at: datetime) -> tuple[Totals, ...]:
    """Return the figures of each currency, in the order of their codes."""
    by_currency: dict[str, list[EarningLine]] = {}
    for line in lines:
        by_currency.setdefault(line.currency, []).append(line)
    return tuple(
        _totals(currency, of_it, stops, at=at) for currency, of_it in sorted(by_currency.items())
    )


def _totals(currency: str, lines: Sequence[EarningLine], stops: Stops, *, at: datetime) -> Totals:
    unpaid = dict.fromkeys(Place, 0)
    for line in lines:
        unpaid[stops.place_of(line, at=at)] += line.balances.partner_payable
    return Totals(
        currency=currency,
        types=_types(lines),
        reversed_minor=sum(line.reversed_minor for line in lines),
        paid_minor=sum(line.balances.received_minor for line in lines),
        paused_minor=unpaid[Place.PAUSED],
        held_minor=unpaid[Place.HELD],
        waiting_minor=unpaid[Place.WAITING],
        cancelled_minor=sum(line.balances.cancelled for line in lines),
        to_repay_minor=sum(line.balances.recovery_due for line in lines),
    )


def _types(lines: Sequence[EarningLine]) -> tuple[TypeTotal, ...]:
    by_type: dict[str, list[EarningLine]] = {}
    for line in lines:
        by_type.setdefault(line.incentive_type, []).append(line)
    return tuple(
        TypeTotal(
            incentive_type=code,
            name=min(line.incentive_name for line in of_it),
            amount_minor=sum(line.amount_minor for line in of_it),
            count=len(of_it),
        )
        for code, of_it in sorted(by_type.items())
    )
