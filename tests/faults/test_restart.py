"""Kill -9 of any process of a running installation: nothing is lost, no hand is needed."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from goodstanding.runtime.exclusive import MARK
from goodstanding.runtime.layout import Layout, read_json
from tests.runtime.small_installation import free_port, wait_until

pytestmark = pytest.mark.faults

SUPERVISED = {"web": "granian", "worker": "worker"}


class Installation:
    """``goodstanding up --empty`` in a process of its own."""

    def __init__(self, root: Path) -> None:
        self.layout = Layout(root)
        self.port = free_port()
        self.output = root.with_suffix(".txt")
        self.process: subprocess.Popen[bytes] | None = None

    def up(self) -> None:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("DATABASE_", "GOODSTANDING_"))
        }
        command = [sys.executable, "-m", "goodstanding.config.cli", "up", "--empty"]
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [*command, "--port", str(self.port)],
                env={**kept, "GOODSTANDING_DATA": str(self.layout.root)},
                stdout=output,
                stderr=output,
            )
        wait_until(lambda: "Logs:" in self.said or self.ended)
        assert not self.ended, self.said

    @property
    def said(self) -> str:
        return self.output.read_text()

    @property
    def ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        if self.process is not None:
            self.process.wait()

    def owner(self) -> psycopg.Connection:
        return psycopg.connect((read_json(self.layout.embedded) or {})["owner_database_url"])

    def write(self, line: str) -> None:
        with self.owner() as link:
            link.execute("CREATE TABLE IF NOT EXISTS kept (line text)")
            link.execute("INSERT INTO kept VALUES (%s)", [line])

    def lines(self) -> list[str]:
        with self.owner() as link:
            return [row[0] for row in link.execute("SELECT line FROM kept ORDER BY line")]

    def database_answers(self) -> bool:
        try:
            self.lines()
        except psycopg.OperationalError:
            return False
        return True

    def status(self) -> int:
        """Return what the first page answers; 0 for no answer."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            link.request("GET", "/")
            return link.getresponse().status
        except OSError:
            return 0
        finally:
            link.close()

    def processes(self, part: str) -> list[int]:
        """Return the processes of a part, the first to start first."""
        if part == "supervisor":
            assert self.process is not None
            return [self.process.pid]
        if part == "postgres":
            lock = self.layout.postgres / "postmaster.pid"
            return [int(lock.read_text().split("\n", 1)[0])] if lock.exists() else []
        return [each for each in self._supervised() if _runs(each, SUPERVISED[part])]

    def _supervised(self) -> list[int]:
        mark = f"{MARK}={self.layout.root}".encode()
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (folder / "environ").read_bytes().split(b"\0"):
                    found.append(int(folder.name))
            except OSError:
                continue
        return sorted(found)


def _runs(process_id: int, program: str) -> bool:
    return program.encode() in Path(f"/proc/{process_id}/cmdline").read_bytes().split(b"\0")


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    made = Installation(tmp_path / "var")
    made.up()
    yield made
    made.stop()


@pytest.mark.parametrize("part", ["postgres", "web", "worker"])
def test_a_killed_part_comes_back_by_itself(installation: Installation, part: str) -> None:
    installation.write("before")
    (killed, *_) = installation.processes(part)

    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: "it again" in installation.said)
    wait_until(lambda: killed not in (installation.processes(part) or [killed]))
    wait_until(installation.database_answers)
    wait_until(lambda: installation.status() in {200, 302})

    installation.write("since")
    assert installation.lines() == ["before", "since"]


@pytest.mark.parametrize(
    "parts",
    [
        ("supervisor",),
        ("supervisor", "postgres"),
        ("supervisor", "web", "worker"),
        ("supervisor", "postgres", "web", "worker"),
    ],
    ids="+".join,
)
def test_up_again_heals_whatever_was_killed(
    installation: Installation, parts: tuple[str, ...]
) -> None:
    installation.write("before")
    killed = [each for part in parts for each in installation.processes(part)]

    for each in killed:
        os.kill(each, signal.SIGKILL)
    assert installation.process is not None
    installation.process.wait()
    installation.up()

    assert installation.status() in {200, 302}
    installation.write("since")
    assert installation.lines() == ["before", "since"]
