"""What the log keeps about incentive money: identifiers, codes, instants and amounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from goodstanding.evidence.payloads import Code, Payload


class IncentiveEvent(StrEnum):
    """Names of the events of this room."""

    EARNINGS_IMPORTED = "earnings.imported"
    CLAWBACK_POSTED = "clawback.posted"
    CLAWBACK_RESTORED = "clawback.restored"
    PAUSE_STARTED = "pause.started"
    PAUSE_ENDED = "pause.ended"
    HOLD_PLACED = "hold.placed"
    HOLD_RELEASED = "hold.released"


@dataclass(frozen=True, slots=True, kw_only=True)
class EarningsImported(Payload):
    """Rows of a file made earnings known or moved their money: one event for a chunk.

    ``items_root`` is the Merkle root over the canonical bytes of what each earning's rows did,
    by row number; the bytes lie with the rows, so that a single one can be proven.
    """

    NAME: ClassVar[StrEnum] = IncentiveEvent.EARNINGS_IMPORTED
    SUBJECT: ClassVar[str] = "import_id"

    import_id: UUID
    imported_program_id: UUID
    file_sha256: Code
    count: int
    created: int
    items_root: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class ClawbackPosted(Payload):
    """Part of an earning was taken back: cancelled before payment, or due from the partner."""

    NAME: ClassVar[StrEnum] = IncentiveEvent.CLAWBACK_POSTED
    SUBJECT: ClassVar[str] = "clawback_id"

    clawback_id: UUID
    cause_id: UUID
    entry_id: int
    earning_id: UUID
    amount_minor: int
    cancelled_minor: int
    currency: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class ClawbackRestored(Payload):
    """Part of what was taken back, or all of it, was given back in its own currency."""

    NAME: ClassVar[StrEnum] = IncentiveEvent.CLAWBACK_RESTORED
    SUBJECT: ClassVar[str] = "clawback_id"

    clawback_id: UUID
    cause_id: UUID
    entry_id: int
    earning_id: UUID
    amount_minor: int
    currency: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseStarted(Payload):
    """No new discretionary incentives are earned in a scope, during a span."""

    NAME: ClassVar[StrEnum] = IncentiveEvent.PAUSE_STARTED
    SUBJECT: ClassVar[str] = "pause_id"

    pause_id: UUID
    cause_id: UUID
    paused_program_id: UUID
    partner_id: UUID
    location_id: UUID | None
    incentive_type: Code | None
    valid_from: datetime
    valid_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseEnded(Payload):
    """A pause ends before its time; one that ends before it starts never was."""

    NAME: ClassVar[StrEnum] = IncentiveEvent.PAUSE_ENDED
    SUBJECT: ClassVar[str] = "pause_id"

    pause_id: UUID
    cause_id: UUID
    partner_id: UUID
    ended_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldPlaced(Payload):
    """Earned payouts are kept back in a scope, during a span."""

    NAME: ClassVar[StrEnum] = IncentiveEvent.HOLD_PLACED
    SUBJECT: ClassVar[str] = "hold_id"

    hold_id: UUID
    cause_id: UUID
    held_program_id: UUID
    partner_id: UUID
    location_id: UUID | None
    incentive_type: Code | None
    valid_from: datetime
    valid_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldReleased(Payload):
    """A hold ends: what it kept back is paid."""

    NAME: ClassVar[StrEnum] = IncentiveEvent.HOLD_RELEASED
    SUBJECT: ClassVar[str] = "hold_id"

    hold_id: UUID
    cause_id: UUID
    partner_id: UUID
    ended_at: datetime
