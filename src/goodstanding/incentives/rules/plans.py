"""What the rows of one earning come to, and what is known before they are applied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from goodstanding.incentives.rules.clawback import Taken
from goodstanding.incentives.rules.ledger import Balances, Entry, Kind
from goodstanding.incentives.rules.rows import EarningRow
from goodstanding.partners.rules.plans import Outcome
from goodstanding.partners.rules.rows import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Whose number in the export a partner, or one of its locations, is."""

    partner_id: UUID
    location_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEarning:
    """An earning of an earlier file, with everything its entries say."""

    id: UUID
    participant_id: str
    partner_id: UUID
    location_id: UUID | None
    amount_minor: int
    currency: str
    incentive_type: str
    balances: Balances
    clawbacks: tuple[Taken, ...] = ()  #: Oldest first.
    reversals: frozenset[str] = frozenset()  #: References of the vendor's reversals.
    payments: tuple[tuple[Kind, str], ...] = ()  #: Sent and returned, oldest first.


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What is known of the earnings and participants that a file speaks of."""

    earnings: Mapping[str, KnownEarning] = field(default_factory=dict)
    participants: Mapping[str, Participant] = field(default_factory=dict)
    namespace: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedEntry:
    """An entry to be posted, and what it is due to."""

    kind: Kind
    entry: Entry
    reference: str = ""  #: The payment, or what tells one reversal from another.
    happened_on: date | None = None  #: The payout day, Pacific; the day of a reversal, UTC.
    undoes: int | None = None  #: The entry of the clawback that takes less now.


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPlan:
    """What becomes of one row."""

    number: int
    outcome: Outcome
    refusals: tuple[Refusal, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EarningPlan:
    """What all rows of one earning do together; refused rows do nothing."""

    external_id: str
    rows: tuple[RowPlan, ...]
    row: EarningRow | None = None  #: What the earning is; None where nothing is done.
    known: KnownEarning | None = None
    participant: Participant | None = None
    entries: tuple[PlannedEntry, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether anything is to be written."""
        return self.row is not None and (self.known is None or bool(self.entries))
