"""What a location may be granted, from which day to which, and who may hold it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from goodstanding.rulebook.pack import Authorization, Pack, Who
from goodstanding.values.codes import is_code
from goodstanding.values.days import MONTHS_A_YEAR, add_months
from goodstanding.values.errors import ConflictError, InvalidValueError

NAME_MAX = 64
#: The calendar that anniversaries are counted on starts here.
FIRST_DAY = date(2000, 1, 1)
PLANNED_MONTHS_MAX = 12


@dataclass(frozen=True, slots=True, order=True)
class Right:
    """What one location may do: what one grant is of."""

    location_id: UUID
    name: str


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Term:
    """From which day on a right is held, and its last day; both by the location's calendar."""

    granted_on: date
    until_on: date | None = None

    def __post_init__(self) -> None:
        if self.until_on is not None and self.until_on < self.granted_on:
            raise InvalidValueError(
                f"It ends on {self.until_on}, before it begins on {self.granted_on}. Correct one "
                "of the days."
            )

    def meets(self, other: Term) -> bool:
        """Return whether both hold at once; the last day of one may be the first of the next."""
        starts_before = other.until_on is None or self.granted_on < other.until_on
        ends_after = self.until_on is None or other.granted_on < self.until_on
        return self.granted_on == other.granted_on or (starts_before and ends_after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """What a rule book asks of a location that is to be granted something."""

    tier: str
    country: str
    region: str
    holds: frozenset[str] = frozenset()  #: What it is authorized to do already.


def named_authorization(pack: Pack | None, name: str) -> Authorization:
    """Return what the rules in force say of an authorization.

    Raises:
        ConflictError: No rules are in force, or they authorize nobody to do anything.
        InvalidValueError: They do not know this one.
    """
    if pack is None or not pack.authorizations:
        raise ConflictError(
            "The rules in force authorize nobody to do anything. Publish rules with "
            "“authorizations” first."
        )
    for known in pack.authorizations:
        if known.name == name:
            return known
    names = ", ".join(known.name for known in pack.authorizations)
    shown = name if is_code(name) else name[:NAME_MAX]
    raise InvalidValueError(
        f"The rules in force know no authorization “{shown}”. They know: {names}."
    )


def require_days(term: Term, *, today: date) -> None:
    """Refuse days that no calendar of ours counts, and plans too far ahead.

    Raises:
        InvalidValueError: The first day is before 2000 or more than a year ahead.
    """
    if term.granted_on < FIRST_DAY:
        raise InvalidValueError(
            f"{term.granted_on} is before {FIRST_DAY}, where our calendar starts. Give that day."
        )
    latest = add_months(today, PLANNED_MONTHS_MAX)
    if term.granted_on > latest:
        raise InvalidValueError(
            f"{term.granted_on} is more than a year ahead. Give a day up to {latest}."
        )


def may_hold(who: Who | None, holder: Holder) -> bool:
    """Return whether the rules let somebody like this hold an authorization."""
    if who is None:
        return True
    asked: Iterable[tuple[tuple[str, ...], frozenset[str]]] = (
        (who.tiers, frozenset({holder.tier})),
        (who.countries, frozenset({holder.country})),
        (who.regions, frozenset({holder.region})),
        (who.authorizations, holder.holds),
    )
    matches = all(not wanted or held.intersection(wanted) for wanted, held in asked)
    return matches and (who.excluded is None or not may_hold(who.excluded, holder))


def next_anniversary(granted_on: date, *, today: date) -> date:
    """Return the first anniversary of a grant on or after a day; never the grant day itself.

    Counted from the day of the grant: 29 February gives 28 February where there is no 29th.
    """
    years = max(1, today.year - granted_on.year)
    day = add_months(granted_on, years * MONTHS_A_YEAR)
    return day if day >= today else add_months(granted_on, (years + 1) * MONTHS_A_YEAR)
