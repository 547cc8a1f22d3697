"""Addresses of the question desk: a partner's side, a distributor's, and the vendor's."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from goodstanding.questions.views import distributor, partner, vendor

_P = "p/<slug:program>/<uuid:partner>/"
_D = "d/<slug:program>/<uuid:partner>/questions/"
_V = "v/<slug:program>/"
_ONE = "questions/<uuid:question>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{_P}questions/", partner.questions, name="partner_questions"),
    path(f"{_P}questions/ask/", partner.choose, name="partner_question_choose"),
    path(
        f"{_P}questions/ask/<slug:about>/<slug:subject>/",
        partner.ask_page,
        name="partner_question_ask",
    ),
    path(f"{_P}{_ONE}", partner.question, name="partner_question"),
    path(f"{_P}{_ONE}escalate/", partner.escalate_question, name="partner_question_escalate"),
    path(f"{_P}{_ONE}withdraw/", partner.withdraw_question, name="partner_question_withdraw"),
    path(f"{_P}guidance/", partner.guidance, name="partner_guidance"),
    path(_D, distributor.questions, name="distributor_questions"),
    path(f"{_D}<uuid:question>/", distributor.question, name="distributor_question"),
    path(f"{_V}questions/", vendor.questions, name="vendor_questions"),
    path(f"{_V}{_ONE}", vendor.question, name="vendor_question"),
    path(f"{_V}{_ONE}publish/", vendor.publish, name="vendor_question_publish"),
    path(f"{_V}guidance/", vendor.guidance, name="vendor_guidance"),
    path(
        f"{_V}guidance/<uuid:guidance>/take-back/",
        vendor.take_back,
        name="vendor_guidance_end",
    ),
]
