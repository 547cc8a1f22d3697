"""Signing somebody in and out, on allauth's machinery, and remembering how they were known."""

from __future__ import annotations

import re

from allauth.account.utils import perform_login
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from goodstanding.accounts.models import IdentifiedBy, Person

#: Where the session keeps how somebody is known until allauth has let them in.
PENDING = "identified_by_pending"
NEXT = "next"

_BROWSERS = (
    ("Edge", r"\bEdgA?/"),
    ("Opera", r"\bOPR/"),
    ("Firefox", r"\b(?:Firefox|FxiOS)/"),
    ("Chrome", r"\b(?:Chrome|CriOS|Chromium)/"),
    ("Safari", r"\bSafari/"),
)
_SYSTEMS = (
    ("Android", r"\bAndroid\b"),
    ("iPhone", r"\biPhone\b"),
    ("iPad", r"\biPad\b"),
    ("Windows", r"\bWindows\b"),
    ("macOS", r"\bMacintosh\b"),
    ("Linux", r"\bLinux\b"),
)


def sign_in(
    request: HttpRequest, person: Person, *, identified_by: IdentifiedBy, to: str = ""
) -> HttpResponse:
    """Sign a person in, in a session with a new key, and send them on.

    Args:
        request: The request of whoever showed who they are.
        person: Who they are.
        identified_by: What they showed.
        to: A place on this site to go to; the first page where there is none.
    """
    request.session[PENDING] = identified_by.value
    answer = perform_login(request, person, redirect_url=to or first_page())
    assert isinstance(answer, HttpResponse)
    if isinstance(answer, HttpResponseRedirect):
        answer.status_code = 303
    remember_language(answer, person.language)
    return answer


def first_page() -> str:
    """Return where somebody goes who just signed in and asked for nothing in particular."""
    return resolve_url(settings.LOGIN_REDIRECT_URL)


def wanted_page(request: HttpRequest) -> str:
    """Return the page of this site that was asked for before signing in; nothing for any other."""
    asked = request.POST.get(NEXT) or request.GET.get(NEXT) or ""
    return asked if is_own_page(asked) else ""


def is_own_page(address: str) -> bool:
    """Return whether an address is a path of this site, and of no other."""
    return address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)


def remember_language(response: HttpResponse, language: str) -> None:
    """Let the browser ask for pages in the person's language from now on."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 60 * 60,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def masked(email: str) -> str:
    """Return an address that its owner recognizes and nobody else learns: ``m•••@contoso.com``."""
    name, _, host = email.partition("@")
    return f"{name[:1]}•••@{host}"


def browser_of(request: HttpRequest) -> str:
    """Return the browser and the system of a request in words; nothing where it does not say."""
    agent = request.headers.get("User-Agent", "")[:500]
    found = [_first(_BROWSERS, agent), _first(_SYSTEMS, agent)]
    return ", ".join(word for word in found if word)


def _first(words: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((word for word, sign in words if re.search(sign, agent)), "")
