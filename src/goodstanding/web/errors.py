"""Where a refusal of the business becomes an answer of the web: once, for every page."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from goodstanding.values.errors import ConflictError, DomainError, NotPermittedError

CONFLICT = 409
UNPROCESSABLE = 422


class DomainErrorMiddleware:
    """Turns a refusal that no form caught into a page that says what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; a page in place of nothing where only a button leads."""
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or response.content:
            return response
        sentence = gettext(
            "This address belongs to a button. Open the page it is on, and press it."
        )
        page = render(request, "web/refused.html", {"sentence": sentence}, status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a domain error; leave anything else to Django."""
        if isinstance(exception, NotPermittedError):
            raise PermissionDenied(str(exception)) from exception
        if isinstance(exception, DomainError):
            status = CONFLICT if isinstance(exception, ConflictError) else UNPROCESSABLE
            return render(request, "web/refused.html", {"sentence": str(exception)}, status=status)
        return None
