"""Where the real files are. Absent, these tests are skipped and say so; in CI that is an error."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_DEFAULT = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.fixture(scope="session")
def realdata() -> Path:
    """Return the folder of real files."""
    folder = Path(os.environ.get("GOODSTANDING_REALDATA") or _DEFAULT)
    if folder.is_dir():
        return folder
    missing = f"There are no real files in {folder}: set GOODSTANDING_REALDATA to their folder."
    if os.environ.get("CI") == "true":
        pytest.fail(missing)
    pytest.skip(missing)
