from __future__ import annotations

import re
from pathlib import Path

import pytest

from goodstanding import ui
from goodstanding.ui.icons import UnknownIconError, icon_svg

TEMPLATES = Path(ui.__path__[0]) / "templates"
NAMED = re.compile(r'{% icon "([a-z0-9-]+)" %}|icon="([a-z][a-z0-9-]*)"')


def test_an_icon_is_passed_over_by_assistive_technology() -> None:
    svg = icon_svg("check")

    assert svg == (
        '<svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" '
        'focusable="false"><path d="M5 12l5 5l10 -10" /></svg>'
    )


def test_arrows_mirror_with_the_line_and_clocks_do_not() -> None:
    assert 'class="icon icon-mirror"' in icon_svg("arrow-right")
    assert 'class="icon"' in icon_svg("clock")


@pytest.mark.parametrize("name", ["no-such-icon", "../../package", "", "Check"])
def test_an_unknown_icon_is_an_error(name) -> None:
    with pytest.raises(UnknownIconError, match="There is no icon"):
        icon_svg(name)


def test_every_icon_that_a_template_names_exists() -> None:
    names = {
        name
        for path in TEMPLATES.rglob("*.html")
        for match in NAMED.finditer(path.read_text(encoding="utf-8"))
        for name in match.groups()
        if name
    }

    assert {"shield-check", "menu-2", "alert-triangle"} <= names
    assert all(icon_svg(name) for name in names)
