"""Addresses of cases: the vendor's list, file and acts, and a partner's own side."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from goodstanding.cases.views import deciding, judging, partner, vendor, waivers

_V = "v/<slug:program>/cases/"
_P = "p/<slug:program>/<uuid:partner>/cases/"
_CASE = "<uuid:case>/"
_WAIVERS = "v/<slug:program>/partners/<uuid:partner>/waivers/"
_WAIVER = "v/<slug:program>/waivers/<uuid:"

urlpatterns: list[URLPattern | URLResolver] = [
    path(_V, vendor.cases, name="vendor_cases"),
    path(f"{_V}open/", vendor.new_case, name="vendor_case_open"),
    path(f"{_V}{_CASE}", vendor.case, name="vendor_case"),
    path(f"{_V}{_CASE}allege/", judging.allege_page, name="vendor_case_allege"),
    path(f"{_V}{_CASE}drop/", judging.drop_page, name="vendor_case_drop"),
    path(f"{_V}{_CASE}find/", judging.find_page, name="vendor_case_find"),
    path(f"{_V}{_CASE}decide/", deciding.decide_page, name="vendor_case_decide"),
    path(f"{_V}{_CASE}approve/", deciding.approve_page, name="vendor_case_approve"),
    path(f"{_V}{_CASE}plan/", judging.plan_page, name="vendor_case_plan"),
    path(f"{_V}{_CASE}plan-failed/", judging.plan_failed_page, name="vendor_case_plan_failed"),
    path(f"{_V}{_CASE}review/", judging.review_page, name="vendor_case_review"),
    path(f"{_V}{_CASE}undone/", vendor.undone, name="vendor_case_undone"),
    path(_WAIVERS, waivers.waivers, name="vendor_waivers"),
    path(f"{_WAIVERS}propose/", waivers.waiver_propose, name="vendor_waiver_propose"),
    path(f"{_WAIVER}proposal>/", waivers.waiver_judge, name="vendor_waiver"),
    path(f"{_WAIVER}waiver>/end/", waivers.waiver_end, name="vendor_waiver_end"),
    path(_P, partner.cases, name="partner_cases"),
    path(f"{_P}{_CASE}", partner.case, name="partner_case"),
    path(f"{_P}{_CASE}answer/", partner.answer_page, name="partner_case_answer"),
    path(f"{_P}{_CASE}appeal/", partner.appeal_page, name="partner_case_appeal"),
    path(f"{_P}{_CASE}undone/", partner.undone, name="partner_case_undone"),
]
