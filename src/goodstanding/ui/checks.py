"""What the settings must give this room, looked for whenever the product starts."""

from __future__ import annotations

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning

from goodstanding.ui.icons import icon_dir

_FORMATS = "goodstanding.ui.formats"
_RENDERER = "goodstanding.ui.forms.PageFormRenderer"


def check_icons(**_: object) -> list[CheckMessage]:
    """Report that the icon set is missing."""
    if icon_dir().is_dir():
        return []
    return [
        Error(
            f"The icons are missing: {icon_dir()} is not a folder.",
            hint="Run npm ci, or let GOODSTANDING_ICON_DIR name the folder of outline icons.",
            id="ui.E001",
        )
    ]


def check_settings(**_: object) -> list[CheckMessage]:
    """Report settings without which dates or forms would look like Django's own."""
    found: list[CheckMessage] = []
    paths: str | list[str] = getattr(settings, "FORMAT_MODULE_PATH", None) or []
    if _FORMATS not in ([paths] if isinstance(paths, str) else paths):
        found.append(
            CheckWarning(
                "Dates would be written in Django's way.",
                hint=f'Set FORMAT_MODULE_PATH = ["{_FORMATS}"].',
                id="ui.W002",
            )
        )
    if settings.FORM_RENDERER != _RENDERER:
        found.append(
            CheckWarning(
                "Forms would be rendered in Django's way.",
                hint=f'Set FORM_RENDERER = "{_RENDERER}".',
                id="ui.W003",
            )
        )
    return found
