from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.builders_notices import Postbox, postbox_open


@pytest.fixture(autouse=True)
def _no_static_files(settings: Settings) -> None:
    """Spare every new client the search for style sheets."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]


@pytest.fixture
def postbox(settings: Settings) -> Iterator[Postbox]:
    """A mail server in the place of the real one; no local mailbox to look into."""
    with postbox_open() as box:
        settings.EMAIL_HOST = "127.0.0.1"
        settings.EMAIL_PORT = box.port
        settings.EMAIL_HOST_USER = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.DEFAULT_FROM_EMAIL = "partner-compliance@contoso.example"
        settings.ACCOUNT_PUBLIC_URL = "https://partners.contoso.example"
        settings.GOODSTANDING_MAILBOX_DIR = None
        yield box
