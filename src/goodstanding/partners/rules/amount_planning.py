"""What the rows of a file of monthly amounts do, one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from goodstanding.partners.rules.amount_rows import AmountRow
from goodstanding.partners.rules.amounts import AmountChange, Month, MonthAmount, change_of
from goodstanding.partners.rules.location_rows import Place, place_named
from goodstanding.partners.rules.plans import Mode, Outcome
from goodstanding.partners.rules.rows import Number, Refusal
from goodstanding.values.money import display

_OUTCOMES = {
    AmountChange.CREATED: Outcome.CREATED,
    AmountChange.CORRECTED: Outcome.UPDATED,
    AmountChange.WITHDRAWN: Outcome.UPDATED,
    AmountChange.UNCHANGED: Outcome.UNCHANGED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountPlan:
    """What one row does to which month, or why it does nothing."""

    row: AmountRow
    outcome: Outcome
    month: Month | None = None
    partner_id: UUID | None = None
    refusals: tuple[Refusal, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether the row changes what is known."""
        return self.outcome in {Outcome.CREATED, Outcome.UPDATED}


def plan_amount_rows(
    rows: Sequence[AmountRow],
    *,
    places: Mapping[Number, Place],
    known: Mapping[Month, MonthAmount],
    mode: Mode,
) -> tuple[AmountPlan, ...]:
    """Return what each row does, in their order.

    A month is said once in a file: the first row that says it counts, a later one that says
    the same changes nothing, and one that says otherwise is refused.

    Args:
        rows: What the rows say.
        places: The locations that IDs name.
        known: The amounts that are known of the months the rows speak of.
        mode: What becomes of what is known already.
    """
    said: dict[Month, AmountRow] = {}
    return tuple(_planned(row, places, known, mode, said) for row in rows)


def months_of(rows: Sequence[AmountRow], places: Mapping[Number, Place]) -> tuple[Month, ...]:
    """Return the months that rows speak of, as far as their IDs name a location."""
    named = ((row, _named(row, places)) for row in rows)
    return tuple(_month(row, next(iter(found))) for row, found in named if len(found) == 1)


def _month(row: AmountRow, place: Place) -> Month:
    return Month(location_id=place.location_id, metric=row.metric, month_on=row.month_on)


def _named(row: AmountRow, places: Mapping[Number, Place]) -> set[Place]:
    return {places[number] for number in row.ids if number in places}


def _planned(
    row: AmountRow,
    places: Mapping[Number, Place],
    known: Mapping[Month, MonthAmount],
    mode: Mode,
    said: dict[Month, AmountRow],
) -> AmountPlan:
    place = place_named(row.ids, places)
    if isinstance(place, Refusal):
        return AmountPlan(row=row, outcome=Outcome.REFUSED, refusals=(place,))
    month = _month(row, place)
    earlier = said.setdefault(month, row)
    if earlier.amount != row.amount:
        return _refused(
            row,
            "amount",
            f"Row {earlier.number} says {_shown(earlier.amount)} of the same month. Keep one.",
        )
    change = change_of(known.get(month), row.amount)
    outcome, notes = _OUTCOMES[change], _notes(known.get(month), change)
    if earlier is not row:
        outcome, notes = Outcome.UNCHANGED, (f"Row {earlier.number} says the same.",)
    elif mode is Mode.SKIP and outcome is Outcome.UPDATED:
        outcome, notes = Outcome.UNCHANGED, ("It is known differently, and left as it is.",)
    return AmountPlan(
        row=row, outcome=outcome, month=month, partner_id=place.partner_id, notes=notes
    )


def _refused(row: AmountRow, column: str, reason: str) -> AmountPlan:
    return AmountPlan(row=row, outcome=Outcome.REFUSED, refusals=(Refusal(column, reason),))


def _notes(known: MonthAmount | None, change: AmountChange) -> tuple[str, ...]:
    if known is None or change is AmountChange.UNCHANGED:
        return ()
    return (f"It was {_shown(known)}.",)


def _shown(amount: MonthAmount | None) -> str:
    return display(amount.amount_minor, amount.currency) if amount else "unknown"
