"""Runs the suites one after another, all of them even when one fails, and prints their minutes.

``make test`` runs everything, ``make check`` only the first suite. Faults are a suite of their
own (``make test-faults``), because they kill processes.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
NO_TESTS = 5
PYTEST = ("pytest", "-q")
SOURCES = ("src", "tests", "bench")
#: Pure decisions, where every branch is tested.
PURE = "*/rulebook/*,*/rules/*,*/rules.py"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """Commands that belong together."""

    name: str
    commands: tuple[tuple[str, ...], ...]


SUITES = (
    Suite(
        name="check",
        commands=(
            ("ruff", "check", "--quiet", *SOURCES),
            ("ruff", "format", "--check", "--quiet", *SOURCES),
            ("mypy", *SOURCES),
            ("lint-imports",),
            ("djlint", "--quiet", "--lint", "src"),
            ("python", "-m", "django", "makemigrations", "--check", "--dry-run"),
        ),
    ),
    Suite(
        name="unit and integration",
        commands=(
            (
                *PYTEST,
                *("-n", "2", "-m", "not e2e and not faults and not realdata and not spark"),
                *("--cov=goodstanding", "--cov-branch", "--cov-report="),
            ),
            ("coverage", "report", "--fail-under=90"),
            ("coverage", "report", f"--include={PURE}", "--fail-under=100"),
        ),
    ),
    # Installations of their own beside each other; the tests of one story stay in one process.
    Suite(
        name="e2e",
        commands=(
            (
                *PYTEST,
                *(
                    "-n",
                    "2",
                    "--dist",
                    "loadfile",
                    "-m",
                    "e2e",
                    "tests/e2e",
                    "tests/notices",
                    "tests/programs",
                    "tests/standing",
                    "tests/web",
                ),
            ),
        ),
    ),
    Suite(name="realdata", commands=((*PYTEST, "-rs", "-m", "realdata"),)),
)


def run(suite: Suite, variables: dict[str, str]) -> bool:
    """Run every command of a suite and return whether all were content."""
    content = True
    for command in suite.commands:
        print(f"\n== {suite.name}: {' '.join(command)}", flush=True)  # noqa: T201 -- a program.
        status = subprocess.run(
            [str(BIN / command[0]), *command[1:]], cwd=ROOT, env=variables, check=False
        ).returncode
        content = content and status in {0, NO_TESTS if command[0] == "pytest" else 0}
    return content


def main() -> int:
    """Run the suites named, or all, and print one line for each."""
    wanted = sys.argv[1:]
    lines, content = [], True
    with tempfile.TemporaryDirectory(prefix="goodstanding-checks-") as folder:
        # Type checks read Django's settings, which must not make a data directory here.
        variables = {
            "GOODSTANDING_DATA": folder,
            "DJANGO_SETTINGS_MODULE": "goodstanding.config.settings",
            **os.environ,
        }
        for suite in SUITES:
            if wanted and suite.name not in wanted:
                continue
            started = time.monotonic()
            passed = run(suite, variables)
            minutes = (time.monotonic() - started) / 60
            lines.append(f"{suite.name:22} {minutes:5.1f} min  {'passed' if passed else 'FAILED'}")
            content = content and passed
    print("\n" + "\n".join(lines))  # noqa: T201 -- a program.
    return 0 if content else 1


if __name__ == "__main__":
    sys.exit(main())
