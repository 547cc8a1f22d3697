"""Addresses of the three sides of the question desk, and what stands on a page."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from tests.builders_questions import Desks


def partner_url(desks: Desks, name: str, **parts: object) -> str:
    """Return the address of a page of the reseller."""
    kwargs = {"program": desks.program.code, "partner": desks.partner.pk, **parts}
    return reverse(name, kwargs=kwargs)


def distributor_url(desks: Desks, name: str, **parts: object) -> str:
    """Return the address of a page of its distributor."""
    kwargs = {"program": desks.program.code, "partner": desks.distributor.pk, **parts}
    return reverse(name, kwargs=kwargs)


def vendor_url(desks: Desks, name: str, **parts: object) -> str:
    """Return the address of a page of the vendor."""
    return reverse(name, kwargs={"program": desks.program.code, **parts})


def text_of(client: Client, url: str) -> str:
    """Return a page that opens."""
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()
