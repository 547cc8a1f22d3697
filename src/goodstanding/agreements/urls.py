"""Addresses of agreements: reading, accepting and checking; writing and publishing."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from goodstanding.agreements.views import documents, drafts, partner, public, statements, vendor

_PARTNER = [
    path("", partner.agreements, name="partner_agreements"),
    path("receipts/<str:receipt>/", partner.receipt, name="partner_receipt"),
    path("receipts/<str:receipt>/json", partner.receipt_json, name="partner_receipt_json"),
    path("<slug:agreement>/", partner.agreement, name="partner_agreement"),
    path("<slug:agreement>/accept/", partner.accept_page, name="partner_accept"),
    path("<slug:agreement>/<int:position>/", partner.agreement, name="partner_agreement_version"),
    path("<slug:agreement>/<int:position>/text", partner.text, name="partner_agreement_text"),
]
_STATEMENTS = [
    path("", statements.statements, name="partner_statements"),
    path("receipts/<str:receipt>/", statements.statement_receipt, name="partner_statement_receipt"),
    path(
        "<uuid:statement>/withdraw/",
        statements.statement_withdraw,
        name="partner_statement_withdraw",
    ),
    path("<slug:obligation>/", statements.statement_make, name="partner_statement"),
]
_DOCUMENTS = [
    path("", documents.documents, name="partner_documents"),
    path("<uuid:document>/file", documents.document_own, name="partner_document_file"),
    path("<slug:obligation>/", documents.document_send, name="partner_document"),
]
_VENDOR = [
    path("", vendor.agreements, name="vendor_agreements"),
    path("new/", vendor.new_agreement, name="vendor_agreement_new"),
    path("<slug:agreement>/", vendor.agreement, name="vendor_agreement"),
    path("<slug:agreement>/draft/", drafts.write, name="vendor_draft"),
    path("<slug:agreement>/draft/preview/", drafts.preview, name="vendor_draft_preview"),
    path("<slug:agreement>/draft/approve/", drafts.approve, name="vendor_draft_approve"),
    path("<slug:agreement>/<int:position>/", vendor.version, name="vendor_agreement_version"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("p/<slug:program>/<uuid:partner>/agreements/", include(_PARTNER)),
    path("p/<slug:program>/<uuid:partner>/statements/", include(_STATEMENTS)),
    path("p/<slug:program>/<uuid:partner>/documents/", include(_DOCUMENTS)),
    path(
        "v/<slug:program>/documents/<uuid:document>/",
        documents.document_check,
        name="vendor_document",
    ),
    path(
        "v/<slug:program>/documents/<uuid:document>/file",
        documents.document_file,
        name="vendor_document_file",
    ),
    path("v/<slug:program>/agreements/", include(_VENDOR)),
    path("receipts/", public.receipt, name="receipt_check"),
    path("receipts/<str:code>/", public.receipt, name="receipt"),
]
