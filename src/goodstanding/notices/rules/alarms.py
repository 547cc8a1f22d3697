"""When the checks of a code, or from a network, are too many."""

from __future__ import annotations

from datetime import timedelta

from goodstanding.values.errors import DomainError

#: A code that this many networks asked for within the span has probably been copied.
ALARM_NETWORKS_MIN = 5
ALARM_SPAN = timedelta(hours=24)

#: How often one network may ask within the span: an office may, a machine that guesses may not.
CHECKS_MAX = 60
CHECKS_SPAN = timedelta(minutes=10)

#: How long checks are remembered.
KEPT_FOR = timedelta(days=30)


class TooManyChecksError(DomainError):
    """One network asked for too many codes in a short time."""

    code = "too_many_checks"

    def __init__(self) -> None:
        minutes = int(CHECKS_SPAN.total_seconds() // 60)
        super().__init__(
            f"Too many codes were checked from your network. Wait {minutes} minutes and try "
            "again, or sign in: everything we ever sent you is listed under “Messages”."
        )


def raises_alarm(networks: int) -> bool:
    """Return whether this many networks within the span are a reason to tell an officer."""
    return networks >= ALARM_NETWORKS_MIN
