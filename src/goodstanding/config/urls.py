"""Every address of the product, in one list. A test walks it with every role and a stranger.

``/p/…`` is a partner's own side, ``/v/…`` the vendor's, ``/d/…`` a distributor's, ``/operate/…``
the operator's, ``/api/…`` for other systems; what has no prefix is public or sign-in.
"""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

handler400 = "goodstanding.ui.views.bad_request"
handler403 = "goodstanding.ui.views.permission_denied"
handler404 = "goodstanding.ui.views.not_found"
handler500 = "goodstanding.ui.views.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("goodstanding.evidence.urls")),
    path("", include("goodstanding.accounts.urls")),
    path("", include("goodstanding.api.urls")),
    path("", include("goodstanding.programs.urls")),
    path("", include("goodstanding.partners.urls")),
    path("", include("goodstanding.notices.urls")),
    path("", include("goodstanding.agreements.urls")),
    path("", include("goodstanding.training.urls")),
    path("", include("goodstanding.incentives.urls")),
    path("", include("goodstanding.cases.urls")),
    path("", include("goodstanding.standing.urls")),
    path("", include("goodstanding.campaigns.urls")),
    path("", include("goodstanding.questions.urls")),
    path("", include("goodstanding.web.urls")),
]
