from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.test import override_settings
from django.utils import translation

from goodstanding import ui
from tests.ui.gallery.settings_for_gallery import GALLERY

TEMPLATES = Path(ui.__path__[0]) / "templates"
NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))
FORBIDDEN = re.compile(r"\sstyle=|\shx-on|\son[a-z]+=|javascript:|\bjs:|<script>")


@pytest.mark.parametrize("name", NAMES)
def test_a_template_compiles_and_keeps_to_the_policy(name) -> None:
    source = (TEMPLATES / name).read_text(encoding="utf-8")

    with override_settings(**GALLERY):
        template = get_template(name)

    assert template is not None
    assert FORBIDDEN.search(source) is None
    assert "{% comment %}" in source or "{% extends" in source


@pytest.mark.parametrize("path", ["/", "/queue", "/form", "/done", "/missing"])
def test_a_page_renders_without_a_shell(gallery, path) -> None:
    shown = gallery.get(path, {"bare": "1"}).content.decode()

    assert "\N{EN DASH} Goodstanding</title>" in shown
    assert shown.count("<h1") == 1


def test_the_shell_names_the_partner_the_person_and_the_place_we_are_at(gallery) -> None:
    shown = gallery.get("/").content.decode()

    assert "<bdi>Litware Systemhaus GmbH</bdi>" in shown
    assert "<bdi>Jonas Brandt</bdi>" in shown
    assert shown.count('aria-current="page"') == 2
    assert '<form action="/done" method="post">' in shown


def test_the_title_of_a_refused_form_starts_with_error(gallery) -> None:
    response = gallery.post("/form", {"email": "tom@"})

    shown = response.content.decode()
    assert response.status_code == 422
    assert "<title>Error: Name a contact \N{EN DASH} Contoso Partner Program</title>" in shown
    assert "6 answers need another look" in shown
    assert "Nothing has been recorded. What you filled in is still there." in shown
    assert '<a href="#id_authority_0">Say whether you can bind Fabrikam IT Limited</a>' in shown
    assert 'value="tom@"' in shown


def test_filters_in_the_address_survive_turning_the_page(gallery) -> None:
    shown = gallery.get("/queue", {"when": "week"}).content.decode()

    assert 'href="?when=week&amp;page=3"' in shown


def test_a_language_written_from_the_right_turns_the_page_round(gallery) -> None:
    with translation.override("ar"):
        shown = gallery.get("/").content.decode()

    assert 'lang="ar"' in shown
    assert 'dir="rtl"' in shown
    assert "tabler.rtl.min.css" in shown
