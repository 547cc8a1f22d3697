"""A database of the bench's own: started in a temporary directory, migrated, thrown away."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import django

from goodstanding.runtime.postgres import Cluster, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a bench works: its folder, and the addresses of its database by role."""

    folder: Path
    app_url: str
    owner_url: str
    superuser_url: str


@contextmanager
def place(*, durable: bool) -> Iterator[Place]:
    """Yield an empty installation; every commit reaches the disk where ``durable``.

    Django is set up for it, so that a process has one place in its life. Models may be
    imported only inside.
    """
    with tempfile.TemporaryDirectory(prefix="goodstanding-bench-") as name:
        folder = Path(name)
        # The server may run as another user, who has to get through to its directory.
        folder.chmod(0o755)
        with Cluster(folder, durable=durable) as cluster:
            made = Place(
                folder=folder,
                app_url=cluster.url(Role.APP),
                owner_url=cluster.url(Role.OWNER),
                superuser_url=cluster.url(Role.SUPERUSER),
            )
            os.environ.update(
                {
                    "DJANGO_SETTINGS_MODULE": "goodstanding.config.settings",
                    "GOODSTANDING_DATA": str(folder / "data"),
                    "DATABASE_URL": made.app_url,
                    "DATABASE_OWNER_URL": made.owner_url,
                    "GOODSTANDING_SECRET_KEY": "benches-have-no-secrets-" * 3,
                }
            )
            django.setup()
            _migrate()
            yield made
            _disconnect()


def _migrate() -> None:
    from goodstanding.evidence.migrating import migrate_database

    migrate_database()


def _disconnect() -> None:
    from django.db import connections

    connections.close_all()
