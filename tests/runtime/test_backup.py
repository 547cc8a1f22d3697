from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from goodstanding.runtime.backup import Installation, restore_backup, write_backup
from goodstanding.runtime.errors import AlreadyRunningError, BackupError
from goodstanding.runtime.exclusive import only_one
from goodstanding.runtime.layout import Contents, Layout, write_private
from goodstanding.runtime.postgres import Cluster, Role


def at(root: Path) -> Installation:
    return Installation(layout=Layout(root), embedded=True, owner_url=None)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation at rest, with data, rights and keys."""
    root = tmp_path_factory.mktemp("source")
    layout = Layout(root)
    with Cluster(root, durable=False) as cluster, psycopg.connect(cluster.url(Role.OWNER)) as link:
        link.execute(
            "CREATE TABLE kept (id int PRIMARY KEY, line text);"
            " INSERT INTO kept VALUES (1, 'Contoso'), (2, 'Größe');"
            " CREATE INDEX kept_trgm ON kept USING gin (line gin_trgm_ops);"
            " CREATE SCHEMA facts; CREATE VIEW facts.kept AS SELECT line FROM kept;"
            " GRANT SELECT, INSERT ON kept TO goodstanding_app;"
            " GRANT USAGE ON SCHEMA public TO goodstanding_app"
        )
    layout.remember_contents(Contents.DEMONSTRATION)
    write_private(layout.secret_key, "the secret")
    layout.keys.mkdir()
    write_private(layout.keys / "log-signing", "the signing key")
    return root


@pytest.fixture(scope="module")
def backup(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("backup") / "monday.backup"
    write_backup(file, at(source))
    return file


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Cluster]:
    with Cluster(tmp_path / "elsewhere", durable=False) as cluster:
        yield cluster


def test_a_backup_brings_back_data_rights_and_keys(backup: Path, tmp_path: Path) -> None:
    restore_backup(backup, at(tmp_path))

    layout = Layout(tmp_path)
    assert layout.contents() is Contents.DEMONSTRATION
    assert layout.secret_key.read_text() == "the secret"
    assert (layout.keys / "log-signing").read_text() == "the signing key"
    assert (layout.keys / "log-signing").stat().st_mode & 0o777 == 0o600
    with Cluster(tmp_path) as cluster:
        with psycopg.connect(cluster.url(Role.APP)) as link:
            rows = link.execute("SELECT line FROM kept WHERE line % 'Contoso'").fetchall()
            may = "SELECT has_table_privilege('kept', p) FROM unnest('{INSERT,UPDATE}'::text[]) p"
            rights = link.execute(may).fetchall()
        with psycopg.connect(cluster.url(Role.OWNER)) as link:
            facts = link.execute("SELECT line FROM facts.kept ORDER BY line").fetchall()
    assert rows == [("Contoso",)]
    assert rights == [(True,), (False,)]
    assert facts == [("Contoso",), ("Größe",)]


def test_a_backup_is_private_and_readable_without_us(backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600
    with tarfile.open(backup) as archive:
        names = archive.getnames()
        dump = archive.extractfile("database.dump")
        assert dump is not None
        assert dump.read(5) == b"PGDMP"
    assert names == ["manifest.json", "database.dump", "secret-key", "keys/log-signing"]
    assert [path.name for path in backup.parent.iterdir()] == ["monday.backup"]


def test_a_running_installation_is_backed_up_as_well(running: Cluster, tmp_path: Path) -> None:
    layout = running.layout
    write_private(layout.embedded, json.dumps({"owner_database_url": running.url(Role.OWNER)}))

    with only_one(layout):
        size = write_backup(tmp_path / "live.backup", at(layout.root))

    assert size == (tmp_path / "live.backup").stat().st_size > 0


def test_a_database_elsewhere_is_restored_into(
    backup: Path, running: Cluster, tmp_path: Path
) -> None:
    elsewhere = Installation(
        layout=Layout(tmp_path / "var"), embedded=False, owner_url=running.url(Role.OWNER)
    )

    restore_backup(backup, elsewhere)

    with psycopg.connect(running.url(Role.OWNER)) as link:
        assert link.execute("SELECT count(*) FROM kept").fetchone() == (2,)
    with pytest.raises(BackupError, match="empty installation only"):
        restore_backup(backup, elsewhere)


def test_an_installation_in_use_is_not_overwritten(backup: Path, running: Cluster) -> None:
    with psycopg.connect(running.url(Role.OWNER)) as link:
        link.execute("CREATE TABLE ours (line text); INSERT INTO ours VALUES ('Fabrikam')")
    running.stop()

    with pytest.raises(BackupError, match="GOODSTANDING_DATA to a new directory"):
        restore_backup(backup, at(running.layout.root))

    assert running.layout.contents() is None
    assert not running.layout.secret_key.exists()
    running.start()
    with psycopg.connect(running.url(Role.OWNER)) as link:
        assert link.execute("SELECT line FROM ours").fetchall() == [("Fabrikam",)]


def test_a_running_installation_is_not_restored_into(backup: Path, tmp_path: Path) -> None:
    with only_one(Layout(tmp_path)), pytest.raises(AlreadyRunningError):
        restore_backup(backup, at(tmp_path))

    assert not Layout(tmp_path).postgres.exists()


def test_an_existing_file_is_not_overwritten(source: Path, tmp_path: Path) -> None:
    file = tmp_path / "letter"
    file.write_text("Dear partner")

    with pytest.raises(BackupError, match="choose a new name"):
        write_backup(file, at(source))

    assert file.read_text() == "Dear partner"


def test_where_there_is_no_installation_there_is_no_backup(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="holds no installation"):
        write_backup(tmp_path / "file", at(tmp_path / "var"))

    assert list(tmp_path.iterdir()) == []


def test_a_place_that_does_not_exist_is_said(source: Path, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="choose another place"):
        write_backup(tmp_path / "no" / "file", at(source))


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="There is no file"):
        restore_backup(tmp_path / "monday", at(tmp_path / "var"))


def tar_of(file: Path, **members: bytes) -> Path:
    with tarfile.open(file, "w") as archive:
        for name, content in members.items():
            entry = tarfile.TarInfo(name.replace("__", "."))
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return file


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"letter": b"Dear partner"},
        {"manifest__json": b"{"},
        {"manifest__json": b'{"product": "goodstanding", "format": 1, "version": "0.1.0"}'},
    ],
)
def test_a_tar_that_is_no_backup_is_refused(tmp_path: Path, members: dict[str, bytes]) -> None:
    file = tar_of(tmp_path / "file", **members)

    with pytest.raises(BackupError, match="is not a whole Goodstanding backup"):
        restore_backup(file, at(tmp_path / "var"))

    assert not (tmp_path / "var").exists()


def test_a_file_that_is_no_tar_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("Dear partner")

    with pytest.raises(BackupError, match="is not a whole Goodstanding backup"):
        restore_backup(file, at(tmp_path / "var"))


def test_a_cut_off_backup_is_refused_and_leaves_the_installation_empty(
    backup: Path, tmp_path: Path
) -> None:
    file = tmp_path / "half"
    file.write_bytes(backup.read_bytes()[: backup.stat().st_size // 2])

    with pytest.raises(BackupError, match=r"whole Goodstanding backup"):
        restore_backup(file, at(tmp_path / "var"))

    assert not (tmp_path / "var").exists()


def test_a_newer_versions_backup_asks_for_that_version(tmp_path: Path) -> None:
    manifest = {"product": "goodstanding", "format": 1, "version": "9.0.0", "contents": "empty"}
    file = tar_of(tmp_path / "file", manifest__json=json.dumps(manifest).encode())

    with pytest.raises(BackupError, match=r"install 9\.0\.0 or newer"):
        restore_backup(file, at(tmp_path / "var"))


def test_a_damaged_dump_leaves_the_installation_empty(tmp_path: Path) -> None:
    manifest = {"product": "goodstanding", "format": 1, "version": "0.1.0", "contents": "empty"}
    file = tar_of(
        tmp_path / "file", manifest__json=json.dumps(manifest).encode(), database__dump=b"PGDMPxx"
    )

    with pytest.raises(BackupError, match="pg_restore failed, and nothing was changed"):
        restore_backup(file, at(tmp_path / "var"))

    assert Layout(tmp_path / "var").contents() is None
