"""Kill -9 of any process of a running installation: nothing is lost, no hand is needed."""

from __future__ import annotations

import pytest

from tests.faults.installation import Installation

pytestmark = pytest.mark.faults


@pytest.mark.parametrize("part", ["postgres", "web", "worker"])
def test_a_killed_part_comes_back_by_itself(installation: Installation, part: str) -> None:
    installation.write(f"before {part}")
    before = installation.lines()

    installation.kill(part)
    installation.write(f"since {part}")

    assert installation.lines() == [*before, f"since {part}"]


@pytest.mark.parametrize(
    "parts",
    [
        ("supervisor",),
        ("supervisor", "postgres"),
        ("supervisor", "web", "worker"),
        ("supervisor", "postgres", "web", "worker"),
    ],
    ids="+".join,
)
def test_up_again_heals_whatever_was_killed(
    installation: Installation, parts: tuple[str, ...]
) -> None:
    installation.write(f"before {parts}")
    before = installation.lines()

    installation.kill(*parts)
    installation.write(f"since {parts}")

    assert installation.lines() == [*before, f"since {parts}"]
