"""What knowing where a partner stands adds to one recorded fact, on a disk that is waited for.

Size: 100,000 partners, 1 million people and 10 million events at scale 1, all of
packs/default.yaml; one partner's answer costs the same among more. Opponents: the same service
without the subscriber that recomputes standing, and the fewest statements that record the fact
and its event. Budgets: 1.3 times the service, 2 times the bare SQL.
"""

from __future__ import annotations

from collections.abc import Iterator

from bench._pairs import Pairs, Row, report, row, scale_asked
from bench._place import Place, place

SERVICE_RATIO_MAX = 1.3
SQL_RATIO_MAX = 2.0
PAIRS = 60
WARM_UP = 7
PARTNERS_SHARE = 0.2


def measure(here: Place, *, scale: float) -> list[Row]:
    """Return the rows of a world made for the purpose."""
    from bench._completing import BareSql, learners, require_true, service_submits
    from bench._world import make_world
    from goodstanding.standing.services import cover_everybody, sweep
    from goodstanding.values import clock

    world = make_world(here, scale=scale * PARTNERS_SHARE)
    print(f"World: {world.told()}")
    cover_everybody(world.program_id)
    sweep(at=clock.now())
    people = learners(4 * (PAIRS + WARM_UP))
    served, plain = people[0::4], people[1::4]
    pairs = _in_turn(
        service_submits(world, served, recomputing=True),
        service_submits(world, plain, recomputing=False),
    )
    require_true(world, served[::5])
    rows = [
        row("service with recompute", "service without", pairs, budget=SERVICE_RATIO_MAX),
    ]
    known, bare = people[2::4], people[3::4]
    recomputing = BareSql(here.app_url, world, recomputing=True)
    recording = BareSql(here.app_url, world, recomputing=False)
    pairs = _in_turn(recomputing.passes(known), recording.passes(bare))
    require_true(world, known[::5])
    rows.append(row("sql with recompute", "sql without", pairs, budget=SQL_RATIO_MAX))
    if not all(each.ok for each in rows):
        recomputing.tell_plan(known[0])
    for connection in (recomputing, recording):
        connection.close()
    return rows


def _in_turn(a: Iterator[float], b: Iterator[float]) -> Pairs:
    """Return what each step of both took, in turn, without the first few."""
    measured = list(zip(a, b, strict=False))
    counted = measured[min(WARM_UP, len(measured) // 3) :]
    return Pairs(a_s=tuple(one for one, _ in counted), b_s=tuple(other for _, other in counted))


def main() -> None:
    scale = scale_asked(__doc__)
    with place(durable=True) as here:
        rows = measure(here, scale=scale)
    report("standing_event", scale, rows)


if __name__ == "__main__":
    main()
