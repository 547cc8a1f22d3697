"""Addresses of rule books: reading, writing and publishing them."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from goodstanding.programs.views import drafts, making, versions, writing

_RULES = "v/<slug:program>/rules/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("operate/programs/make/", making.make_program, name="operate_program_make"),
    path(_RULES, versions.rules, name="vendor_rules"),
    path(f"{_RULES}draft/", drafts.draft, name="vendor_rules_draft"),
    path(f"{_RULES}draft/write/", writing.write, name="vendor_rules_write"),
    path(f"{_RULES}draft/write/check/", writing.check, name="vendor_rules_check"),
    path(f"{_RULES}draft/approve/", drafts.approve, name="vendor_rules_approve"),
    path(f"{_RULES}draft/publish/", drafts.publish, name="vendor_rules_publish"),
    path(f"{_RULES}<int:number>/", versions.version, name="vendor_rules_version"),
    path(f"{_RULES}<int:number>/source/", versions.source, name="vendor_rules_source"),
    path(f"{_RULES}<int:number>/published/", versions.published, name="vendor_rules_published"),
]
