"""The database the tests run on: a real PostgreSQL of their own, started before Django looks.

Loaded as a plugin (``-p tests.cluster``), because Django reads its settings before any
``conftest.py``. The controlling process starts the cluster in a new directory and stops it at
the end; the workers of a parallel run inherit its address through the environment.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from goodstanding.runtime.postgres import Cluster, Role

SUPERUSER = "GOODSTANDING_TEST_SUPERUSER_URL"
PLACE = "GOODSTANDING_TEST_PLACE"


def _start() -> None:
    place = Path(tempfile.mkdtemp(prefix="goodstanding-tests-"))
    cluster = Cluster(place, durable=False)
    cluster.start()
    os.environ.update(
        {
            "GOODSTANDING_DATA": str(place / "data"),
            "DATABASE_URL": cluster.url(Role.APP),
            "DATABASE_OWNER_URL": cluster.url(Role.OWNER),
            "GOODSTANDING_SECRET_KEY": "tests-have-no-secrets-" * 3,
            SUPERUSER: cluster.url(Role.SUPERUSER),
            PLACE: str(place),
        }
    )
    controller = os.getpid()

    def stop() -> None:
        if os.getpid() == controller:
            cluster.stop()
            shutil.rmtree(place, ignore_errors=True)

    atexit.register(stop)


if SUPERUSER not in os.environ:
    _start()
