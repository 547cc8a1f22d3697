from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import register

from goodstanding.ui.checks import check_icons, check_settings


class UiConfig(AppConfig):
    """The page shell and the components that every room's pages are built from."""

    name = "goodstanding.ui"
    label = "ui"

    def ready(self) -> None:
        """Let the start-up checks look for the icon set and the settings it depends on."""
        register(check_icons)
        register(check_settings)
