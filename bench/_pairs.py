"""Measuring two things side by side, and the line every bench ends with."""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

PAIRS = 7
PAIRS_WHERE_LONG = 3
LONG_S = 12.0

Better = Literal["lower", "higher"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One promise and how it was kept. ``ratio`` is the median of the pairs' ratios."""

    what: str
    against: str
    ratio: float
    budget: float
    better: Better
    ok: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Seconds of two things measured in turn: A B A B, so that a busy machine is fair to both."""

    a_s: tuple[float, ...]
    b_s: tuple[float, ...]

    def ratio(self, *, inverse: bool = False) -> float:
        """Return the median of A over B of each pair; ``inverse``, of B over A."""
        pairs = zip(self.b_s, self.a_s, strict=True) if inverse else self._in_order()
        return statistics.median(one / other for one, other in pairs)

    def _in_order(self) -> zip[tuple[float, float]]:
        return zip(self.a_s, self.b_s, strict=True)


def in_turn(a: Callable[[], float], b: Callable[[], float]) -> Pairs:
    """Return what ``a`` and ``b`` say they took, in turn, after one round to warm up.

    Seven pairs, or three where one takes more than twelve seconds.
    """
    started = time.perf_counter()
    a()
    b()
    long = time.perf_counter() - started > LONG_S
    measured = [(a(), b()) for _ in range(PAIRS_WHERE_LONG if long else PAIRS)]
    return Pairs(a_s=tuple(a_s for a_s, _ in measured), b_s=tuple(b_s for _, b_s in measured))


def timed(work: Callable[[], object]) -> float:
    """Return the seconds ``work`` takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def row(what: str, against: str, pairs: Pairs, *, budget: float, better: Better = "lower") -> Row:
    """Print what was measured, and return the row: A over B, or B over A where more is better."""
    ratio = round(pairs.ratio(inverse=better == "higher"), 2)
    print(f"{what}: {told(pairs.a_s)}\n{against}: {told(pairs.b_s)}\n  ratio {ratio}")
    return Row(
        what=what,
        against=against,
        ratio=ratio,
        budget=budget,
        better=better,
        ok=ratio <= budget if better == "lower" else ratio >= budget,
    )


def told(seconds: Sequence[float]) -> str:
    """Return the median and the middle half of what was measured, in words."""
    low, median, high = statistics.quantiles(seconds, n=4, method="inclusive")
    unit, by = ("ms", 1000.0) if median < 1 else ("s", 1.0)
    return (
        f"median {median * by:.2f} {unit}, middle half {low * by:.2f} to {high * by:.2f} {unit}, "
        f"{len(seconds)} times"
    )


def scale_asked(description: str | None) -> float:
    """Return the scale of the command line."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--scale", type=float, default=1.0, help="1 is the full promise")
    scale: float = parser.parse_args().scale
    return scale


def report(bench: str, scale: float, rows: Sequence[Row]) -> None:
    """Print the line that machines read."""
    print(json.dumps({"bench": bench, "scale": scale, "rows": [asdict(each) for each in rows]}))
