"""What views need to answer both a plain request and one by htmx."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

HTTP_UNPROCESSABLE = 422

HTMX_CONFIG = json.dumps(
    {
        "includeIndicatorStyles": False,  # It would need an inline style.
        "allowEval": False,  # It would need eval.
        "historyCacheSize": 0,  # Pages of one person stay out of the browser's storage.
        "refreshOnHistoryMiss": True,
        "responseHandling": [
            {"code": "204", "swap": False},
            {"code": "[23]..", "swap": True},
            {"code": "422", "swap": True, "error": False},  # A refused form is shown again.
            {"code": "[45]..", "swap": False, "error": True},
        ],
    }
)
"""The ``htmx-config`` of every page: fit for the policy, and a refused form is swapped in."""


def by_htmx(request: HttpRequest) -> bool:
    """Return whether htmx asks for a part of a page; a restored page is asked for whole."""
    headers = request.headers
    return "HX-Request" in headers and "HX-History-Restore-Request" not in headers


def status_of(form: BaseForm) -> int:
    """Return 422 for a form with errors, else 200."""
    return HTTP_UNPROCESSABLE if form.errors else 200


def render_part(
    request: HttpRequest,
    *,
    page: str,
    part: str,
    context: Mapping[str, object],
    status: int = 200,
) -> HttpResponse:
    """Return the part of the page to htmx, and the whole page to everybody else."""
    template = part if by_htmx(request) else page
    response = render(request, template, dict(context), status=status)
    patch_vary_headers(response, ("HX-Request",))
    return response


def go_to(request: HttpRequest, url: str) -> HttpResponse:
    """Return a redirect after a change: htmx loads the whole page, and plain forms do anyway."""
    if by_htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response


def announce(response: HttpResponse, sentence: str) -> HttpResponse:
    """Let the page's live region say ``sentence`` once the swap is done."""
    response.headers["HX-Trigger-After-Settle"] = json.dumps({"gs:announce": sentence})
    return response
