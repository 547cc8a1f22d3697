from __future__ import annotations

import pytest
from pytest_django import Settings

from goodstanding.accounts import selectors

FIRST_RUN = "goodstanding.accounts.middleware.FirstRunMiddleware"


@pytest.fixture(autouse=True)
def _quick_hashes(settings: Settings) -> None:
    """Spare every test the third of a second that a real password hash takes, on purpose."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _no_static_files(settings: Settings) -> None:
    """Spare every new client the search for style sheets."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]


@pytest.fixture
def empty_installation(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody be known, nor remembered from another test."""
    if FIRST_RUN not in settings.MIDDLEWARE:
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, FIRST_RUN]
    monkeypatch.setattr(selectors, "_known_to_have_people", False)
