"""Addresses of incentives: a partner's earnings; the vendor's imports."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from goodstanding.incentives.views import imports, partner

_PARTNER = [
    path("earnings.csv", partner.earnings_file, name="partner_earnings_file"),
]
_IMPORTS = [
    path("", imports.import_list, name="vendor_earnings_imports"),
    path("new/", imports.import_new, name="vendor_earnings_import_new"),
    path("<uuid:held>/", imports.import_report, name="vendor_earnings_import"),
    path("<uuid:held>/apply/", imports.import_apply, name="vendor_earnings_import_apply"),
    path("<uuid:held>/report/", imports.report_file, name="vendor_earnings_import_report"),
]
_VENDOR: list[URLPattern | URLResolver] = [
    path("imports/", include(_IMPORTS)),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("p/<slug:program>/<uuid:partner>/incentives/", include(_PARTNER)),
    path("v/<slug:program>/incentives/", include(_VENDOR)),
]
