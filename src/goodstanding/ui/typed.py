"""What somebody typed into a form that could not be taken, so that it can be offered again."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

_SECRET = ("password", "present")

Fields = tuple[tuple[str, str], ...]


def typed_fields(request: HttpRequest) -> Fields:
    """Return what a form says; nothing where it holds a file or a password.

    A file cannot be put into a form again, and a password is not shown to anybody.
    """
    names = [name for name in request.POST if name != "csrfmiddlewaretoken"]
    if request.FILES or any(secret in name for name in names for secret in _SECRET):
        return ()
    return tuple((name, value) for name in names for value in request.POST.getlist(name))


def from_own_page(request: HttpRequest) -> bool:
    """Return whether the browser keeps our cookie and says that a page of this site sent this."""
    own = f"{request.scheme}://{request.get_host()}"
    return settings.CSRF_COOKIE_NAME in request.COOKIES and request.headers.get("Origin") == own
