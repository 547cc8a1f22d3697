from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client, override_settings
from django.utils import translation
from django.utils.formats import reset_format_cache

from tests.ui.gallery.settings_for_gallery import GALLERY


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Speak English, whatever a test before has spoken."""
    reset_format_cache()
    with translation.override("en"):
        yield


@pytest.fixture
def gallery() -> Iterator[Client]:
    """A client on the gallery's pages. There is no database behind them."""
    with override_settings(**GALLERY):
        yield Client(raise_request_exception=False)
