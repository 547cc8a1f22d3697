"""The embedded PostgreSQL: made, started, found again after a crash, stopped.

It listens on a unix socket only. Its three roles have random passwords, kept in a file
only the owner of the data directory reads: ``postgres`` (superuser, used here alone),
``goodstanding_owner`` (owns the database, migrates) and ``goodstanding_app`` (web, worker).
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import LiteralString, Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from goodstanding.runtime.binaries import Binaries, find_binaries, tied, unprivileged
from goodstanding.runtime.errors import (
    DataDirectoryError,
    PostgresFailedError,
    PostgresVersionError,
    explain_log,
)
from goodstanding.runtime.layout import Layout, read_json, write_private

DATABASE = "goodstanding"
EXTENSIONS: tuple[LiteralString, ...] = ("btree_gist", "pg_trgm")
_PORT = 5432  # Names the socket; PGPORT of the user must not.
_SOCKET_NAME = f".s.PGSQL.{_PORT}"
_SOCKET_PATH_BYTES_MAX = 100
_POLL_S = 0.05
_START_S_MAX = 60.0
_RECOVERY_S_MAX = 600.0
_STOP_S_MAX = 60.0
_BUILTIN_LOCALE_MAJOR_MIN = 17


class Role(StrEnum):
    """Database roles, from the most to the least mighty."""

    SUPERUSER = "postgres"
    OWNER = "goodstanding_owner"
    APP = "goodstanding_app"


class Cluster:
    """One embedded PostgreSQL in ``data_dir``.

    ``start()`` may be called on a fresh directory, after a clean stop, after a crash of
    anything, and while a server left behind still runs (which is adopted). A cluster that
    is not ``durable`` serves tests: it loses data when the machine fails, and its owner role
    may create databases.
    """

    def __init__(
        self, data_dir: Path, *, durable: bool = True, binaries: Binaries | None = None
    ) -> None:
        self.layout = Layout(data_dir.resolve())
        self.durable = durable
        self._chosen = binaries
        self._child: subprocess.Popen[bytes] | None = None
        self._socket: Path | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def log(self) -> Path:
        """What the server writes."""
        return self.layout.logs / "postgres.log"

    @property
    def binaries(self) -> Binaries:
        """The PostgreSQL in use.

        Raises:
            PostgresMissingError: None is installed.
            PostgresVersionError: None that is installed can open this data directory.
        """
        made_by = self._major_of_data()
        if self._chosen is None:
            self._chosen = find_binaries(major=made_by)
        if made_by is not None and made_by != self._chosen.major:
            raise PostgresVersionError(
                f"{self.layout.postgres} was made by PostgreSQL {made_by}, and this machine has "
                f"{self._chosen.major}: install PostgreSQL {made_by} (Debian: postgresql-{made_by})"
                ", or write a backup where it still runs and restore it into a new data directory."
            )
        return self._chosen

    def url(self, role: Role, database: str = DATABASE) -> str:
        """Return the address ``role`` reaches ``database`` at; it holds the password."""
        password = quote(self._passwords()[role], safe="")
        host = quote(str(self._socket_folder()), safe="")
        return (
            f"postgresql://{role}:{password}@/{quote(database, safe='')}?host={host}&port={_PORT}"
        )

    def start(self) -> None:
        """Return once the database answers and holds its roles, database and extensions."""
        binaries = self.binaries
        self.layout.make()
        if not self.layout.postgres.exists():
            self._initialise(binaries)
        if not self._adopt():
            if self._child is not None:
                self._child.wait()  # It serves no more: bury it before the next is born.
            self._remove_stale_locks()
            self._launch(binaries)
            self._await_ready()
        self._provision()

    def is_running(self) -> bool:
        """Tell whether the server process lives."""
        if self._child is not None:
            return self._child.poll() is None
        return self._live_postmaster() is not None

    @property
    def process_id(self) -> int | None:
        """The server's process, ours or adopted; None when there is none."""
        return self._live_postmaster()

    def stop(self) -> None:
        """End the server: sessions are closed, everything is on disk when this returns."""
        for how in (signal.SIGINT, signal.SIGQUIT):
            process_id = self._live_postmaster()
            if process_id is None and (self._child is None or self._child.poll() is not None):
                break
            os.kill(process_id or self._child_id(), how)
            if self._await_end():
                break
        self._child = None

    def _child_id(self) -> int:
        assert self._child is not None  # Asked only when a child lives.
        return self._child.pid

    def _major_of_data(self) -> int | None:
        version = self.layout.postgres / "PG_VERSION"
        try:
            text = version.read_text().strip()
        except FileNotFoundError:
            if self.layout.postgres.exists():
                raise DataDirectoryError(
                    f"{self.layout.postgres} is not a PostgreSQL data directory: move it away, or "
                    "set GOODSTANDING_DATA to another directory."
                ) from None
            return None
        return int(text.split(".")[0])

    def _passwords(self) -> dict[str, str]:
        stored = read_json(self.layout.passwords)
        if stored is None:
            if self.layout.postgres.exists():
                raise DataDirectoryError(
                    f"{self.layout.passwords} is missing, and nobody else knows the passwords of "
                    "this database: put the file back, or restore a backup into a new directory."
                )
            stored = {role.value: secrets.token_urlsafe(32) for role in Role}
            write_private(self.layout.passwords, json.dumps(stored, indent=2))
        return stored

    def _socket_folder(self) -> Path:
        if self._socket is None:
            folder = self.layout.socket
            if len(os.fsencode(folder / _SOCKET_NAME)) > _SOCKET_PATH_BYTES_MAX:
                mark = hashlib.sha256(os.fsencode(self.layout.root)).hexdigest()[:16]
                folder = Path(tempfile.gettempdir()) / f"goodstanding-{os.geteuid()}-{mark}"
            self._socket = folder
        return self._socket

    def _initialise(self, binaries: Binaries) -> None:
        """Make the data directory under another name first, so that a crash leaves no half."""
        runner = unprivileged()
        runner.let_through(self.layout.root)
        passwords = self._passwords()
        draft = self.layout.root / "postgres.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        secret = self.layout.root / ".superuser-password"
        write_private(secret, passwords[Role.SUPERUSER])
        for path in (draft, secret):
            runner.give(path)
        command = [
            *runner.prefix,
            binaries.program("initdb"),
            f"--pgdata={draft}",
            "--encoding=UTF8",
            "--auth=scram-sha-256",
            f"--username={Role.SUPERUSER}",
            f"--pwfile={secret}",
            *_locale_options(binaries.major),
            "--no-instructions",
            *(() if self.durable else ("--no-sync",)),
        ]
        try:
            made = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 -- our own binaries and paths.
        finally:
            secret.unlink()
        if made.returncode != 0:
            self.log.write_text(made.stdout + made.stderr)
            shutil.rmtree(draft, ignore_errors=True)
            raise explain_log(self.log, made.stderr)
        draft.rename(self.layout.postgres)

    def _live_postmaster(self) -> int | None:
        """Return the process that serves this data directory, which it works in."""
        try:
            first = (self.layout.postgres / "postmaster.pid").read_text().split("\n", 1)[0]
            process_id = int(first)
            return process_id if _works_in(process_id, self.layout.postgres) else None
        except (FileNotFoundError, ValueError):
            return None

    def _adopt(self) -> bool:
        """Take over a server left behind; wait for one that is about to end."""
        deadline = time.monotonic() + _START_S_MAX
        answered = 0
        while (process_id := self._live_postmaster()) is not None:
            answered = answered + 1 if self._answers() else 0
            if answered > 1:  # A server told to end by its parent's death no longer answers.
                if self._child is not None and self._child.pid != process_id:
                    self._child = None
                return True
            if time.monotonic() > deadline:
                raise PostgresFailedError(
                    f"A PostgreSQL (process {process_id}) holds {self.layout.postgres} and does "
                    f"not answer: end it with `kill -INT {process_id}` and start again."
                )
            time.sleep(4 * _POLL_S)
        return False

    def _remove_stale_locks(self) -> None:
        """Remove lock files of a dead server, whose number another program may have by now.

        Server processes that outlive theirs for a moment still own shared memory, so we
        wait for the last one first.
        """
        deadline = time.monotonic() + _START_S_MAX
        while any(_works_in(int(p.name), self.layout.postgres) for p in _processes()):
            if time.monotonic() > deadline:
                raise PostgresFailedError(
                    f"Processes of an earlier PostgreSQL still use {self.layout.postgres}: end "
                    "them and start again."
                )
            time.sleep(_POLL_S)
        (self.layout.postgres / "postmaster.pid").unlink(missing_ok=True)
        folder = self._socket_folder()
        for name in (_SOCKET_NAME, f"{_SOCKET_NAME}.lock"):
            (folder / name).unlink(missing_ok=True)

    def _launch(self, binaries: Binaries) -> None:
        runner = unprivileged(owner_of=self.layout.postgres)
        folder = self._socket_folder()
        folder.mkdir(mode=0o700, exist_ok=True)
        kept = folder.lstat()
        if not folder.is_dir() or folder.is_symlink() or kept.st_mode & 0o077:
            raise DataDirectoryError(f"{folder} must be a directory with mode 0700: remove it.")
        runner.give(folder)
        options = {
            "listen_addresses": "",
            "port": str(_PORT),
            "unix_socket_directories": f'"{folder}"',
            "unix_socket_permissions": "0700",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "shared_buffers": "256MB",
            "random_page_cost": "1.1",
            "jit": "off",
        }
        if not self.durable:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        settings = [part for key, value in options.items() for part in ("-c", f"{key}={value}")]
        command = [
            *runner.prefix,
            *tied("INT"),
            binaries.program("postgres"),
            "-D",
            str(self.layout.postgres),
            *settings,
        ]
        with self.log.open("wb") as log:
            self._child = subprocess.Popen(  # noqa: S603 -- our own binaries and paths.
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for the supervisor, who ends us in order.
            )

    def _await_ready(self) -> None:
        assert self._child is not None  # _launch made it.
        started = time.monotonic()
        while not (self._live_postmaster() == self._child.pid and self._answers()):
            text = self.log.read_text(errors="replace")
            if self._child.poll() is not None:
                raise explain_log(self.log, text)
            recovering = "was interrupted" in text or "recovery" in text
            if time.monotonic() - started > (_RECOVERY_S_MAX if recovering else _START_S_MAX):
                raise PostgresFailedError(f"PostgreSQL does not answer: see {self.log}.")
            time.sleep(_POLL_S)

    def _await_end(self) -> bool:
        deadline = time.monotonic() + _STOP_S_MAX
        while time.monotonic() < deadline:
            if not self.is_running() and self._live_postmaster() is None:
                return True
            time.sleep(_POLL_S)
        return False

    def _answers(self) -> bool:
        try:
            with psycopg.connect(self.url(Role.SUPERUSER, "postgres"), connect_timeout=5) as link:
                link.execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def _provision(self) -> None:
        """Make what is missing of roles, database and extensions."""
        passwords = self._passwords()
        with psycopg.connect(self.url(Role.SUPERUSER, "postgres"), autocommit=True) as link:
            for role in (Role.OWNER, Role.APP):
                name = sql.Identifier(role)
                if link.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).rowcount == 0:
                    link.execute(sql.SQL("CREATE ROLE {}").format(name))
                may_create = role is Role.OWNER and not self.durable
                link.execute(
                    sql.SQL("ALTER ROLE {} LOGIN {} PASSWORD {}").format(
                        name,
                        sql.SQL("CREATEDB" if may_create else "NOCREATEDB"),
                        sql.Literal(passwords[role]),
                    )
                )
            if not link.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).rowcount:
                self._extend("template1")
                link.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template1").format(
                        sql.Identifier(DATABASE), sql.Identifier(Role.OWNER)
                    )
                )
        self._extend(DATABASE)

    def _extend(self, database: str) -> None:
        with psycopg.connect(self.url(Role.SUPERUSER, database), autocommit=True) as link:
            for name in EXTENSIONS:
                link.execute(
                    sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(name))
                )


def _locale_options(major: int) -> tuple[str, ...]:
    """Return options for an order by code point that does not depend on the machine."""
    if major >= _BUILTIN_LOCALE_MAJOR_MIN:
        return ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    return ("--locale=C.UTF-8",)


def _processes() -> list[Path]:
    return [path for path in Path("/proc").iterdir() if path.name.isdecimal()]


def _works_in(process_id: int, folder: Path) -> bool:
    """Tell whether a process has ``folder`` as its working directory, as servers have."""
    try:
        return Path(f"/proc/{process_id}/cwd").resolve(strict=True) == folder.resolve()
    except OSError:
        return False
