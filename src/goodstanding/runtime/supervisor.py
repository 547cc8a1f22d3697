"""``goodstanding up``: everything an installation needs, in one foreground process.

Order of start: the data directory is ours alone, what an earlier supervisor left is ended,
PostgreSQL, local mailbox, migration, demonstration, web and worker. Any of the processes
may be killed at any moment, this one included: the next start needs no hand.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from types import FrameType

from goodstanding.runtime.binaries import tied
from goodstanding.runtime.errors import ChildFailedError, DemonstrationError, explain_log
from goodstanding.runtime.exclusive import (
    MARK,
    end_orphans,
    only_one,
    require_port,
    require_room,
)
from goodstanding.runtime.layout import Contents, Layout, write_private
from goodstanding.runtime.mailbox import LocalMailbox
from goodstanding.runtime.postgres import Cluster, Role
from goodstanding.runtime.services import Restarts, Service, reason_in

_WATCH_S = 0.2
_WEB_READY_S_MAX = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to run. Commands are programs with their arguments.

    ``embedded`` is false when the environment names a database elsewhere, ``mailbox`` when
    it names a mail server. ``load`` is None where there is no demonstration to load.
    """

    layout: Layout
    host: str
    port: int
    public_url: str
    embedded: bool
    mailbox: bool
    empty: bool
    migrate: tuple[str, ...]
    load: tuple[str, ...] | None
    sign_ins: tuple[str, ...] | None
    web: tuple[str, ...]
    worker: tuple[str, ...]


class _StopAskedError(Exception):
    """Ctrl-C or a signal came before everything was up."""


