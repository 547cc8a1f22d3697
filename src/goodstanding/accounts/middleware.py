"""What stands before every page of this room's making."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from goodstanding.accounts.selectors import installation_is_empty


class FirstRunMiddleware:
    """Leads every visitor of an installation without people to the page that makes the first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request, or lead to the first page."""
        first_run = reverse("first_run")
        if request.path != first_run and installation_is_empty():
            return redirect(first_run)
        return self._get_response(request)
