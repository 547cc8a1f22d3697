"""Backups: one file that holds the database and the keys, and the way back from it.

The file is a tar of ``manifest.json``, ``database.dump`` (what pg_dump calls custom format,
so that pg_restore reads it without us), ``secret-key`` and ``keys/``.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import IO

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from goodstanding.runtime.binaries import find_binaries
from goodstanding.runtime.errors import AlreadyRunningError, BackupError, explain_os_error
from goodstanding.runtime.exclusive import only_one
from goodstanding.runtime.layout import Contents, Layout, read_json, write_private
from goodstanding.runtime.postgres import Cluster, Role
from goodstanding.values.clock import now

_FORMAT = 1
_MANIFEST = "manifest.json"
_DUMP = "database.dump"
_SECRET_KEY = "secret-key"  # noqa: S105 -- the name of a file.
_KEYS = "keys/"
_TABLES = """
    SELECT count(*) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
"""  # noqa: E501 -- one condition a line.


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """What a backup is taken of. ``owner_url`` is None for an embedded database at rest."""

    layout: Layout
    embedded: bool
    owner_url: str | None


def write_backup(file: Path, installation: Installation) -> int:
    """Write a backup, running or not, and return its size in bytes. ``file`` appears whole.

    Raises:
        BackupError: ``file`` exists, there is nothing to back up, or pg_dump failed.
    """
    layout = installation.layout
    if file.exists():
        raise BackupError(f"{file} exists: choose a new name, nothing is overwritten.")
    if installation.embedded and not layout.postgres.exists():
        raise BackupError(f"{layout.root} holds no installation: set GOODSTANDING_DATA to yours.")
    draft = file.with_name(f".{file.name}.part")
    try:
        with (
            _database(installation) as url,
            tempfile.TemporaryDirectory(dir=file.parent, prefix=".goodstanding-") as folder,
        ):
            dump = Path(folder) / _DUMP
            _run_tool("pg_dump", url, ["--format=custom", f"--file={dump}"])
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as target:
                _pack(target, dump, layout, server_major=_server_major(url))
                target.flush()
                os.fsync(target.fileno())
        draft.replace(file)
    except OSError as error:
        raise explain_os_error(error) or BackupError(
            f"The backup cannot be written to {file} ({error.strerror}): choose another place."
        ) from error
    finally:
        draft.unlink(missing_ok=True)
    return file.stat().st_size


def restore_backup(file: Path, installation: Installation) -> None:
    """Fill an empty installation, which does not run, from a backup: all of it, or nothing.

    Raises:
        BackupError: ``file`` is no backup this version reads, or the installation is not empty.
        AlreadyRunningError: The installation runs.
    """
    layout = installation.layout
    with _opened(file) as archive, tempfile.TemporaryDirectory() as folder:
        manifest = _manifest(archive, file)
        dump = Path(folder) / _DUMP
        with _member(archive, _DUMP, file) as source, dump.open("wb") as target:
            while part := source.read(1 << 20):
                target.write(part)
        with only_one(layout), _database(installation, held=True) as url:
            with psycopg.connect(url) as link:
                row = link.execute(_TABLES).fetchone()
            if row is None or row[0]:
                raise _not_empty(layout)
            # Before the data: a restore interrupted here can be repeated, and one interrupted
            # later has everything.
            _unpack_keys(archive, layout)
            layout.remember_contents(Contents(manifest["contents"]))
            try:
                _load(url, dump, Path(folder))
            except BackupError:
                layout.state.unlink()
                raise


def _not_empty(layout: Layout) -> BackupError:
    return BackupError(
        "A backup is restored into an empty installation only, and this one is in use: set "
        f"GOODSTANDING_DATA to a new directory (now {layout.root}), or name an empty database."
    )


@contextmanager
def _database(installation: Installation, *, held: bool = False) -> Iterator[str]:
    """Give the owner's address of a database that answers, started for us if it is at rest.

    ``held`` says that the caller holds the data directory.
    """
    if not installation.embedded:
        assert installation.owner_url is not None  # The environment is checked.
        yield installation.owner_url
        return
    if held:
        with Cluster(installation.layout.root) as cluster:
            yield cluster.url(Role.OWNER)
        return
    try:
        with only_one(installation.layout), Cluster(installation.layout.root) as cluster:
            yield cluster.url(Role.OWNER)
    except AlreadyRunningError:
        running = read_json(installation.layout.embedded) or {}
        if "owner_database_url" not in running:
            raise
        yield running["owner_database_url"]


def _pack(target: IO[bytes], dump: Path, layout: Layout, *, server_major: int) -> None:
    manifest = {
        "product": "goodstanding",
        "format": _FORMAT,
        "version": version("goodstanding"),
        "made_at": now().isoformat(),
        "postgres_major": server_major,
        "contents": layout.contents() or Contents.EMPTY,
    }
    content = json.dumps(manifest, indent=2).encode()
    with tarfile.open(fileobj=target, mode="w") as archive:
        entry = tarfile.TarInfo(_MANIFEST)
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
        archive.add(dump, _DUMP, recursive=False)
        if layout.secret_key.exists():
            archive.add(layout.secret_key, _SECRET_KEY, recursive=False)
        for key in sorted(layout.keys.glob("*")):
            archive.add(key, f"{_KEYS}{key.name}", recursive=False)


@contextmanager
def _opened(file: Path) -> Iterator[tarfile.TarFile]:
    try:
        archive = tarfile.open(file, mode="r:")  # noqa: SIM115 -- closed below.
    except FileNotFoundError:
        raise BackupError(f"There is no file {file}: check the name.") from None
    except tarfile.TarError:
        raise _no_backup(file) from None
    with archive:
        yield archive


def _no_backup(file: Path) -> BackupError:
    return BackupError(
        f"{file} is not a whole Goodstanding backup: choose a file `goodstanding backup` wrote."
    )


def _member(archive: tarfile.TarFile, name: str, file: Path) -> IO[bytes]:
    try:
        source = archive.extractfile(name)
    except (KeyError, tarfile.TarError):
        source = None
    if source is None:
        raise _no_backup(file)
    return source


def _manifest(archive: tarfile.TarFile, file: Path) -> dict[str, str]:
    with _member(archive, _MANIFEST, file) as source:
        try:
            manifest = json.loads(source.read())
            known = manifest["product"] == "goodstanding" and manifest["format"] == _FORMAT
            made_by = tuple(int(part) for part in manifest["version"].split("."))
            Contents(manifest["contents"])
        except (ValueError, KeyError, TypeError):
            raise _no_backup(file) from None
    ours = version("goodstanding")
    if not known or made_by > tuple(int(part) for part in ours.split(".")):
        raise BackupError(
            f"{file} was made by Goodstanding {manifest['version']} and this is {ours}: install "
            f"{manifest['version']} or newer and restore again."
        )
    return {str(key): str(value) for key, value in manifest.items()}


def _load(url: str, dump: Path, folder: Path) -> None:
    """Restore the dump in one transaction, without what belongs to the superuser."""
    listing = _tool("pg_restore", ["--list", str(dump)])
    kept = [
        line
        for line in listing.stdout.splitlines()
        if " EXTENSION - " not in line and " COMMENT - EXTENSION " not in line
    ]
    wanted = folder / "list"
    wanted.write_text("\n".join(kept), encoding="utf-8")
    options = ["--single-transaction", "--exit-on-error", "--no-owner", f"--use-list={wanted}"]
    _run_tool("pg_restore", url, [*options, str(dump)])


def _unpack_keys(archive: tarfile.TarFile, layout: Layout) -> None:
    for entry in archive.getmembers():
        source = archive.extractfile(entry) if entry.isfile() else None
        if source is None:
            continue
        if entry.name == _SECRET_KEY:
            write_private(layout.secret_key, source.read().decode())
        elif entry.name.startswith(_KEYS) and "/" not in entry.name.removeprefix(_KEYS):
            layout.keys.mkdir(mode=0o700, exist_ok=True)
            write_private(layout.keys / Path(entry.name).name, source.read().decode())


def _server_major(url: str) -> int:
    with psycopg.connect(url) as link:
        return link.info.server_version // 10_000


def _run_tool(name: str, url: str, options: list[str]) -> None:
    """Run a PostgreSQL client program; the password goes by environment, where ps is blind."""
    parts = {key: str(value) for key, value in conninfo_to_dict(url).items()}
    password = parts.pop("password", "")
    connection = make_conninfo(**parts)
    _tool(name, [f"--dbname={connection}", "--no-password", *options], password=password)


def _tool(name: str, options: list[str], *, password: str = "") -> subprocess.CompletedProcess[str]:
    done = subprocess.run(  # noqa: S603 -- our own binaries.
        [find_binaries().program(name), *options],
        env={**os.environ, "PGPASSWORD": password},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        lines = [line for line in done.stderr.splitlines() if "error:" in line]
        raise BackupError(
            f"{name} failed, and nothing was changed: {lines[0] if lines else done.stderr.strip()}"
        )
    return done
