"""The demonstration, prepared once in a run and copied for every installation that plays in it.

Preparing it takes seven times as long as starting an installation that has it.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
from pathlib import Path

from goodstanding.runtime.layout import Contents, Layout
from tests.cluster import PLACE
from tests.e2e.product import Product


def with_demonstration(root: Path) -> Product:
    """Start an installation of its own in ``root``, which is not there yet, and return it.

    The processes of a run share what is prepared: the first to come prepares it, as a person who
    types ``make run`` does, and the others wait for it. What is copied is an installation that
    was stopped, its database closed by itself. Passwords and keys are the same in each copy;
    sockets and ports are not.
    """
    _copy(_prepared(), root)
    return Product.start(root)


def _prepared() -> Path:
    folder = Path(os.environ[PLACE]) / "demonstration"
    folder.mkdir(exist_ok=True)
    layout = Layout(folder / "data")
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            Product.start(layout.root).stop()
            assert layout.contents() is Contents.DEMONSTRATION
            for of_a_running_one in (layout.postgres / "postmaster.pid", layout.embedded):
                assert not of_a_running_one.exists(), f"{of_a_running_one} was left behind."
            (folder / "made").touch()
    return layout.root


def _copy(prepared: Path, root: Path) -> None:
    """Copy a folder with who owns what in it: PostgreSQL may have a user of its own."""
    subprocess.run(["cp", "--archive", "--reflink=auto", str(prepared), str(root)], check=True)
