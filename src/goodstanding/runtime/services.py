"""The long-running processes of an installation: started, watched, ended with all they started."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from goodstanding.runtime.binaries import tied

_LOG_BYTES_MAX = 10 * 1024 * 1024
_STOP_S_MAX = 20.0
_POLL_S = 0.05
_BELOW_ERRORS = ("HINT:", "DETAIL:", "CONTEXT:", "LINE ")
_RESTARTS_MAX = 5
_RESTARTS_WITHIN_S = 60.0


def reason_in(log: Path) -> str:
    """Return the last line of a log that is an error's own and not a hint below it."""
    text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if line[0].isalpha() and not line.startswith(_BELOW_ERRORS)]
    return (errors or lines or ["it said nothing"])[-1].strip()


class Restarts:
    """Counts how often something was started again, and says when it is too often."""

    def __init__(self) -> None:
        self._at: list[float] = []

    def count(self) -> int | None:
        """Return the how-manieth start within a minute the next one is; None is one too many."""
        now = time.monotonic()
        self._at = [each for each in self._at if now - each < _RESTARTS_WITHIN_S]
        if len(self._at) >= _RESTARTS_MAX:
            return None
        self._at.append(now)
        return len(self._at)


class Service:
    """One process that should always run. It dies with us; what it started dies with it."""

    def __init__(
        self, name: str, command: tuple[str, ...], *, variables: Mapping[str, str], log: Path
    ) -> None:
        self.name = name
        self.log = log
        self._command = command
        self._variables = dict(variables)
        self._child: subprocess.Popen[bytes] | None = None
        self._restarts = Restarts()

    def start(self) -> None:
        """Start the process; its output is appended to its log."""
        if self.log.exists() and self.log.stat().st_size > _LOG_BYTES_MAX:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(  # noqa: S603 -- our own programs.
                [*tied("TERM"), *self._command],
                env=self._variables,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for the supervisor, who ends us in order.
            )

    @property
    def process_id(self) -> int | None:
        """The process, while there is one."""
        return None if self._child is None else self._child.pid

    @property
    def exit_status(self) -> int | None:
        """What the process ended with, negative for a signal; None while it runs."""
        return None if self._child is None else self._child.poll()

    def restart(self) -> int | None:
        """Start an ended process again and return the how-manieth time it was.

        None when it ended too often within a minute: then it stays down.
        """
        self._end_group(signal.SIGKILL)
        count = self._restarts.count()
        if count is not None:
            self.start()
        return count

    def stop(self) -> None:
        """Ask the process to finish what it does, and end it if it does not."""
        if self._child is None:
            return
        if self._child.poll() is None:
            self._child.terminate()
            deadline = time.monotonic() + _STOP_S_MAX
            while self._child.poll() is None and time.monotonic() < deadline:
                time.sleep(_POLL_S)
        self._end_group(signal.SIGKILL)
        self._child.wait()
        self._child = None

    def last_words(self) -> str:
        """Return the line of the log that says why the process ended."""
        return reason_in(self.log)

    def _end_group(self, how: signal.Signals) -> None:
        """Signal the process and everything it started, which shares its session."""
        if self._child is not None:
            try:
                os.killpg(self._child.pid, how)
            except ProcessLookupError:
                return  # Nobody is left.
