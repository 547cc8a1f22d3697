"""Addresses of pages that show several rooms."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from goodstanding.web.pages import homes, partner

urlpatterns: list[URLPattern | URLResolver] = [
    path("", homes.home, name="home"),
    path("v/<slug:program>/", homes.vendor_home, name="vendor_home"),
    path("p/<slug:program>/<uuid:partner>/", partner.partner_home, name="partner_home"),
    path(
        "p/<slug:program>/<uuid:partner>/standing/",
        partner.partner_standing,
        name="partner_standing",
    ),
]
