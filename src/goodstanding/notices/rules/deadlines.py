"""By when something is due: at an instant told in advance, or some days after service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from goodstanding.notices.rules.kinds import NoticeKind, never_asks
from goodstanding.values.days import ends_at, local_day, zone
from goodstanding.values.errors import InvalidValueError
from goodstanding.values.spans import require_aware

DAYS_MAX = 3_650


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the obligated location is: its time zone, and the city people call it by."""

    zone: str
    city: str = ""
    zone_assumed: bool = False  #: Nobody told us the zone, and letters say so.

    def __post_init__(self) -> None:
        zone(self.zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueAt:
    """Due at an instant, whoever reads the letter when."""

    at: datetime
    place: Place

    def __post_init__(self) -> None:
        require_aware("The due instant", self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueAfterService:
    """Due at the end of the local day, some days after the notice was served."""

    days: int
    place: Place

    def __post_init__(self) -> None:
        if not 0 < self.days <= DAYS_MAX:
            raise InvalidValueError(
                f"{self.days} days after service is no time. Give 1 to {DAYS_MAX} days."
            )

    def from_service(self, served_at: datetime) -> datetime:
        """Return the instant at which the time is over, once the notice was served."""
        served_on = local_day(served_at, self.place.zone)
        return ends_at(served_on + timedelta(days=self.days), self.place.zone)


Deadline = DueAt | DueAfterService


def require_fitting(kind: NoticeKind, deadline: Deadline | None, *, sent_at: datetime) -> None:
    """Let a deadline pass that a notice of this kind may have.

    Raises:
        InvalidValueError: The kind asks for nothing, or the instant is past already.
    """
    if deadline is None:
        return
    if never_asks(kind):
        raise InvalidValueError(
            f"A {kind} has no date, because it asks for nothing. Choose another kind."
        )
    if isinstance(deadline, DueAt) and deadline.at <= sent_at:
        raise InvalidValueError("It would be due before it is sent. Give a later instant.")
