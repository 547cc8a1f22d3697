"""Half-open spans of time: the first instant is in, the last is not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from goodstanding.values.errors import InvalidValueError


def require_aware(name: str, instant: datetime) -> datetime:
    """Return ``instant`` if it carries a time zone.

    Raises:
        InvalidValueError: It does not, so that nobody can say when it is.
    """
    if instant.tzinfo is None or instant.utcoffset() is None:
        raise InvalidValueError(f"{name} has no time zone. Give an instant with its offset.")
    return instant


@dataclass(frozen=True, slots=True)
class Span:
    """The time from ``starts_at`` until just before ``ends_at``; open where ``ends_at`` is None."""

    starts_at: datetime
    ends_at: datetime | None = None

    def __post_init__(self) -> None:
        require_aware("The start", self.starts_at)
        if self.ends_at is not None and require_aware("The end", self.ends_at) <= self.starts_at:
            raise InvalidValueError("A span ends after it starts. Give a later end, or none.")

    def __contains__(self, instant: datetime) -> bool:
        return self.starts_at <= instant and (self.ends_at is None or instant < self.ends_at)
