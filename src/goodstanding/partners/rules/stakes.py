"""What share of a legal entity another one owns, from which day to which."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from goodstanding.values.days import add_months
from goodstanding.values.errors import ConflictError, InvalidValueError

#: All of an entity, in hundredths of a percent.
WHOLE_BASIS_POINTS = 10_000
#: Above this an owner decides alone: only such shares make a chain.
MAJORITY_BASIS_POINTS = 5_000
SOURCE_MAX = 200
#: Our calendar starts with the first of these days; a share that ends after the last has no end.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
PLANNED_MONTHS_MAX = 12

_A_PERCENT = 100
_DECIMALS = 2
_SHARE = re.compile(r"(?P<whole>\d{1,9})(?:[.,](?P<rest>\d{1,18}))?\s*%?", re.ASCII)


class NoRoomError(ConflictError):
    """Others own too much of it for what is said."""


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """Which legal entity owns a share of which."""

    owner_id: UUID
    owned_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Stake:
    """How much is owned from a day on, and the last day; both by the calendar of what is owned.

    Raises:
        InvalidValueError: Nothing or more than all is owned, or it ends before it begins.
    """

    from_on: date
    until_on: date | None = None
    share_basis_points: int

    def __post_init__(self) -> None:
        if not 0 < self.share_basis_points <= WHOLE_BASIS_POINTS:
            raise InvalidValueError(
                f"{shown_share(self.share_basis_points)} cannot be owned. Give more than 0 % and "
                "at most 100 %."
            )
        if self.until_on is not None and self.until_on < self.from_on:
            raise InvalidValueError(
                f"It ends on {self.until_on}, before it begins on {self.from_on}. Correct one of "
                "the days."
            )

    def holds_on(self, day: date) -> bool:
        """Return whether the share is owned on a day."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)

    def meets(self, other: Stake) -> bool:
        """Return whether both hold on some day."""
        return self.holds_on(other.from_on) or other.holds_on(self.from_on)


class StakeChange(StrEnum):
    """What a stake does to what is known of its pair."""

    RECORDED = "recorded"
    CORRECTED = "corrected"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class StakePlan:
    """What saying a stake changes: the known one it corrects, or the one it follows and ends.

    Where it changes nothing, ``known`` is the one that says so already.
    """

    change: StakeChange
    corrects: Stake | None = None
    follows: Stake | None = None
    known: Stake | None = None


def read_share(text: str) -> int:
    """Return the share that is written like ``80``, ``33.33 %`` or ``33,33``, in basis points.

    Raises:
        InvalidValueError: It is no share, or one that basis points cannot say exactly.
    """
    found = _SHARE.fullmatch(text.strip())
    if found is None:
        raise InvalidValueError(
            f"“{text[:40]}” is not a share. Write percent, such as 80 or 33.33."
        )
    rest = (found["rest"] or "").rstrip("0")
    if len(rest) > _DECIMALS:
        raise InvalidValueError(
            f"“{text[:40]}” has {len(rest)} digits after the point, and {_DECIMALS} are kept. "
            "Round it, without crossing a share that your rules ask for."
        )
    return int(found["whole"]) * _A_PERCENT + int(rest.ljust(_DECIMALS, "0"))


def shown_share(basis_points: int) -> str:
    """Return a share as it is written: ``80 %``, ``33.33 %``."""
    whole, rest = divmod(basis_points, _A_PERCENT)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") + " %"


def shown_stake(stake: Stake) -> str:
    """Return a stake in a sentence: ``80 % from 2024-01-01 until 2025-12-31``."""
    until = f" until {stake.until_on}" if stake.until_on else ""
    return f"{shown_share(stake.share_basis_points)} from {stake.from_on}{until}"


def require_days(stake: Stake, *, today: date) -> None:
    """Refuse days that no calendar of ours counts, and plans too far ahead.

    Raises:
        InvalidValueError: The first day is before 2000 or more than a year ahead, or the last one
            is after 2099.
    """
    if stake.from_on < FIRST_DAY:
        raise InvalidValueError(
            f"{stake.from_on} is before {FIRST_DAY}, where our calendar starts. Give that day."
        )
    latest = add_months(today, PLANNED_MONTHS_MAX)
    if stake.from_on > latest:
        raise InvalidValueError(
            f"{stake.from_on} is more than a year ahead. Give a day up to {latest}."
        )
    if stake.until_on is not None and stake.until_on > LAST_DAY:
        raise InvalidValueError(
            f"{stake.until_on} is after {LAST_DAY}, where our calendar ends. Leave it empty: then "
            "no end is known."
        )


def plan_stake(said: Stake, known: Sequence[Stake]) -> StakePlan:
    """Return what saying a stake does to those known of the same pair, none of which meet.

    It corrects the one that begins on the same day. One that began earlier gets the day before as
    its last where neither has an end: the share changed on the day that is said. A share that
    is said with its end follows nothing, since what was owned after that end is not said. One
    that is said without an end changes nothing where as much is known on its first day, and goes
    on until another known share takes its place.

    Raises:
        ConflictError: Another known stake holds at the same time.
    """
    followed = {other.from_on - timedelta(days=1) for other in known}
    for one in known:
        if one == said or _goes_on(one, said, followed):
            return StakePlan(change=StakeChange.UNCHANGED, known=one)
    corrects = next((one for one in known if one.from_on == said.from_on), None)
    follows = None
    if corrects is None and said.until_on is None:
        earlier = (one for one in known if one.until_on is None and one.from_on < said.from_on)
        follows = next(earlier, None)
    require_apart(said, [one for one in known if one not in (corrects, follows)])
    change = StakeChange.CORRECTED if corrects else StakeChange.RECORDED
    return StakePlan(change=change, corrects=corrects, follows=follows)


def require_apart(said: Stake, others: Iterable[Stake]) -> None:
    """Refuse two shares of one pair on the same day.

    Raises:
        ConflictError: One of the others holds on a day of the stake.
    """
    for other in others:
        if said.meets(other):
            raise ConflictError(
                f"It is known to own {shown_stake(other)}, and this would hold at the same time. "
                "End or correct that first, or give other days."
            )


def require_room(said: Stake, others: Sequence[Stake]) -> None:
    """Refuse what would make more than the whole, with the shares that other owners hold.

    Raises:
        NoRoomError: On some day the direct shares come to more than 100 %.
    """
    for day in sorted({said.from_on, *(one.from_on for one in others)}):
        if not said.holds_on(day):
            continue
        others_hold = sum(one.share_basis_points for one in others if one.holds_on(day))
        if others_hold + said.share_basis_points > WHOLE_BASIS_POINTS:
            raise no_room(said, day=day, others_hold=others_hold)


def no_room(said: Stake, *, day: date, others_hold: int) -> NoRoomError:
    """Return why there is no room for a stake: what others hold on a day, in basis points."""
    return NoRoomError(
        f"Others own {shown_share(others_hold)} of it on {day}, so that only "
        f"{shown_share(WHOLE_BASIS_POINTS - others_hold)} are left, not "
        f"{shown_share(said.share_basis_points)}. End or correct theirs first."
    )


def day_before(known: Stake, day: date) -> Stake:
    """Return a known stake that ends with the day before another one."""
    return replace(known, until_on=day - timedelta(days=1))


def _goes_on(one: Stake, said: Stake, followed: Collection[date]) -> bool:
    """Return whether what is said is known already: to this day, or until another one followed."""
    if said.until_on is not None or one.share_basis_points != said.share_basis_points:
        return False
    return one.holds_on(said.from_on) and (one.until_on is None or one.until_on in followed)
