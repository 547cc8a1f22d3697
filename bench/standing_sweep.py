"""Recomputing the partners whose instant has come, in chunks that lock, against one statement.

Size: 50,000 partners whose next change has come, of 100,000, with 1 million people and all of
packs/default.yaml at scale 1. Opponent: the compiled text asked once for all of them and kept,
in one transaction without locks, planned for their number. Budget: 1.3 times. Both start from
the same rows and have to leave the same rows behind.
"""

from __future__ import annotations

import sys

from bench._pairs import Pairs, Row, in_turn, report, row, scale_asked
from bench._place import Place, place

RATIO_MAX = 1.3
PARTNERS_SHARE = 0.2


def measure(here: Place, *, scale: float) -> list[Row]:
    """Return the row of a world made for the purpose."""
    from bench._sweeping import Stage
    from bench._world import make_world

    world = make_world(here, scale=scale * PARTNERS_SHARE)
    print(f"World: {world.told()}")
    stage = Stage(here, world)
    print(f"Due: {len(stage.due):,} partners at {stage.at:%Y-%m-%d %H:%M} UTC")
    stage.sweep()
    swept = stage.left_behind()
    stage.bulk_text()
    if stage.left_behind() != swept:
        sys.exit("The sweep and the text in bulk leave different rows.")
    print("The sweep and the text in bulk leave the same rows.")
    pairs: Pairs = in_turn(stage.sweep, stage.bulk_text)
    found = row("sweep", "bulk text", pairs, budget=RATIO_MAX)
    stage.tell_shares()
    stage.close()
    return [found]


def main() -> None:
    scale = scale_asked(__doc__)
    with place(durable=True) as here:
        rows = measure(here, scale=scale)
    report("standing_sweep", scale, rows)


if __name__ == "__main__":
    main()
