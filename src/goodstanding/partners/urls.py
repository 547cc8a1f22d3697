"""Addresses of partners: export, import, a partner's own people."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from goodstanding.partners.models import ImportKind
from goodstanding.partners.views import (
    amounts,
    authorizations,
    corrections,
    imports,
    ownerships,
    partners,
    people,
)

_VENDOR = "v/<slug:program>/partners/"
_IMPORTS = f"{_VENDOR}imports/"
_PEOPLE = "p/<slug:program>/<uuid:partner>/people/"
_GRANTED = f"{_VENDOR}<uuid:partner>/authorizations/"
_OWNED = f"{_VENDOR}<uuid:partner>/ownerships/"
_HELD = "p/<slug:program>/<uuid:partner>/authorizations/<uuid:authorization>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{_VENDOR}export/", partners.export, name="vendor_partners_export"),
    path(f"{_VENDOR}<uuid:partner>/amounts/", amounts.partner_amounts, name="vendor_amounts"),
    path(_IMPORTS, imports.import_list, name="vendor_imports"),
    path(f"{_IMPORTS}new/", imports.import_new, name="vendor_import_new"),
    path(
        f"{_IMPORTS}new/amounts/",
        imports.import_new,
        {"kind": ImportKind.AMOUNTS},
        name="vendor_import_amounts",
    ),
    path(
        f"{_IMPORTS}new/authorizations/",
        imports.import_new,
        {"kind": ImportKind.AUTHORIZATIONS},
        name="vendor_import_authorizations",
    ),
    path(
        f"{_IMPORTS}new/ownerships/",
        imports.import_new,
        {"kind": ImportKind.OWNERSHIPS},
        name="vendor_import_ownerships",
    ),
    path(f"{_IMPORTS}<uuid:held>/", imports.import_report, name="vendor_import"),
    path(f"{_IMPORTS}<uuid:held>/columns/", imports.import_columns, name="vendor_import_columns"),
    path(f"{_IMPORTS}<uuid:held>/apply/", imports.import_apply, name="vendor_import_apply"),
    path(f"{_IMPORTS}<uuid:held>/report/", imports.import_report_file, name="vendor_import_report"),
    path(
        f"{_GRANTED}grant/", authorizations.authorization_grant, name="vendor_authorization_grant"
    ),
    path(
        f"{_GRANTED}<uuid:authorization>/end/",
        authorizations.authorization_end,
        name="vendor_authorization_end",
    ),
    path(
        f"{_GRANTED}<uuid:authorization>/correct/",
        corrections.correction_propose,
        name="vendor_correction_propose",
    ),
    path(
        f"{_VENDOR}corrections/<uuid:correction>/",
        corrections.correction_judge,
        name="vendor_correction",
    ),
    path(
        "p/<slug:program>/<uuid:partner>/entities/",
        ownerships.own_ownerships,
        name="partner_ownerships",
    ),
    path(_OWNED, ownerships.ownership_list, name="vendor_ownerships"),
    path(f"{_OWNED}new/", ownerships.ownership_new, name="vendor_ownership_new"),
    path(
        f"{_OWNED}<uuid:ownership>/correct/",
        ownerships.ownership_correct,
        name="vendor_ownership_correct",
    ),
    path(f"{_OWNED}<uuid:ownership>/end/", ownerships.ownership_end, name="vendor_ownership_end"),
    path(
        f"{_OWNED}<uuid:ownership>/undo/", ownerships.ownership_undo, name="vendor_ownership_undo"
    ),
    path(f"{_HELD}leave/", authorizations.authorization_leave, name="partner_authorization_leave"),
    path(f"{_HELD}keep/", authorizations.authorization_keep, name="partner_authorization_keep"),
    path(_PEOPLE, people.people, name="partner_people"),
    path(f"{_PEOPLE}add/", people.person_add, name="partner_person_add"),
    path(f"{_PEOPLE}<uuid:affiliation>/end/", people.person_end, name="partner_person_end"),
    path(f"{_PEOPLE}complete/", people.list_complete, name="partner_list_complete"),
]
