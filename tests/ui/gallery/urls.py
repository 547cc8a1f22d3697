from __future__ import annotations

from django.urls import path

from tests.ui.gallery import pages

handler400 = "goodstanding.ui.views.bad_request"
handler403 = "goodstanding.ui.views.permission_denied"
handler404 = "goodstanding.ui.views.not_found"
handler500 = "goodstanding.ui.views.server_error"

urlpatterns = [
    path("", pages.components),
    path("queue", pages.queue),
    path("form", pages.form, name="form"),
    path("done", pages.done),
    path("missing", pages.missing),
    path("forbidden", pages.forbidden),
    path("bad", pages.bad),
    path("broken", pages.broken),
]
