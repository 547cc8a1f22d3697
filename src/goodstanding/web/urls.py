"""Addresses of pages that show several rooms."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from goodstanding.web.pages import (
    authorizations,
    distributor,
    homes,
    incentives,
    partner,
    timeline,
    vendor_home,
    vendor_partner,
    vendor_partners,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", homes.home, name="home"),
    path("v/<slug:program>/", vendor_home.vendor_home, name="vendor_home"),
    path("v/<slug:program>/partners/", vendor_partners.vendor_partners, name="vendor_partners"),
    path(
        "v/<slug:program>/partners/<uuid:partner>/",
        vendor_partner.vendor_partner,
        name="vendor_partner",
    ),
    path(
        "v/<slug:program>/partners/<uuid:partner>/authorizations/",
        authorizations.vendor_authorizations,
        name="vendor_authorizations",
    ),
    path(
        "p/<slug:program>/<uuid:partner>/authorizations/",
        authorizations.partner_authorizations,
        name="partner_authorizations",
    ),
    path("p/<slug:program>/<uuid:partner>/", partner.partner_home, name="partner_home"),
    path(
        "p/<slug:program>/<uuid:partner>/standing/",
        partner.partner_standing,
        name="partner_standing",
    ),
    path(
        "p/<slug:program>/<uuid:partner>/incentives/",
        incentives.partner_incentives,
        name="partner_incentives",
    ),
    path(
        "v/<slug:program>/incentives/",
        incentives.vendor_incentives,
        name="vendor_incentives",
    ),
    path(
        "v/<slug:program>/incentives/partners/<uuid:partner>/",
        incentives.vendor_partner_incentives,
        name="vendor_partner_incentives",
    ),
    path("d/<slug:program>/<uuid:partner>/", distributor.to_do, name="distributor_home"),
    path(
        "d/<slug:program>/<uuid:partner>/to-do.csv", distributor.to_do_file, name="distributor_file"
    ),
    path(
        "d/<slug:program>/<uuid:partner>/resellers/<uuid:reseller>/",
        distributor.reseller,
        name="distributor_reseller",
    ),
    path(
        "p/<slug:program>/<uuid:partner>/timeline/",
        timeline.partner_timeline,
        name="partner_timeline",
    ),
    path(
        "v/<slug:program>/partners/<uuid:partner>/timeline/",
        timeline.vendor_partner_timeline,
        name="vendor_partner_timeline",
    ),
    path(
        "v/<slug:program>/partners/<uuid:partner>/timeline.jsonl",
        timeline.vendor_timeline_file,
        name="vendor_timeline_file",
    ),
]
