"""Everybody's standing at once, from nothing but facts: after a new rule book, or simulated.

Size: 500,000 partners, 5 million people, 50 million events and all of packs/default.yaml at
scale 1. Opponents: the least work that reads the same columns once (sql/scan.sql; two threads,
warm), a Python service that loads objects with nine pipelined queries a partner, in two
processes, and two engines of rules (ZEN and CEL) that are given the same files as one nested
document a partner, in two processes. Budgets: 6 times the scan in DuckDB, 10 times in PostgreSQL,
60 times faster than the objects, 10 times faster than the rules. At scale 1 also: 1 GB of memory,
and 1.15 times what five of its fifths take.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from bench._against_rules import against_rules
from bench._engines import Duck, Postgres
from bench._export import export_facts
from bench._memory import GB, peak_bytes
from bench._objects_workers import Objects, objects
from bench._pairs import Row, in_turn, report, row, scale_asked, timed
from bench._part import export_part
from bench._place import Place, place
from bench._profiles import slowest_nodes, slowest_operators
from bench._same import require_same
from bench._terms import Asked

SCAN_DUCKDB_RATIO_MAX = 6.0
SCAN_POSTGRES_RATIO_MAX = 10.0
OBJECTS_RATIO_MIN = 60.0
GROWTH_RATIO_MAX = 1.15
PEAK_GB_MAX = 1.0
#: From here on it counts how the time grows and how much memory is needed.
FULL_SCALE = 1.0
_PARTS = 5
#: Objects are walked for so many partners at most; what they take grows with their number.
SAMPLE = 2_000


def measure(here: Place, *, scale: float) -> list[Row]:
    """Return the rows of a world made for the purpose."""
    from bench._world import AS_OF, make_world
    from goodstanding.programs.selectors import pack_of

    world = make_world(here, scale=scale)
    print(f"World: {world.told()}")
    pack = pack_of(world.pack)
    assert world.pack.compiled is not None
    export_facts(here.folder / "facts")
    duck = Duck(here.folder / "facts", pack, program_id=world.program_id, as_of=AS_OF)
    postgres = Postgres(
        here.app_url, world.pack.compiled["all"], program_id=world.program_id, as_of=AS_OF
    )
    duck.recompute()
    postgres.recompute()
    require_same("DuckDB", duck.answers(), "PostgreSQL", postgres.answers())
    rows = _against_scans(duck, postgres)
    with objects(here.app_url, pack=pack, program_id=world.program_id, as_of=AS_OF) as walkers:
        rows.append(_against_objects(duck, postgres.partner_ids(), walkers))
    asked = Asked(pack=pack, program_id=world.program_id, as_of=AS_OF)
    rows += against_rules(duck, here.folder / "facts", asked)
    _explain(here.folder, duck, postgres, rows)
    postgres.close()
    peak = peak_bytes(here.folder / "facts", pack, program_id=world.program_id, as_of=AS_OF)
    print(f"DuckDB: {peak / GB:.2f} GB at most, in a process of its own")
    if scale >= FULL_SCALE:
        export_part(here.folder / "facts", here.folder / "part", of=_PARTS)
        part = Duck(here.folder / "part", pack, program_id=world.program_id, as_of=AS_OF)
        rows += [memory_row(peak), growth_row(duck, part)]
    return rows


def memory_row(peak: int) -> Row:
    """Return the row of what a recompute of everybody needs at scale 1."""
    ratio = round(peak / GB, 2)
    return Row(
        what="duckdb peak memory",
        against="1 GB",
        ratio=ratio,
        budget=PEAK_GB_MAX,
        better="lower",
        ok=ratio <= PEAK_GB_MAX,
    )


def growth_row(whole: Duck, fifth: Duck) -> Row:
    """Return the row of how the time grows: everybody, against five times one partner in five."""
    pairs = in_turn(lambda: timed(whole.recompute), lambda: timed(fifth.recompute) * _PARTS)
    return row("scale 1", "5 x scale 0.2", pairs, budget=GROWTH_RATIO_MAX)


def _against_scans(duck: Duck, postgres: Postgres) -> list[Row]:
    return [
        row(
            "duckdb full recompute",
            "duckdb scan",
            in_turn(lambda: timed(duck.recompute), lambda: timed(duck.scan)),
            budget=SCAN_DUCKDB_RATIO_MAX,
        ),
        row(
            "postgres full recompute",
            "postgres scan",
            in_turn(lambda: timed(postgres.recompute), lambda: timed(postgres.scan)),
            budget=SCAN_POSTGRES_RATIO_MAX,
        ),
    ]


def _against_objects(duck: Duck, partner_ids: Sequence[UUID], walkers: Objects) -> Row:
    sample = partner_ids[:: -(-len(partner_ids) // SAMPLE)]
    share = len(partner_ids) / len(sample)
    named = {str(partner_id) for partner_id in sample}
    expected = [answer for answer in duck.answers() if answer.partner in named]
    require_same("DuckDB", expected, "Objects", walkers.answers(sample))
    print(f"Objects: {len(sample):,} of {len(partner_ids):,} partners, times {share:.2f}")
    return row(
        "duckdb full recompute",
        "python objects",
        in_turn(
            lambda: timed(duck.recompute),
            lambda: timed(lambda: walkers.count(sample)) * share,
        ),
        budget=OBJECTS_RATIO_MIN,
        better="higher",
    )


def _explain(folder: Path, duck: Duck, postgres: Postgres, rows: Sequence[Row]) -> None:
    """Print what limits an engine whose budget was missed."""
    if not rows[0].ok:
        duck.profile(folder / "profile.json")
        print(slowest_operators((folder / "profile.json").read_text(encoding="utf-8")))
    if not rows[1].ok:
        print(slowest_nodes(postgres.plan()))


def main() -> None:
    scale = scale_asked(__doc__)
    with place(durable=False) as here:
        rows = measure(here, scale=scale)
    report("standing_full", scale, rows)


if __name__ == "__main__":
    main()
