from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.db import connections
from psycopg.conninfo import make_conninfo

from bench._place import Place
from tests.conftest import superuser_url


@pytest.fixture
def place(committed: None, tmp_path: Path) -> Place:
    """Return the tests' own database as the place of a bench."""
    database = connections["default"].settings_dict["NAME"]
    return Place(
        folder=tmp_path,
        app_url=make_conninfo(os.environ["DATABASE_URL"], dbname=database),
        owner_url=make_conninfo(os.environ["DATABASE_OWNER_URL"], dbname=database),
        superuser_url=superuser_url(database),
    )
