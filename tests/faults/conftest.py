"""One running installation for all tests of faults: what one kill leaves, the next one meets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.installation import Installation


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Return an installation that was started empty and is stopped at the end."""
    made = Installation(tmp_path_factory.mktemp("faults") / "var")
    try:
        made.up()
        yield made
    finally:
        made.stop()