class Supervisor:
    """Runs one installation until it is asked to stop."""

    def __init__(self, plan: Plan, *, say: Callable[[str], None] = print) -> None:
        self._plan = plan
        self._say = say
        self._stop_asked = threading.Event()
        self._cluster = Cluster(plan.layout.root) if plan.embedded else None
        self._database_restarts = Restarts()
        variables = {
            **os.environ,
            MARK: str(plan.layout.root),
            "GOODSTANDING_DATA": str(plan.layout.root),
            "GOODSTANDING_PORT": str(plan.port),
            "PYTHONTZPATH": "",  # Time zones come from the pinned package, on every machine.
            "PYTHONUNBUFFERED": "1",
        }
        self._variables = variables
        logs = plan.layout.logs
        self._web = Service("web", plan.web, variables=variables, log=logs / "web.log")
        self._worker = Service("worker", plan.worker, variables=variables, log=logs / "worker.log")

    def run(self) -> None:
        """Start everything, keep it running, and stop it cleanly when asked.

        Raises:
            DomainError: Something keeps the installation from running; everything that was
                started has been stopped.
        """
        with _signals_handled(self._stop_asked), only_one(self._plan.layout), ExitStack() as ends:
            try:
                self._start(ends)
                self._announce()
                self._watch()
            except _StopAskedError:
                pass
            self._say("Stopping.")
        self._say("Stopped. Everything is saved.")

    def _start(self, ends: ExitStack) -> None:
        plan = self._plan
        contents = self._contents()
        if orphans := end_orphans(plan.layout):
            self._say(f"Ended {orphans} processes that an earlier, killed run had left.")
        require_port(plan.host, plan.port)
        require_room(plan.layout)
        ends.callback(plan.layout.embedded.unlink, missing_ok=True)
        if self._cluster is not None:
            with self._phase("PostgreSQL"):
                ends.callback(self._cluster.stop)
                self._cluster.start()
        self._publish_addresses(ends)
        with self._phase("Database structure"):
            self._run(plan.migrate, "migrate")
        self._fill(contents)
        with self._phase("Web and worker"):
            for service in (self._worker, self._web):
                ends.callback(service.stop)
                service.start()
            self._await_web()

    def _contents(self) -> Contents:
        """Return what the installation holds, or is to be filled with on its first start."""
        known = self._plan.layout.contents()
        if known is None:
            wanted = self._plan.load is not None and not self._plan.empty
            return Contents.DEMONSTRATION_LOADING if wanted else Contents.EMPTY
        if self._plan.empty and known is not Contents.EMPTY:
            raise DemonstrationError(
                f"{self._plan.layout.root} holds the demonstration: run `goodstanding demo remove` "
                "while it is up, or set GOODSTANDING_DATA to a new directory."
            )
        return known

    def _publish_addresses(self, ends: ExitStack) -> None:
        """Tell other processes of this installation where the database and mailbox are."""
        addresses: dict[str, str | int] = {}
        if self._cluster is not None:
            addresses["database_url"] = self._cluster.url(Role.APP)
            addresses["owner_database_url"] = self._cluster.url(Role.OWNER)
        if self._plan.mailbox:
            local = LocalMailbox(self._plan.layout.mailbox)
            local.start()
            ends.callback(local.stop)
            addresses["mailbox_port"] = local.port
        write_private(self._plan.layout.embedded, json.dumps(addresses, indent=2))

    def _fill(self, contents: Contents) -> None:
        """Load the demonstration, from the start again if a load was interrupted."""
        layout = self._plan.layout
        if contents is Contents.DEMONSTRATION_LOADING and self._plan.load is not None:
            with self._phase("Demonstration"):
                layout.remember_contents(contents)
                self._run(self._plan.load, "demonstration")
            contents = Contents.DEMONSTRATION
        layout.remember_contents(contents)

    def _announce(self) -> None:
        self._say(f"\nGoodstanding is up: {self._plan.public_url}")
        contents = self._plan.layout.contents()
        if contents is Contents.EMPTY:
            self._say("On a new installation, the first page makes the operator's account.")
        elif self._plan.sign_ins is not None:
            answer = subprocess.run(  # noqa: S603 -- our own program.
                self._plan.sign_ins,
                env=self._variables,
                capture_output=True,
                text=True,
                check=False,
            )
            self._say(answer.stdout.rstrip())
        self._say(f"Logs: {self._plan.layout.logs}. Stop with Ctrl-C.\n")

    def _watch(self) -> None:
        """Start again what ends, until asked to stop."""
        while not self._stop_asked.wait(_WATCH_S):
            if self._cluster is not None and not self._cluster.is_running():
                self._restart_database(self._cluster)
            for service in (self._web, self._worker):
                if (status := service.exit_status) is not None:
                    self._restart(service, status)

    def _restart_database(self, cluster: Cluster) -> None:
        if self._database_restarts.count() is None:
            text = cluster.log.read_text(encoding="utf-8", errors="replace")
            raise explain_log(cluster.log, text)
        self._say("PostgreSQL ended; starting it again.")
        cluster.start()
        self._worker.stop()  # Its connections are gone.
        self._worker.start()

    def _restart(self, service: Service, status: int) -> None:
        count = service.restart()
        if count is None:
            raise ChildFailedError(
                f"The {service.name} ended again and again ({service.last_words()}): read "
                f"{service.log}, mend the cause and start again."
            )
        self._say(f"The {service.name} ended (status {status}); started it again ({count}).")

    def _await_web(self) -> None:
        """Return once the web answers a request."""
        deadline = time.monotonic() + _WEB_READY_S_MAX
        while not self._web_answers():
            if self._web.exit_status is not None or time.monotonic() > deadline:
                raise ChildFailedError(
                    f"The web did not start ({self._web.last_words()}): read {self._web.log}."
                )
            self._pause()

    def _web_answers(self) -> bool:
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self._plan.host, self._plan.host)  # noqa: S104 -- compared, not bound.
        link = http.client.HTTPConnection(host, self._plan.port, timeout=30)
        try:
            link.request("HEAD", "/")
            link.getresponse().read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            link.close()
        return True

    def _run(self, command: tuple[str, ...], name: str) -> None:
        """Run a program to its end; its output goes to a log of its own."""
        log = self._plan.layout.logs / f"{name}.log"
        with log.open("wb") as output:
            child = subprocess.Popen(  # noqa: S603 -- our own program.
                [*tied("TERM"), *command],
                env=self._variables,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            while child.poll() is None:
                self._pause()
        finally:
            if child.poll() is None:
                child.terminate()
            child.wait()
        if child.returncode != 0:
            text = log.read_text(encoding="utf-8", errors="replace")
            if "No space left on device" in text:
                raise explain_log(log, text)
            raise ChildFailedError(
                f"The step `{name}` failed: {reason_in(log)} (the whole log: {log})."
            )

    def _pause(self) -> None:
        if self._stop_asked.wait(_WATCH_S / 4):
            raise _StopAskedError

    @contextmanager
    def _phase(self, name: str) -> Iterator[None]:
        started = time.monotonic()
        yield
        self._say(f"{name} ready ({time.monotonic() - started:.1f} s)")


@contextmanager
def _signals_handled(stop_asked: threading.Event) -> Iterator[None]:
    """Let Ctrl-C, a closed terminal and ``kill`` ask for a clean stop."""

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop_asked.set()

    kinds = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [(kind, signal.signal(kind, ask)) for kind in kinds]
    try:
        yield
    finally:
        for kind, handler in before:
            signal.signal(kind, handler)
