"""Fixtures of every test: a migrated database of the worker's own, and closed sockets."""

from __future__ import annotations

import fcntl
import gc
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from coverage import Coverage
from django.db import connections
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser
from psycopg.conninfo import make_conninfo
from pytest_django.plugin import DjangoDbBlocker
from xdist.scheduler import LoadFileScheduling  # type: ignore[import-untyped] # has no types

from tests.cluster import PLACE, SUPERUSER

# Playwright keeps an event loop on the thread of the tests; the database is used beside it, in
# the same thread, one after the other.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# How long an example takes says something about the machine and nothing about the law it tries.
settings.register_profile("laws", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("laws")

TEMPLATE = "goodstanding_template"
STORY = "tests/e2e/test_full_loop"
#: Where nearly all tests happen: their days, twenty thousand a zone, are told to the engine once.
ZONES = (
    *("America/New_York", "America/Vancouver", "Asia/Kathmandu", "Asia/Tokyo", "Europe/Berlin"),
    *("Pacific/Auckland", "UTC"),
)
KEPT = {"django_migrations", "django_content_type", "evidence_clock", "programs_day"}


def superuser_url(database: str) -> str:
    """Return the address of a database of the tests' cluster, as its superuser."""
    return make_conninfo(os.environ[SUPERUSER], dbname=database)


def _execute(database: str, *statements: str) -> None:
    with psycopg.connect(superuser_url(database), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def _point_at(database: str) -> None:
    for alias in ("default", "owner"):
        connections.settings[alias]["NAME"] = database
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = database


@contextmanager
def _not_covered() -> Iterator[None]:
    """Count nothing in the block as covered: following each line of it doubles its time."""
    covering = Coverage.current()
    if covering is None:
        yield
        return
    covering.stop()
    try:
        yield
    finally:
        covering.start()


def _make_template() -> None:
    """Migrate one database as the owner; every worker copies it."""
    from goodstanding.evidence.migrating import migrate_database
    from goodstanding.programs.calendar import ensure_days

    marker = Path(os.environ[PLACE]) / "template-made"
    with (Path(os.environ[PLACE]) / "template-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if marker.exists():
            return
        _execute(
            "postgres", f"CREATE DATABASE {TEMPLATE} TEMPLATE template1 OWNER goodstanding_owner"
        )
        _point_at(TEMPLATE)
        with _not_covered():
            migrate_database()
            ensure_days(ZONES)
        for alias in ("default", "owner"):
            connections[alias].close()
        marker.touch()


class _WholeStories(LoadFileScheduling):  # type: ignore[misc] # has no types
    """Gives a file to one process, and all files of a story: each stands on the one before."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return STORY if file.startswith(STORY) else file


def pytest_collection_finish() -> None:
    """Leave what is imported and collected out of every later look for rubbish."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    """Let everything go at the end."""
    gc.unfreeze()


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling | None:
    """Keep a story together where files are; everywhere else tests go one by one."""
    return _WholeStories(config, log) if config.getoption("dist") == "loadfile" else None


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker, worker_id: str) -> Iterator[None]:
    """Give this worker a database with the tables of this version."""
    database = f"goodstanding_{worker_id}"
    with django_db_blocker.unblock():
        _make_template()
        _execute(
            "postgres", f"CREATE DATABASE {database} TEMPLATE {TEMPLATE} OWNER goodstanding_owner"
        )
        _point_at(database)
    yield
    with django_db_blocker.unblock():
        for alias in ("default", "owner"):
            connections[alias].close()
    _execute("postgres", f"DROP DATABASE {database} WITH (FORCE)")


@pytest.fixture(autouse=True)
def _people_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pages open in an empty database; the first run is tried where that is the subject."""
    from goodstanding.accounts import selectors

    monkeypatch.setattr(selectors, "_known_to_have_people", True)


@pytest.fixture(autouse=True)
def _what_is_kept_is_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask for everything wherever a change worked out a part, in every test there is."""
    from goodstanding.standing import subscriber
    from tests.standing.kept import recompute_and_compare

    monkeypatch.setattr(subscriber, "recompute", recompute_and_compare)


@pytest.fixture(autouse=True)
def _who_listens_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test that installs other followers and subscribers leave them to the next one."""
    from goodstanding.evidence import subscribers

    monkeypatch.setattr(subscribers, "_followers", subscribers._followers)
    monkeypatch.setattr(subscribers, "_installed", subscribers._installed)


@pytest.fixture(autouse=True, scope="session")
def _place_for_static_files() -> None:
    """Make the folder that WhiteNoise would warn about."""
    from django.conf import settings

    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let a test commit for real, from several threads, as the application's role.

    Afterwards every table is emptied by the superuser with the guards asleep: the application
    and the owner cannot, which is the point of the guards.
    """
    with django_db_blocker.unblock():
        yield
        database = connections["default"].settings_dict["NAME"]
        connections.close_all()
        _empty(database)


def _empty(database: str) -> None:
    """Delete what a test left, and count from the beginning again.

    Emptying every table takes longer than asking which few are filled.
    """
    with psycopg.connect(superuser_url(database)) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        asked = " UNION ALL ".join(
            f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})"
            for (name,) in tables.fetchall()
            if name not in KEPT
        )
        connection.execute("SET session_replication_role = replica")
        for (name,) in connection.execute(asked).fetchall():
            connection.execute(f"DELETE FROM {name}")
        connection.execute("UPDATE evidence_clock SET movable = false, shift = interval '0'")
        counted = connection.execute(
            "SELECT sequencename FROM pg_sequences"
            " WHERE schemaname = 'public' AND last_value IS NOT NULL"
        )
        for (name,) in counted.fetchall():
            if not name.startswith(tuple(KEPT)):
                connection.execute(f"ALTER SEQUENCE {name} RESTART")


@pytest.fixture
def bare_connection() -> Iterator[psycopg.Connection[Any]]:
    """Return a superuser's connection to an empty database; all it does is rolled back."""
    with psycopg.connect(superuser_url("postgres")) as connection:
        yield connection
        connection.rollback()


@pytest.fixture(autouse=True, scope="session")
def _closed_sockets() -> Iterator[None]:
    """Refuse every connection that would leave this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            host = address[0]
            if host not in {"127.0.0.1", "::1", "localhost"}:
                raise OSError(f"A test tried to reach {host}: tests stay on this machine.")
        connect(self, address)

    socket.socket.connect = guarded  # type: ignore[method-assign, assignment]
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a headless Chromium: one for the whole run, because a process can have only one."""
    from tests.ui.browser import chromium

    with chromium() as started:
        yield started
