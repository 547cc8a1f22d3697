from __future__ import annotations

import re

import pytest
from django.test import Client, RequestFactory, override_settings

from goodstanding.ui import views
from tests.ui.gallery.settings_for_gallery import GALLERY

REFERENCE = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}")


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("/missing", 404, "There is nothing here"),
        ("/no-such-address", 404, "There is nothing here"),
        ("/forbidden", 403, "This needs the right to decide. Ask Katrin Vogel for it."),
        ("/bad", 400, "We could not read this request"),
        ("/broken", 500, "Something went wrong on our side"),
    ],
)
def test_an_error_page_says_what_is_wrong(gallery, path, status, sentence) -> None:
    response = gallery.get(path)

    assert response.status_code == status
    assert sentence in response.content.decode()


@pytest.mark.parametrize("path", ["/bad", "/broken"])
def test_a_fault_is_shown_and_logged_under_the_same_reference(gallery, caplog, path) -> None:
    shown = REFERENCE.findall(gallery.get(path).content.decode())

    logged = REFERENCE.findall(" ".join(r.getMessage() for r in caplog.records))
    assert len(shown) == 1
    assert shown[0] in logged


def test_a_request_keeps_the_reference_it_has() -> None:
    request = RequestFactory().get("/")

    assert views.reference_of(request) == views.reference_of(request)


def test_a_fault_of_the_fault_page_still_gets_an_answer(monkeypatch) -> None:
    def fail(*_: object, **__: object) -> str:
        raise RuntimeError

    monkeypatch.setattr(views, "render_to_string", fail)

    response = views.server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert REFERENCE.search(response.content.decode())


def test_a_form_without_our_token_is_refused_and_what_was_typed_is_not_lost() -> None:
    with override_settings(**GALLERY):
        response = Client(enforce_csrf_checks=True).post("/form", {"email": "a@b.example"})

    assert response.status_code == 403
    assert "Please send that once more" in response.content.decode()
    assert "what you typed is still there" in response.content.decode()


STALE = {"csrfmiddlewaretoken": "a" * 32, "email": "a@b.example", "words": "Two\nlines & more"}


@override_settings(**GALLERY)
def test_a_form_of_ours_with_a_stale_token_can_be_sent_with_one_click() -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "b" * 32

    response = client.post("/form?step=2", STALE, headers={"origin": "http://testserver"})

    page = response.content.decode()
    assert response.status_code == 403
    assert '<form method="post" action="/form?step=2">' in page
    assert '<textarea name="words" hidden>\nTwo\nlines &amp; more</textarea>' in page
    assert "a" * 32 not in page


@pytest.mark.parametrize(
    ("_case", "origin", "cookie", "more"),
    [
        ("another site", "https://evil.example", "b" * 32, {}),
        ("no word where from", "", "b" * 32, {}),
        ("no cookie, so it would fail again", "http://testserver", "", {}),
        ("a password", "http://testserver", "b" * 32, {"password": "secret"}),
    ],
)
@override_settings(**GALLERY)
def test_nothing_is_offered_that_was_not_typed_here(_case, origin, cookie, more) -> None:
    client = Client(enforce_csrf_checks=True)
    if cookie:
        client.cookies["csrftoken"] = cookie

    response = client.post("/form", {**STALE, **more}, headers={"origin": origin} if origin else {})

    assert response.status_code == 403
    assert "<textarea" not in response.content.decode()


@override_settings(**GALLERY, DATA_UPLOAD_MAX_MEMORY_SIZE=1024**2)
def test_a_form_with_more_text_than_we_take_is_told_how_much_that_is() -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "b" * 32

    response = client.post(
        "/form",
        "words=" + "x" * 1024**2,
        content_type="application/x-www-form-urlencoded",
        headers={"origin": "http://testserver"},
    )

    assert response.status_code == 413
    assert "The texts of a form may have 1 MB together." in response.content.decode()
