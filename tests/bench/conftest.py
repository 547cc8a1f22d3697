from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from psycopg.conninfo import make_conninfo

from bench._place import Place
from goodstanding.evidence import subscribers
from tests.conftest import superuser_url


@pytest.fixture
def place(committed: None, tmp_path: Path) -> Iterator[Place]:
    """Return the tests' own database as the place of a bench."""
    installed = subscribers._installed
    database = connections["default"].settings_dict["NAME"]
    yield Place(
        folder=tmp_path,
        app_url=make_conninfo(os.environ["DATABASE_URL"], dbname=database),
        owner_url=make_conninfo(os.environ["DATABASE_OWNER_URL"], dbname=database),
        superuser_url=superuser_url(database),
    )
    subscribers.install(installed)
