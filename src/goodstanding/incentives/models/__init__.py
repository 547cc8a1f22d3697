"""The tables of this room, by noun."""

from __future__ import annotations

from goodstanding.incentives.models.imports import OPEN_STATES, EarningsImport, ImportedRow, State
from goodstanding.incentives.models.ledger import Clawback, Earning, LedgerEntry, LedgerPosting
from goodstanding.incentives.models.stops import HISTORY, Hold, Pause, ScopedStop

__all__ = [
    "HISTORY",
    "OPEN_STATES",
    "Clawback",
    "Earning",
    "EarningsImport",
    "Hold",
    "ImportedRow",
    "LedgerEntry",
    "LedgerPosting",
    "Pause",
    "ScopedStop",
    "State",
]
