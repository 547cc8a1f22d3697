from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from goodstanding.runtime.services import Restarts, Service, reason_in
from tests.runtime.small_installation import IDLE, wait_until

PARENT = """
import subprocess, sys, threading
child = subprocess.Popen([sys.executable, "-c", "import threading; threading.Event().wait()"])
print(child.pid, flush=True)
threading.Event().wait()
"""


def make_service(tmp_path: Path, *command: str) -> Service:
    log = tmp_path / "part.log"
    return Service("part", command or IDLE, variables=dict(os.environ), log=log)


def alive(process_id: int) -> bool:
    stat = Path(f"/proc/{process_id}/stat")
    try:
        return stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_what_a_part_started_ends_with_it(tmp_path: Path) -> None:
    service = make_service(tmp_path, sys.executable, "-c", PARENT)
    service.start()
    wait_until(lambda: service.log.read_text().strip())
    child = int(service.log.read_text())

    os.kill(service.process_id or 0, signal.SIGKILL)
    wait_until(lambda: service.exit_status is not None)
    assert alive(child)
    service.stop()

    wait_until(lambda: not alive(child))
    assert service.process_id is None


def test_a_part_that_never_ran_can_be_stopped(tmp_path: Path) -> None:
    service = make_service(tmp_path)

    service.stop()

    assert (service.process_id, service.exit_status) == (None, None)


def test_a_long_log_is_put_aside(tmp_path: Path) -> None:
    service = make_service(tmp_path)
    service.log.write_bytes(b"x" * (10 * 1024 * 1024 + 1))

    service.start()
    service.stop()

    assert (tmp_path / "part.log.1").stat().st_size == 10 * 1024 * 1024 + 1
    assert service.log.read_text() == ""


def test_the_sixth_restart_within_a_minute_is_one_too_many() -> None:
    restarts = Restarts()

    assert [restarts.count() for _ in range(6)] == [1, 2, 3, 4, 5, None]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "it said nothing"),
        ("Traceback:\n  File x\nValueError: no\n", "ValueError: no"),
        (
            'ProgrammingError: column "a"\nLINE 3: SELECT a\n     ^\nHINT:  Perhaps b.\n',
            'ProgrammingError: column "a"',
        ),
        ("[INFO] only brackets\n", "[INFO] only brackets"),
    ],
)
def test_the_reason_is_the_error_and_not_its_hint(tmp_path: Path, text: str, reason: str) -> None:
    log = tmp_path / "log"
    log.write_text(text)

    assert reason_in(log) == reason


def test_a_log_that_was_never_written_says_nothing(tmp_path: Path) -> None:
    assert reason_in(tmp_path / "log") == "it said nothing"
