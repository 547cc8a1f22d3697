"""Addresses of learning and teaching."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from goodstanding.training.views import certificates, drafts, learning, overview, taking

PARTNER = "p/<slug:program>/<uuid:partner>/training/"
VENDOR = "v/<slug:program>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("certificates/", certificates.check, name="certificate_check"),
    path("certificates/<str:code>/", certificates.checked, name="certificate_checked"),
    path(PARTNER, overview.training, name="partner_training"),
    path(f"{PARTNER}courses/<slug:course>/", learning.course, name="training_course"),
    path(f"{PARTNER}courses/<slug:course>/start/", learning.start, name="training_start"),
    path(f"{PARTNER}attempts/<uuid:attempt>/", taking.resume, name="training_attempt"),
    path(
        f"{PARTNER}attempts/<uuid:attempt>/<int:place>/", taking.question, name="training_question"
    ),
    path(f"{PARTNER}attempts/<uuid:attempt>/submit/", taking.submit, name="training_submit"),
    path(f"{PARTNER}attempts/<uuid:attempt>/result/", taking.result, name="training_result"),
    path(
        f"{PARTNER}certificates/<str:code>/", certificates.certificate, name="training_certificate"
    ),
    path(f"{VENDOR}courses/", drafts.courses, name="vendor_courses"),
    path(f"{VENDOR}new-course/", drafts.write, name="vendor_course_new"),
    path(f"{VENDOR}courses/<slug:course>/", drafts.course, name="vendor_course"),
    path(f"{VENDOR}courses/<slug:course>/write/", drafts.write, name="vendor_course_write"),
    path(f"{VENDOR}courses/<slug:course>/draft/", drafts.draft, name="vendor_course_draft"),
    path(f"{VENDOR}courses/<slug:course>/publish/", drafts.publish, name="vendor_course_publish"),
    path(f"{VENDOR}courses/<slug:course>/return/", drafts.give_back, name="vendor_course_return"),
]
