from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import Settings

from goodstanding.accounts.models import Person

SignIn = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def _no_static_files(settings: Settings) -> None:
    """Spare every new client the search for style sheets."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]


@pytest.fixture
def sign_in() -> SignIn:
    """Return a browser in which somebody has signed in."""

    def make(person: Person) -> Client:
        client = Client(headers={"user-agent": "Testbrowser/1.0"})
        client.force_login(person)
        return client

    return make
