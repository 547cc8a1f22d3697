"""How long until the first page answers: on a new data directory, and on one in use.

Size: an empty installation, whatever the scale. Opponent: the limit a person waits without
doubting, in seconds. Budget: the limit itself.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FIRST_START_S_MAX = 60.0
NEXT_START_S_MAX = 20.0
PAIRS = 3


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_and_stop_s(folder: Path) -> float:
    """Return the seconds from the command to the printed address, which answers by then."""
    command = (sys.executable, "-m", "goodstanding.config.cli", "up", "--empty")
    started = time.monotonic()
    with subprocess.Popen(
        [*command, "--port", str(free_port())],
        env={**os.environ, "GOODSTANDING_DATA": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as installation:
        assert installation.stdout is not None
        said = []
        for line in installation.stdout:
            said.append(line)
            if line.startswith("Goodstanding is up"):
                seconds = time.monotonic() - started
                installation.send_signal(signal.SIGINT)
                installation.stdout.read()
                break
        else:
            sys.exit(f"The installation did not start:\n{''.join(said)}")
    return seconds


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
    first, following = [], []
    for _ in range(PAIRS):
        with tempfile.TemporaryDirectory(prefix="goodstanding-bench-") as folder:
            first.append(start_and_stop_s(Path(folder) / "var"))
            following.append(start_and_stop_s(Path(folder) / "var"))
    rows = [
        row("first start to first page", first, FIRST_START_S_MAX),
        row("next start to first page", following, NEXT_START_S_MAX),
    ]
    print(json.dumps({"bench": "startup", "scale": scale, "rows": rows}))


if __name__ == "__main__":
    main()
