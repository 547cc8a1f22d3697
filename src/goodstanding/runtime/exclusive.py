"""What makes sure that one supervisor, and no process of an earlier one, uses a data directory."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from goodstanding.runtime.errors import (
    AlreadyRunningError,
    DataDirectoryError,
    PortTakenError,
    explain_os_error,
)
from goodstanding.runtime.layout import Layout

MARK = "GOODSTANDING_SUPERVISED"
FREE_BYTES_MIN = 64 * 1024 * 1024
_END_S_MAX = 10.0
_POLL_S = 0.05


@contextmanager
def only_one(layout: Layout) -> Iterator[None]:
    """Hold the data directory; the kernel lets go when the process ends, however it ends.

    Raises:
        AlreadyRunningError: Another supervisor, backup or restore holds it.
        DataDirectoryError: It cannot be made or written.
    """
    try:
        layout.make()
        file = layout.lock.open("a+", encoding="utf-8")
    except OSError as error:
        raise explain_os_error(error) or DataDirectoryError(
            f"{layout.root} cannot be used as data directory ({error.strerror}): set "
            "GOODSTANDING_DATA to a directory this user may write."
        ) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise AlreadyRunningError(
                f"Goodstanding already runs in {layout.root} (process {holder}): use that one, "
                "stop it with Ctrl-C, or set GOODSTANDING_DATA to another directory."
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def require_room(layout: Layout) -> None:
    """Refuse to start on a disk so full that the first transactions would fail.

    Raises:
        DataDirectoryError: Less than 64 MiB are free.
    """
    free = shutil.disk_usage(layout.root).free
    if free < FREE_BYTES_MIN:
        raise DataDirectoryError(
            f"The disk of {layout.root} is full ({free // 1024 // 1024} MiB free, "
            f"{FREE_BYTES_MIN // 1024 // 1024} needed): free some space, or set GOODSTANDING_DATA "
            "to a directory on a larger disk."
        )


def require_port(host: str, port: int) -> None:
    """Refuse to start where another program listens.

    Raises:
        PortTakenError: The port is taken, or may not be used by this user.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as error:
            match error.errno:
                case errno.EADDRINUSE:
                    why = "is in use by another program: stop that"
                case errno.EACCES:
                    why = "may be used by root only: use one from 1024"
                case _:
                    why = f"cannot be used ({error.strerror}): check GOODSTANDING_HOST"
            raise PortTakenError(
                f"Port {port} on {host} {why}, or choose another with "
                "`goodstanding up --port 8001`."
            ) from error


def end_orphans(layout: Layout) -> int:
    """End processes a killed supervisor of this data directory left; return how many.

    Called while holding the directory, so whoever carries its mark has no supervisor.
    """
    orphans = _marked(layout)
    for how in (signal.SIGTERM, signal.SIGKILL):
        for process_id in _marked(layout):
            _signal(process_id, how)
        deadline = time.monotonic() + _END_S_MAX
        while _marked(layout) and time.monotonic() < deadline:
            time.sleep(_POLL_S)
    return len(orphans)


def _signal(process_id: int, how: signal.Signals) -> None:
    try:
        os.kill(process_id, how)
    except ProcessLookupError:
        return  # It ended by itself.


def _marked(layout: Layout) -> list[int]:
    mark = f"{MARK}={layout.root}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            variables = (folder / "environ").read_bytes().split(b"\0")
        except OSError:
            continue  # Ended meanwhile, or somebody else's.
        if mark in variables and int(folder.name) != os.getpid():
            found.append(int(folder.name))
    return found
