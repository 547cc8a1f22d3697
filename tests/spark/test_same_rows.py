"""Spark and DuckDB give the same rows: of random worlds, and of the demonstration's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from goodstanding.programs.models import Program
from goodstanding.rulebook import facts
from goodstanding.rulebook.pack import Holidays, Pack, Roll, Unit
from goodstanding.rulebook.parse import read_pack
from goodstanding.rulebook.phrases import Anchor, Due, Duration
from goodstanding.standing.answering import ANSWER
from goodstanding.standing.facts_export import Duck, open_facts
from goodstanding.standing.facts_folder import FactsFile, FactsFolder, Horizon, Manifest
from goodstanding.standing.simulating.engines import DuckAnswers, EngineName
from goodstanding.standing.simulating.run import Asked, simulate
from goodstanding.standing.simulating.spark import spark_answers
from goodstanding.values import clock
from goodstanding.values.days import local_day
from tests.rulebook.packs_random import instants, packs
from tests.rulebook.worlds import NOW, PROGRAM, World, fact, schema_sql, world_sql
from tests.rulebook.worlds_packs import insured, make_pack, reseller
from tests.rulebook.worlds_random import worlds

pytestmark = pytest.mark.spark
#: A world has a handful of rows: most of the time goes into planning.
SMALL = {
    "spark.master": "local[2]",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.adaptive.enabled": "false",
}


@pytest.fixture(autouse=True)
def _facts_of_its_own(settings, tmp_path: Path) -> None:
    settings.GOODSTANDING_FACTS_DIR = tmp_path / "facts"


def _written(world: World, folder: Path) -> tuple[FactsFolder, Manifest]:
    """Return a world as an export leaves it."""
    duck = duckdb.connect()
    for statement in (*schema_sql(), *world_sql(world)):
        duck.execute(statement)
    files = {}
    for relation in facts.RELATIONS:
        file = folder / f"{relation.name}.parquet"
        duck.execute(f"copy facts.{relation.name} to '{file}' (format parquet)")
        files[relation.name] = FactsFile(file=file.name, rows=0, sha256="")
    horizon = Horizon(cluster="", snapshot="", newest_event=0, leaf_hash="")
    manifest = Manifest(shape="", generation=1, made_at="", horizon=horizon, relations=files)
    return FactsFolder(folder), manifest


def _rows(duck: Duck, table: str) -> list[tuple[Any, ...]]:
    columns = ", ".join(
        f"epoch_us({name})" if kind == "timestamptz" else f"cast({name} as text)"
        for name, kind in ANSWER.items()
    )
    return sorted(duck.execute(f"select {columns} from {table}").fetchall(), key=repr)


def _both(
    world: World, pack: Pack, folder: Path, as_of: datetime, known_at: datetime
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Return the rows of Spark and those of DuckDB."""
    written, manifest = _written(world, folder)
    given = {
        "program_id": str(PROGRAM),
        "as_of": as_of.isoformat(),
        "known_at": known_at.isoformat(),
    }
    duck = duckdb.connect()
    duck.execute("set timezone = 'UTC'")
    open_facts(duck, written, manifest)
    DuckAnswers(duck).answer("by_duckdb", pack, given)
    with spark_answers(duck, written, manifest, configured=SMALL) as spark:
        spark.answer("by_spark", pack, given)
    return _rows(duck, "by_spark"), _rows(duck, "by_duckdb")


def _instant(day: str) -> int:
    """Return the first instant of a day, as rows tell it: microseconds since 1970."""
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()) * 1_000_000


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    return (tmp_path_factory.mktemp("world") for _ in iter(int, 1))


@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
@settings(
    deadline=None,
    derandomize=True,
    max_examples=3,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(packs(), worlds(), instants(), instants())
def test_a_random_world(
    places: Iterator[Path], pack: Pack, world: World, as_of: datetime, known_at: datetime
) -> None:
    by_spark, by_duckdb = _both(world, pack, next(places), as_of, min(known_at, NOW))

    assert by_spark == by_duckdb


def test_due_days_that_move_off_days_off_and_are_counted_without_them(
    places: Iterator[Path],
) -> None:
    in_workdays = Due(anchor=Anchor.ASSIGNMENT, after=Duration(workdays=2))
    need = replace(insured(), due=Due(anchor=Anchor.ANNIVERSARY), countdown=None)
    pack = replace(
        make_pack(
            need,
            replace(insured(per=Unit.LOCATION), name="counted", due=in_workdays),
            authorizations=(reseller("insured"),),
        ),
        calendar="DE",
        roll=Roll.FOLLOWING,
        holidays=(
            Holidays(calendar=None, days=(date(2026, 4, 7),)),
            Holidays(calendar="DE", days=(date(2027, 4, 5),)),
        ),
    )
    world = World()
    saturday = datetime(2026, 4, 4, tzinfo=UTC)
    world.add("enrolments", tier="reseller", zone="UTC", from_at=saturday)
    world.add("locations", country="DE", zone="UTC", from_at=saturday)
    world.add(
        "grants", grant_id=fact(90), name="reseller", granted_on=date(2026, 4, 4), from_at=saturday
    )

    by_spark, by_duckdb = _both(world, pack, next(places), saturday, NOW)

    assert by_spark == by_duckdb
    # Sunday is followed by a day off; the second working day after Easter is Thursday.
    assert {row[3]: row[10] for row in by_spark} == {
        "partner-program": _instant("2026-04-10"),
        "insured": _instant("2027-04-07"),
        "counted": _instant("2026-04-10"),
        "reseller": _instant("2027-04-07"),
    }


@pytest.mark.usefixtures("committed")
def test_the_demonstration() -> None:
    from goodstanding.web.demonstration import load

    load()
    program = Program.objects.order_by("code").first()
    assert program is not None
    text = program.pack_versions.order_by("number")[0].text
    text = text.replace("60 days after:  restricted", "5 days after:  restricted")
    today = local_day(clock.now(), program.zone)
    given: dict[str, Any] = {
        "program": program,
        "text": text,
        "pack": read_pack(text),
        "first": today,
        "last": today,
    }

    by_duckdb = simulate(Asked(**given), at=clock.now())
    by_spark = simulate(Asked(**given, engine=EngineName.SPARK), at=clock.now())

    assert by_spark.days == by_duckdb.days
    assert by_spark.decisions == by_duckdb.decisions
    assert sum(move.partners for move in by_spark.days[0].moves) == by_spark.days[0].partners > 0
