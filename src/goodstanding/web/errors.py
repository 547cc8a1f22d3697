"""Where a refusal of the business becomes an answer of the web: once, for every page."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from goodstanding.values.errors import ConflictError, DomainError, NotPermittedError

CONFLICT = 409
UNPROCESSABLE = 422


class DomainErrorMiddleware:
    """Turns a refusal that no form caught into a page that says what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a domain error; leave anything else to Django."""
        if isinstance(exception, NotPermittedError):
            raise PermissionDenied(str(exception)) from exception
        if isinstance(exception, DomainError):
            status = CONFLICT if isinstance(exception, ConflictError) else UNPROCESSABLE
            return render(request, "web/refused.html", {"sentence": str(exception)}, status=status)
        return None
