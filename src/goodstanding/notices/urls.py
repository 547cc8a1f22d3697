"""Addresses of notices: the public check, the inbox, what was sent, the local mailbox."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from goodstanding.notices.views import check, handing_over, inbox, local_mailbox, sent

urlpatterns: list[URLPattern | URLResolver] = [
    path("check/", check.check, name="check"),
    path(
        "p/<slug:program>/<uuid:partner>/messages/", inbox.partner_messages, name="partner_messages"
    ),
    path(
        "p/<slug:program>/<uuid:partner>/messages/<uuid:notice>/",
        inbox.partner_message,
        name="partner_message",
    ),
    path("v/<slug:program>/messages/", sent.vendor_messages, name="vendor_messages"),
    path("v/<slug:program>/messages/<uuid:notice>/", sent.vendor_message, name="vendor_message"),
    path(
        "v/<slug:program>/messages/<uuid:notice>/hand-over/",
        handing_over.hand_over_message,
        name="vendor_message_hand_over",
    ),
    path(
        "v/<slug:program>/messages/alarms/<uuid:alarm>/close/",
        sent.close_code_alarm,
        name="vendor_close_code_alarm",
    ),
    path("mailbox/", local_mailbox.letters, name="mailbox"),
    path("mailbox/<str:key>/", local_mailbox.letter, name="mailbox_letter"),
    path("mailbox/<str:key>/page/", local_mailbox.letter_page, name="mailbox_letter_page"),
]
