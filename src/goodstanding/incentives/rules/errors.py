"""What this room refuses, in words that somebody in finance can act on."""

from __future__ import annotations

from goodstanding.values.errors import ConflictError, DomainError, InvalidValueError
from goodstanding.values.money import display


class UnbalancedEntryError(InvalidValueError):
    """A movement of money that creates some, or loses some."""

    code = "unbalanced_entry"


class ClawbackExceedsEarningError(DomainError):
    """A clawback would take back more than the earning still holds."""

    code = "clawback_exceeds_earning"

    def __init__(self, *, requested_minor: int, recoverable_minor: int, currency: str) -> None:
        self.requested_minor = requested_minor
        self.recoverable_minor = recoverable_minor
        self.currency = currency
        super().__init__(
            f"Cannot take back {display(requested_minor, currency)}: "
            f"{display(recoverable_minor, currency)} of this earning can still be taken back. "
            "Take back less, or name the other earnings it concerns."
        )


class ClawbackConflictError(ConflictError):
    """The same cause took back another amount of the same earning before."""

    code = "clawback_conflict"

    def __init__(self, *, requested_minor: int, recorded_minor: int, currency: str) -> None:
        self.requested_minor = requested_minor
        self.recorded_minor = recorded_minor
        self.currency = currency
        super().__init__(
            f"{display(recorded_minor, currency)} of this earning was taken back for the same "
            f"reason already, so {display(requested_minor, currency)} cannot be asked for. Give "
            "it back first, and take the right amount under a new decision."
        )


class RestoreConflictError(ConflictError):
    """A smaller part is to be given back than was given back already."""

    code = "restore_conflict"

    def __init__(self, *, requested_minor: int, restored_minor: int, currency: str) -> None:
        super().__init__(
            f"{display(restored_minor, currency)} of an earning was given back already, which is "
            f"more than {display(requested_minor, currency)}. What was given back stays; take it "
            "back again under a new decision."
        )


class StopConflictError(ConflictError):
    """The same cause set a pause or hold of the same scope with another time before."""

    code = "stop_conflict"
