"""The local mailbox of a demonstration: every letter, to whomever, as it was sent.

The people of a demonstration do not exist, so that nobody signs in here; the links in their
letters are how one signs in. Elsewhere there is no such page.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from goodstanding.notices import maildir
from goodstanding.ui.components import Column

P = ParamSpec("P")
_PAGE = 50

#: What a letter's own page may do: show its words in its own colours, and nothing else.
_LETTER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"


def _in_a_demonstration(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Let a page exist in a demonstration only."""

    @wraps(view)
    def opened(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not settings.GOODSTANDING_DEMONSTRATION:
            raise Http404
        return view(request, *args, **kwargs)

    return opened


@never_cache
@require_safe
@_in_a_demonstration
def letters(request: HttpRequest) -> HttpResponse:
    """List the letters the local mail server took, newest first."""
    page = Paginator(maildir.keys(), _PAGE).get_page(request.GET.get("page"))
    columns = (
        Column(label=gettext("Letter")),
        Column(label=gettext("To")),
        Column(label=gettext("From")),
        Column(label=gettext("Sent")),
    )
    return render(
        request,
        "notices/mailbox.html",
        {"page": page, "letters": maildir.listed(list(page)), "columns": columns},
    )


@never_cache
@require_safe
@_in_a_demonstration
def letter(request: HttpRequest, key: str) -> HttpResponse:
    """Show one letter as plain text."""
    message = maildir.letter(key)
    if message is None:
        raise Http404
    headers = [
        (label, str(message.get(name, "")))
        for label, name in (
            (gettext("From"), "From"),
            (gettext("To"), "X-Envelope-To"),
            (gettext("Sent"), "Date"),
        )
    ]
    return render(
        request,
        "notices/mailbox_letter.html",
        {
            "key": key,
            "subject": str(message.get("Subject", "")),
            "headers": headers,
            "text": maildir.part_of(message, "plain"),
            "has_page": bool(maildir.part_of(message, "html")),
        },
    )


@never_cache
@require_safe
@_in_a_demonstration
def letter_page(request: HttpRequest, key: str) -> HttpResponse:  # noqa: ARG001 -- Django passes it.
    """Show one letter as a mail program would: its HTML alone, kept from doing anything."""
    message = maildir.letter(key)
    page = maildir.part_of(message, "html") if message is not None else ""
    if not page:
        raise Http404
    return HttpResponse(page, headers={"Content-Security-Policy": _LETTER_POLICY})
