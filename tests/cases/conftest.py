from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import Settings

from goodstanding.accounts.models import IdentifiedBy, Person
from goodstanding.accounts.selectors import IDENTIFIED_BY

SignIn = Callable[..., Client]


@pytest.fixture(autouse=True)
def _no_static_files(settings: Settings) -> None:
    """Spare every new client the search for style sheets."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]


@pytest.fixture
def sign_in() -> SignIn:
    """Return a browser in which somebody has signed in, by password unless said otherwise."""

    def make(person: Person, *, by: IdentifiedBy | None = IdentifiedBy.PASSWORD) -> Client:
        client = Client(headers={"user-agent": "Testbrowser/1.0"})
        client.force_login(person)
        if by is not None:
            session = client.session
            session[IDENTIFIED_BY] = by.value
            session.save()
        return client

    return make
