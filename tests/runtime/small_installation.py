"""A complete installation with stand-ins for web and worker, which start in no time.

PostgreSQL, mailbox and supervisor are the real ones. Run as a program it is one that can
be killed: ``python -m tests.runtime.small_installation DIRECTORY PORT``.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from goodstanding.runtime.layout import Layout
from goodstanding.runtime.supervisor import Plan, Supervisor

PATIENCE_S = 60.0
IDLE = (sys.executable, "-c", "import threading; threading.Event().wait()")
NOTHING = (sys.executable, "-c", "")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def make_plan(root: Path, *, port: int | None = None) -> Plan:
    chosen = free_port() if port is None else port
    return Plan(
        layout=Layout(root),
        host="127.0.0.1",
        port=chosen,
        public_url=f"http://localhost:{chosen}",
        embedded=True,
        mailbox=True,
        empty=False,
        migrate=NOTHING,
        load=NOTHING,
        sign_ins=(sys.executable, "-c", "print('Maria maria@contoso.example')"),
        web=(sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(chosen)),
        worker=IDLE,
    )


def wait_until(condition: Callable[[], object], *, patience_s: float = PATIENCE_S) -> None:
    """Return once ``condition`` holds; fail when patience ends."""
    pause = threading.Event()
    for _ in range(int(patience_s / 0.05)):
        if condition():
            return
        pause.wait(0.05)
    raise AssertionError(f"{condition} did not come true within {patience_s} s")


@dataclass(slots=True)
class Run:
    """A supervisor that ran in this process, from up to stopped."""

    plan: Plan
    lines: list[str] = field(default_factory=list)
    failures: list[BaseException] = field(default_factory=list)

    def up(self, during: Callable[[Supervisor], object] = lambda _: None) -> Run:
        """Start, do something while everything is up, and stop with a signal."""
        is_up, over = threading.Event(), threading.Event()
        supervisor = Supervisor(self.plan, say=lambda line: self._hear(line, is_up))

        def act() -> None:
            try:
                if is_up.wait(PATIENCE_S) and not over.is_set():
                    during(supervisor)
            except BaseException as failure:  # noqa: BLE001 -- shown by the test's own thread.
                self.failures.append(failure)
            finally:
                if not over.is_set():
                    os.kill(os.getpid(), signal.SIGTERM)

        actor = threading.Thread(target=act)
        actor.start()
        try:
            supervisor.run()
        finally:
            over.set()
            is_up.set()
            actor.join()
        for failure in self.failures:
            raise failure
        return self

    def _hear(self, line: str, is_up: threading.Event) -> None:
        self.lines.append(line)
        if line.startswith("Logs:"):
            is_up.set()

    def said(self, words: str) -> bool:
        return any(words in line for line in self.lines)


if __name__ == "__main__":
    plan = make_plan(Path(sys.argv[1]), port=int(sys.argv[2]))
    Supervisor(replace(plan, empty=True), say=lambda line: print(line, flush=True)).run()  # noqa: T201 -- a program.
