"""What we are called from outside: the address people type, and the one letters come from."""

from __future__ import annotations

from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings


def site_name() -> str:
    """Return the address people type to reach us, as letters name it."""
    return urlsplit(settings.ACCOUNT_PUBLIC_URL).netloc


def sender_address() -> str:
    """Return the mail address letters come from, and answers to them go to."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
