from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client, override_settings

from tests.ui.gallery.settings_for_gallery import GALLERY


@pytest.fixture
def gallery() -> Iterator[Client]:
    """A client on the gallery's pages. There is no database behind them."""
    with override_settings(**GALLERY):
        yield Client(enforce_csrf_checks=False, raise_request_exception=False)
