"""Headers that keep foreign code, frames and addresses out of every page."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

GetResponse = Callable[[HttpRequest], HttpResponseBase]

_DIRECTIVES = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
}
_PERMISSIONS = (
    "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
    "magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
)


def content_security_policy() -> str:
    """Return the policy; sign-in with another system adds its origin to ``form-action``.

    Browsers apply ``form-action`` to the redirects that follow a form too, so the origins of
    identity providers stand in GOODSTANDING_FORM_ACTION_ORIGINS.
    """
    extra = tuple(getattr(settings, "GOODSTANDING_FORM_ACTION_ORIGINS", ()))
    directives = _DIRECTIVES | {
        "form-action": " ".join((_DIRECTIVES["form-action"], *extra)),
    }
    return "; ".join(f"{name} {sources}" for name, sources in directives.items())


class ContentSecurityPolicyMiddleware:
    """Adds the headers to every answer that does not carry its own."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response
        self._headers = {
            "Content-Security-Policy": content_security_policy(),
            "Permissions-Policy": _PERMISSIONS,
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
        }

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request, with the headers."""
        response = self._get_response(request)
        for name, value in self._headers.items():
            response.headers.setdefault(name, value)
        return response
