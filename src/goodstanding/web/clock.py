"""A demonstration's clock runs ahead: every process asks the database how far.

Installed in demonstrations only (``config``); any other installation's clock is the wall clock.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse

from goodstanding.evidence.services import clock_shift
from goodstanding.values import clock

#: How old the answer may be in a process that has no requests to begin with: worker, command.
FRESH_S_MAX = 1.0


class _Shift:
    """How far the clock runs ahead, as last asked."""

    def __init__(self) -> None:
        self._known = timedelta(0)
        self._asked_s: float | None = None

    def __call__(self) -> timedelta:
        if self._asked_s is None or time.monotonic() - self._asked_s > FRESH_S_MAX:
            self.ask()
        return self._known

    def ask(self) -> None:
        """Ask the database, unless its transaction has failed and answers nothing."""
        if connection.needs_rollback:
            return
        self._asked_s = time.monotonic()
        try:
            self._known = clock_shift()
        except Error:  # No database, or not migrated yet: whoever needs one says so.
            if not connection.in_atomic_block:
                connection.close()


_shift = _Shift()


def install_demonstration_clock() -> None:
    """Let business time in this process follow the demonstration's clock."""
    clock.install_shift(_shift)


class DemonstrationClockMiddleware:
    """Asks at the start of each request, so that a page never shows a time before the last act."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set the clock, then pass the request on."""
        _shift.ask()
        return self.get_response(request)
