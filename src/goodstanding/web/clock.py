"""A demonstration's clock runs ahead: every request starts by asking how far."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.http import HttpRequest, HttpResponse

from goodstanding.evidence.services import clock_shift
from goodstanding.values import clock

_shift = timedelta(0)


def _known_shift() -> timedelta:
    return _shift


def refresh_clock() -> None:
    """Ask the database how far the clock runs ahead; called where a request or a job starts."""
    global _shift  # noqa: PLW0603 -- one clock for the process.
    _shift = clock_shift()
    clock.install_shift(_known_shift)


class DemonstrationClockMiddleware:
    """Installed in demonstrations only: any other installation's clock is the wall clock."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set the clock, then pass the request on."""
        refresh_clock()
        return self.get_response(request)
