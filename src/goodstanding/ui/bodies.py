"""Reading a request to its end, so that a browser sees why it was refused."""

from __future__ import annotations

from collections.abc import Callable
from itertools import repeat

from django.http import HttpRequest, HttpResponseBase

_AT_ONCE_BYTES = 64 * 1024
#: More than any file that a form takes. What is longer still is cut off.
_READ_BYTES_MAX = 128 * 1024 * 1024


class ReadToTheEndMiddleware:
    """Reads and throws away what a refusal left of a request's body.

    A server that answers and closes while the browser is still sending makes the browser show
    a broken connection in place of the answer. Stands first, so that it sees every answer.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request once it has arrived."""
        response = self._get_response(request)
        try:
            for _ in repeat(None, _READ_BYTES_MAX // _AT_ONCE_BYTES):
                if not request.read(_AT_ONCE_BYTES):
                    break
        except OSError:
            pass  # Whoever sent it has gone, and waits for no answer.
        return response
