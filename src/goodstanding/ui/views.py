"""The pages for what went wrong: each says what is safe, what to do, and a reference.

None of them reads the database. ``config.urls`` names them as its handlers, and
CSRF_FAILURE_VIEW is ``goodstanding.ui.views.csrf_failure``.
"""

from __future__ import annotations

import logging
import secrets

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from goodstanding.ui.components import groups_of_four
from goodstanding.ui.typed import from_own_page, typed_fields

logger = logging.getLogger(__name__)

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O or U to misread.
_REFERENCE_LENGTH = 8

_LAST_RESORT = (
    '<!doctype html><html lang="en"><title>Something went wrong</title>'
    "<h1>Something went wrong on our side</h1>"
    "<p>What is recorded is safe. Please try again in a few minutes.</p>"
    "<p>If you write to us, give this reference: {reference}</p></html>"
)


def reference_of(request: HttpRequest) -> str:
    """Return the code under which this request stands in the log, making one if needed."""
    known = getattr(request, "reference", None)
    if isinstance(known, str) and known:
        return known
    made = groups_of_four("".join(secrets.choice(_LETTERS) for _ in range(_REFERENCE_LENGTH)))
    request.reference = made  # type: ignore[attr-defined] # One request keeps one reference.
    return made


def _sentence(exception: Exception | None) -> str:
    """Return what the code says about a refusal, if it was written for people."""
    arguments = getattr(exception, "args", ())
    return arguments[0] if arguments and isinstance(arguments[0], str) else ""


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that makes no sense, or is too long. Its details stay in the log."""
    if isinstance(exception, RequestDataTooBig):
        limit_mb = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2
        return render(request, "413.html", {"limit_mb": limit_mb}, status=413)
    context = {"reference": reference_of(request)}
    logger.warning("Bad request, reference %s: %s", context["reference"], exception)
    return render(request, "400.html", context, status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer somebody who may see this and lacks the right to it: what it needs, whom to ask."""
    return render(request, "403.html", {"sentence": _sentence(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django's signature; foreign data must not be told from none.
    """Answer where nothing is, or nothing that this person may see: the same for both."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer after a fault of ours, from a page that needs neither database nor shell."""
    reference = reference_of(request)
    logger.error("Server error shown with reference %s at %s", reference, request.path)
    try:
        page: str = render_to_string("500.html", {"reference": reference})
    except Exception:
        logger.exception("The page for server errors failed too, reference %s", reference)
        page = _LAST_RESORT.format(reference=reference)
    return HttpResponse(page, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that we cannot trace to our own page, without losing what was typed.

    Where the browser says that our own page sent it, somebody signed in again meanwhile: what
    was typed is offered to be sent with one click. From any other page it is not.
    """
    fields = typed_fields(request) if from_own_page(request) else ()
    context = {
        "reference": reference_of(request),
        "fields": fields,
        "path": request.get_full_path(),
    }
    logger.warning("Form refused, reference %s: %s", context["reference"], reason)
    return render(request, "403_csrf.html", context, status=403)
