from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from goodstanding.runtime.errors import (
    AlreadyRunningError,
    DataDirectoryError,
    PortTakenError,
    explain_log,
    explain_os_error,
)
from goodstanding.runtime.exclusive import (
    MARK,
    end_orphans,
    only_one,
    require_port,
    require_room,
)
from goodstanding.runtime.layout import Layout
from tests.runtime.small_installation import IDLE


class Usage(NamedTuple):
    """What the system says of a disk, in bytes."""

    total: int
    used: int
    free: int


def test_the_directory_is_free_again_after_use(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "var")

    with only_one(layout):
        held = layout.lock.read_text()
    with only_one(layout):
        pass

    assert held == str(os.getpid())


def test_a_second_holder_is_refused(tmp_path: Path) -> None:
    layout = Layout(tmp_path)

    with (
        only_one(layout),
        pytest.raises(AlreadyRunningError, match=r"another directory\.$"),
        only_one(layout),
    ):
        pass

    assert layout.lock.read_text() == str(os.getpid())


def test_a_killed_holder_holds_nothing(tmp_path: Path) -> None:
    program = (
        "from pathlib import Path\n"
        "import os, signal\n"
        "from goodstanding.runtime.exclusive import only_one\n"
        "from goodstanding.runtime.layout import Layout\n"
        f"with only_one(Layout(Path({str(tmp_path)!r}))): os.kill(os.getpid(), signal.SIGKILL)\n"
    )

    killed = subprocess.run([sys.executable, "-c", program], check=False)

    assert killed.returncode == -9
    with only_one(Layout(tmp_path)):
        assert Layout(tmp_path).lock.read_text() == str(os.getpid())


def test_a_directory_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("Dear partner")

    with (
        pytest.raises(DataDirectoryError, match="GOODSTANDING_DATA"),
        only_one(Layout(tmp_path / "letter" / "var")),
    ):
        pass

    assert (tmp_path / "letter").read_text() == "Dear partner"


def test_a_nearly_full_disk_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 10**9, 3 * 1024 * 1024))

    with pytest.raises(DataDirectoryError, match=r"is full \(3 MiB free, 64 needed\): free some"):
        require_room(Layout(tmp_path))


def test_room_enough_is_no_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 0, 64 * 1024 * 1024))

    require_room(Layout(tmp_path))


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError(28, "No space left on device", "/data/x"), r"disk is full \(/data/x\): free"),
        (PermissionError(13, "Permission denied", "/data/x"), r"not permitted \(/data/x\): run as"),
        (OSError(30, "Read-only file system"), "Writing is not permitted: run as"),
    ],
)
def test_what_the_system_refuses_is_said_with_the_way_out(error: OSError, sentence: str) -> None:
    found = explain_os_error(error)

    assert isinstance(found, DataDirectoryError)
    with pytest.raises(DataDirectoryError, match=sentence):
        raise found


def test_another_error_of_the_system_is_not_explained_away() -> None:
    assert explain_os_error(OSError(5, "Input/output error")) is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("FATAL: could not write: No space left on device", "The disk is full: PostgreSQL cannot"),
        ('FATAL: could not open "x": Permission denied', "PostgreSQL may not use the data"),
        ("LOG: starting\nFATAL: out of ideas\n", "did not start: FATAL: out of ideas"),
        ("", "did not start: it said nothing"),
    ],
)
def test_what_postgresql_said_last_becomes_the_sentence(text: str, sentence: str) -> None:
    assert sentence in str(explain_log(Path("postgres.log"), text))


def test_a_free_port_is_fine_and_a_taken_one_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]

        with pytest.raises(PortTakenError, match=f"Port {taken} on 127.0.0.1 is in use"):
            require_port("127.0.0.1", taken)

    require_port("127.0.0.1", taken)


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(PortTakenError, match="check GOODSTANDING_HOST"):
        require_port("192.0.2.1", 8000)


def test_only_processes_with_our_mark_are_ended(tmp_path: Path) -> None:
    ours, theirs = Layout(tmp_path / "ours"), Layout(tmp_path / "theirs")
    orphan = subprocess.Popen(IDLE, env={**os.environ, MARK: str(ours.root)})
    stranger = subprocess.Popen(IDLE, env={**os.environ, MARK: str(theirs.root)})

    ended = end_orphans(ours)

    assert ended == 1
    assert orphan.wait() == -15
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()
