from __future__ import annotations

import json

from django.http import HttpResponse
from django.test import RequestFactory

from goodstanding.ui import htmx


def test_a_restored_page_is_asked_for_whole() -> None:
    part = RequestFactory().get("/", headers={"HX-Request": "true"})
    restored = RequestFactory().get(
        "/", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"}
    )

    assert (htmx.by_htmx(part), htmx.by_htmx(restored)) == (True, False)


def test_a_refused_form_is_swapped_in_and_nothing_is_evaluated() -> None:
    config = json.loads(htmx.HTMX_CONFIG)

    assert config["includeIndicatorStyles"] is False
    assert config["allowEval"] is False
    assert {"code": "422", "swap": True, "error": False} in config["responseHandling"]
    assert "'" not in htmx.HTMX_CONFIG


def test_after_a_change_plain_forms_are_redirected_and_htmx_is_told_where_to_go() -> None:
    plain = htmx.go_to(RequestFactory().post("/"), "/done")
    part = htmx.go_to(RequestFactory().post("/", headers={"HX-Request": "true"}), "/done")

    assert (plain.status_code, plain.headers["Location"]) == (303, "/done")
    assert (part.status_code, part.headers["HX-Redirect"]) == (204, "/done")


def test_an_announcement_travels_beside_the_swap() -> None:
    response = htmx.announce(HttpResponse(), "2 rows left")

    assert json.loads(response.headers["HX-Trigger-After-Settle"]) == {"gs:announce": "2 rows left"}


def test_htmx_gets_the_part_and_everybody_else_the_page(gallery) -> None:
    page = gallery.get("/form")
    part = gallery.get("/form", headers={"HX-Request": "true"})

    assert b"<!DOCTYPE html>" in page.content
    assert b"<html" not in part.content
    assert b'id="contact"' in part.content
    assert "HX-Request" in part.headers["Vary"]
