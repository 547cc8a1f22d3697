"""Two opponents say the same, or no time counts."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from bench._objects import Answer


def require_same(one: str, ones: Sequence[Answer], other: str, others: Sequence[Answer]) -> None:
    """End the bench where two engines do not give the same rows: then no time counts."""
    mine, theirs = sorted(ones, key=repr), sorted(others, key=repr)
    if mine == theirs:
        print(f"{one} and {other} give the same {len(mine):,} rows.")
        return
    different = sorted(set(mine) ^ set(theirs), key=repr)
    lines = "\n".join(
        f"  {one if answer in set(mine) else other}: {answer}" for answer in different[:6]
    )
    sys.exit(f"{one} and {other} differ in {len(different):,} of {len(mine):,} rows:\n{lines}")
