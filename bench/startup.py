"""How long until the first page answers, phase by phase: on a bare directory, and the next time.

Size: the demonstration (one vendor, two distributors, 200 resellers), whatever the scale. At
scale 1 the packages are installed into a new virtual environment as well. Opponent: how long a
person waits without doubting. Budget: 180 seconds for the first start, 10 for the next.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

FIRST_START_S_MAX = 180.0
NEXT_START_S_MAX = 10.0
NEXT_STARTS = 3
ROOT = Path(__file__).resolve().parent.parent
_PHASE = re.compile(r"(?P<name>.+) ready \((?P<seconds>[0-9.]+) s\)")


@dataclass(slots=True)
class Start:
    """One start: the seconds of each phase, and of all up to the first page."""

    total_s: float
    phases_s: dict[str, float] = field(default_factory=dict)

    def told(self) -> str:
        """Return the phases in words."""
        return ", ".join(f"{name} {seconds:.1f} s" for name, seconds in self.phases_s.items())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_and_stop(folder: Path) -> Start:
    """Start the product in ``folder``, open its first page, stop it, and return the seconds."""
    port = free_port()
    command = (sys.executable, "-m", "goodstanding.config.cli", "up", "--port", str(port))
    started = time.monotonic()
    with subprocess.Popen(
        command,
        env={**os.environ, "GOODSTANDING_DATA": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as installation:
        assert installation.stdout is not None
        said: list[str] = []
        start = Start(total_s=0.0)
        for line in installation.stdout:
            said.append(line)
            if (phase := _PHASE.match(line)) is not None:
                start.phases_s[phase["name"]] = float(phase["seconds"])
            if line.startswith("Goodstanding is up"):
                asked = time.monotonic()
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in/") as page:
                    assert page.status == 200
                start.phases_s["First page"] = time.monotonic() - asked
                start.total_s = time.monotonic() - started
                break
        else:
            sys.exit("The installation did not start:\n" + "".join(said))
        for line in installation.stdout:
            if line.startswith("Logs:"):
                break
        installation.send_signal(signal.SIGINT)
        installation.stdout.read()
    return start


def install_s(folder: Path) -> float:
    """Return the seconds that the locked packages take, in a new virtual environment."""
    started = time.monotonic()
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    subprocess.run(
        [
            str(folder / "bin" / "pip"),
            *("install", "-q", "--require-hashes", "-r", str(ROOT / "requirements.txt")),
        ],
        check=True,
    )
    return time.monotonic() - started


def row(what: str, measured_s: list[float], limit_s: float) -> dict[str, object]:
    median = statistics.median(measured_s)
    print(f"{what}: median {median:.1f} s of {sorted(round(each, 1) for each in measured_s)}")
    return {
        "what": what,
        "against": f"limit of {limit_s:.0f} s",
        "ratio": round(median / limit_s, 3),
        "budget": 1.0,
        "better": "lower",
        "ok": median <= limit_s,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0)
    scale = parser.parse_args().scale
    with tempfile.TemporaryDirectory(prefix="goodstanding-bench-") as place:
        packages_s = install_s(Path(place) / "venv") if scale >= 1 else 0.0
        folder = Path(place) / "var"
        first = start_and_stop(folder)
        if packages_s:
            first.phases_s = {"Packages": packages_s, **first.phases_s}
        print(f"First start: {first.told()}")
        following = [start_and_stop(folder) for _ in range(NEXT_STARTS)]
        print(f"Next start: {following[-1].told()}")
    rows = [
        row("first start", [packages_s + first.total_s], FIRST_START_S_MAX),
        row("next start", [each.total_s for each in following], NEXT_START_S_MAX),
    ]
    print(json.dumps({"bench": "startup", "scale": scale, "rows": rows}))


if __name__ == "__main__":
    main()
