"""``goodstanding up --empty`` in a process of its own, whose parts can be found and killed."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg

from goodstanding.runtime.exclusive import MARK
from goodstanding.runtime.layout import Layout, read_json
from tests.runtime.small_installation import free_port, wait_until

START_S_MAX = 180.0
SUPERVISED = {"web": "granian", "worker": "worker"}
PARTS = ("supervisor", "postgres", *SUPERVISED)


class Installation:
    """One installation, from up to stopped, and what can be asked of it."""

    def __init__(self, root: Path) -> None:
        self.layout = Layout(root)
        self.port = free_port()
        self.output = root.with_suffix(".txt")
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def variables(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("DATABASE_", "GOODSTANDING_"))
        }
        return {**kept, "GOODSTANDING_DATA": str(self.layout.root), "PYTHONTZPATH": ""}

    def up(self) -> None:
        command = [sys.executable, "-m", "goodstanding.config.cli", "up", "--empty"]
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [*command, "--port", str(self.port)],
                env=self.variables,
                stdout=output,
                stderr=output,
            )
        wait_until(lambda: "Logs:" in self.said or self.ended, patience_s=START_S_MAX)
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

    def run(self, module: str) -> Any:
        """Run one of our programs beside the installation and return the JSON it prints."""
        answer = subprocess.run(
            [sys.executable, "-m", module],
            env={**self.variables, "DJANGO_SETTINGS_MODULE": "goodstanding.config.settings"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert answer.returncode == 0, answer.stderr
        return json.loads(answer.stdout)

    def command(self, *words: str) -> str:
        """Run ``goodstanding …`` and return what it prints."""
        answer = subprocess.run(
            [sys.executable, "-m", "goodstanding.config.cli", *words],
            env=self.variables,
            capture_output=True,
            text=True,
            check=False,
        )
        assert answer.returncode == 0, answer.stderr
        return answer.stdout

    def owner(self) -> psycopg.Connection:
        return psycopg.connect((read_json(self.layout.embedded) or {})["owner_database_url"])

    def ask(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        with self.owner() as link:
            return link.execute(question, values).fetchall()

    def write(self, line: str) -> None:
        with self.owner() as link:
            link.execute("CREATE TABLE IF NOT EXISTS kept (number serial, line text)")
            link.execute("INSERT INTO kept (line) VALUES (%s)", [line])

    def lines(self) -> list[str]:
        return [row[0] for row in self.ask("SELECT line FROM kept ORDER BY number")]

    def database_answers(self) -> bool:
        try:
            self.ask("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def status(self) -> int:
        """Return what the first page answers; 0 for no answer."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            link.request("GET", "/")
            return link.getresponse().status
        except (OSError, http.client.HTTPException):
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

    def kill(self, *parts: str) -> None:
        """Kill -9 some parts at once and return when the installation runs again, all of it."""
        self._wait_for_all()
        killed = {part: self.processes(part)[0] for part in parts}
        for process_id in killed.values():
            os.kill(process_id, signal.SIGKILL)
        if "supervisor" in parts:
            assert self.process is not None
            self.process.wait()
            self.up()
        wait_until(lambda: all(self._runs_anew(*each) for each in killed.items()))
        self._wait_for_all()

    def _wait_for_all(self) -> None:
        """Return when every part runs: one that lost its database is started again later."""
        wait_until(lambda: all(self.processes(part) for part in PARTS))
        wait_until(self.database_answers)
        wait_until(lambda: self.status() in {200, 302})

    def _runs_anew(self, part: str, killed: int) -> bool:
        return killed not in (self.processes(part) or [killed])


def _runs(process_id: int, program: str) -> bool:
    try:
        return program.encode() in Path(f"/proc/{process_id}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
