"""The running product, as ``goodstanding up`` starts it, for tests that use it like a person."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.runtime.small_installation import free_port


@dataclass(slots=True)
class Product:
    """One installation of its own, with the demonstration in it."""

    root: Path
    port: int
    process: subprocess.Popen[str]

    @classmethod
    def start(cls, root: Path, *options: str) -> Product:
        """Start an installation in ``root`` and return once it prints its address.

        A new one is filled with the demonstration first.
        """
        port = free_port()
        process = subprocess.Popen(
            [sys.executable, "-m", "goodstanding.config.cli", "up", "--port", str(port), *options],
            env=_variables(root),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if line.startswith("Logs:"):
                return cls(root=root, port=port, process=process)
        raise AssertionError("The product did not start:\n" + "".join(said))

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://localhost:{self.port}"

    def command(self, *words: str) -> str:
        """Run ``goodstanding …`` for this installation and return what it prints."""
        answer = subprocess.run(
            [sys.executable, "-m", "goodstanding.config.cli", *words],
            env=_variables(self.root),
            capture_output=True,
            text=True,
            check=True,
        )
        return answer.stdout

    def stop(self) -> None:
        """Ask it to stop, and wait until it has."""
        self.process.send_signal(signal.SIGINT)
        self.process.communicate()


def _variables(root: Path) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DATABASE_", "GOODSTANDING_"))
    }
    return {**kept, "GOODSTANDING_DATA": str(root)}
