from __future__ import annotations

from django.http import HttpResponse
from django.test import RequestFactory, override_settings

from goodstanding.ui.csp import ContentSecurityPolicyMiddleware, content_security_policy


def test_every_answer_forbids_foreign_code_and_frames(gallery) -> None:
    response = gallery.get("/")

    assert response.headers["Content-Security-Policy"] == (
        "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; form-action 'self'; "
        "base-uri 'none'; object-src 'none'"
    )
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in response.headers["Permissions-Policy"]


def test_the_error_pages_forbid_them_too(gallery) -> None:
    response = gallery.get("/broken")

    assert response.headers["Content-Security-Policy"] == content_security_policy()


def test_an_answer_keeps_a_policy_of_its_own() -> None:
    own = HttpResponse(headers={"Content-Security-Policy": "sandbox"})

    answer = ContentSecurityPolicyMiddleware(lambda _: own)(RequestFactory().get("/"))

    assert answer.headers["Content-Security-Policy"] == "sandbox"


def test_forms_may_lead_to_the_identity_providers_that_are_named() -> None:
    with override_settings(GOODSTANDING_FORM_ACTION_ORIGINS=["https://id.contoso.example"]):
        policy = content_security_policy()

    assert "form-action 'self' https://id.contoso.example;" in policy
