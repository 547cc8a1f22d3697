from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import register

from goodstanding.ui.icons import check_icons


class UiConfig(AppConfig):
    """The page shell and the components that every room's pages are built from."""

    name = "goodstanding.ui"
    label = "ui"

    def ready(self) -> None:
        """Let the start-up checks look for the icon set."""
        register(check_icons)
