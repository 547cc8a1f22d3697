"""Addresses of pages that an installation may not have."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse


def address(name: str, **parts: object) -> str:
    """Return the address of a page, or nothing where this installation has no such page."""
    try:
        return reverse(name, kwargs=parts)
    except NoReverseMatch:
        return ""
