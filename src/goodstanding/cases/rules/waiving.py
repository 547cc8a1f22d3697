"""Which waivers the rule book allows."""

from __future__ import annotations

from datetime import date

from goodstanding.rulebook.pack import Pack, Waivers
from goodstanding.values.errors import ConflictError, InvalidValueError


class NoWaiversError(ConflictError):
    """The rule book in force lets nobody waive a duty."""

    code = "no_waivers"

    def __init__(self) -> None:
        super().__init__(
            "The rules in force say nothing of waivers, so no duty can be waived. Publish a "
            "version that allows it, or leave the duty as it is."
        )


def limits_of(pack: Pack) -> Waivers:
    """Return the limits of waivers.

    Raises:
        NoWaiversError: The rule book allows none.
    """
    if pack.waivers is None:
        raise NoWaiversError
    return pack.waivers


def require_end(limits: Waivers, until_on: date, *, today: date) -> None:
    """Refuse an end that lies behind, or further ahead than the rule book allows.

    Raises:
        InvalidValueError: With the days between which the end may be.
    """
    last = limits.longest.after(today)
    if not today <= until_on <= last:
        raise InvalidValueError(
            f"A waiver ends between {today} and {last}: the rules allow {limits.longest} at most. "
            "Choose a day between them."
        )
