"""The one source of business time.

Rooms ask ``now()`` and pass the answer on as ``at=``. A demonstration installation
may run ahead of the wall clock: whoever starts a process installs where the shift is
read from, once (``config``). Nothing else in the product reads a clock.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Shift = Callable[[], timedelta]


def _no_shift() -> timedelta:
    return timedelta(0)


_shift: Shift = _no_shift


def now() -> datetime:
    """Return the present business instant, aware and in UTC."""
    return datetime.now(UTC) + _shift()


def install_shift(shift: Shift) -> None:
    """Let ``now()`` run ahead of the wall clock by what ``shift()`` answers."""
    global _shift  # noqa: PLW0603 -- one clock for the process is the purpose of this module.
    _shift = shift


def remove_shift() -> None:
    """Return to the wall clock."""
    install_shift(_no_shift)
