"""What stands before every page of this room's making."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from goodstanding.accounts.selectors import installation_is_empty
from goodstanding.accounts.signing_in import NEXT
from goodstanding.accounts.typed import keep_typed
from goodstanding.ui.htmx import go_to

#: What lies under this is for other systems, which no page can tell what to do.
MACHINES = "/api/"


class FirstRunMiddleware:
    """Leads every visitor of an installation without people to the page that makes the first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request, or lead to the first page."""
        first_run = reverse("first_run")
        for_people = request.path != first_run and not request.path.startswith(MACHINES)
        if for_people and installation_is_empty():
            return redirect(first_run)
        return self._get_response(request)


class SessionEndMiddleware:
    """Keeps what somebody typed when they must sign in first, and leads them back to it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request; a form of somebody signed out is kept and they are led to sign in."""
        response = self._get_response(request)
        sign_in = reverse("account_login")
        if (
            request.method == "POST"
            and isinstance(response, HttpResponseRedirect)
            and response.url.startswith(f"{sign_in}?{NEXT}=")
            and not request.user.is_authenticated
            and (to := reverse("send_again") if keep_typed(request) else _page_before(request))
        ):
            query = QueryDict(mutable=True)
            query[NEXT] = to
            return go_to(request, f"{sign_in}?{query.urlencode(safe='/')}")
        return response


def _page_before(request: HttpRequest) -> str:
    """Return the page of ours whose button was pressed: where the button leads shows nothing."""
    before = urlsplit(request.headers.get("Referer", ""))
    if before.netloc != request.get_host():
        return ""
    return urlunsplit(("", "", before.path, before.query, ""))
