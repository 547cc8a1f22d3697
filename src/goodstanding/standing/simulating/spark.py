"""Answering on Spark: the same text in its dialect, over the same facts, for the same rows.

``pip install 'goodstanding[spark]'`` brings what is needed here, but for Java.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Any

from goodstanding.programs.scopes import ALL
from goodstanding.rulebook import facts
from goodstanding.rulebook.compile import compile_pack
from goodstanding.rulebook.facts import ColumnType, Relation
from goodstanding.rulebook.pack import Pack
from goodstanding.standing.answering import ANSWER
from goodstanding.standing.facts_export import Duck
from goodstanding.standing.facts_folder import FactsFolder, Manifest
from goodstanding.standing.simulating.engines import AnswersPack
from goodstanding.values.errors import InvalidValueError

_NEEDED = ("pyspark", "sqlglot")
_PARAMETER = re.compile(r"(?<![:\w]):([a-z][a-z_]*)\b")
_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.crossJoin.enabled": "true",
    # Of one machine; a cluster's own configuration gives more (spark-defaults.conf).
    "spark.sql.shuffle.partitions": "8",
}


class SparkMissingError(InvalidValueError):
    """Spark is asked for, and something it needs is not on this machine."""

    code = "spark_missing"


def require_spark() -> None:
    """Refuse where Spark cannot run here.

    Raises:
        SparkMissingError: It names what is missing and how to get it.
    """
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise SparkMissingError(
            f"Spark is not installed here: {' and '.join(missing)} cannot be found. Run "
            "`pip install 'goodstanding[spark]'`, or leave out --engine spark."
        )
    home = os.environ.get("JAVA_HOME", "")
    if shutil.which("java") is None and not (Path(home) / "bin" / "java").is_file():
        raise SparkMissingError(
            "Spark needs Java, and there is none here. Install Java 17 or newer (Debian: "
            "apt-get install openjdk-17-jre-headless), or leave out --engine spark."
        )


@contextmanager
def spark_answers(
    duck: Duck,
    folder: FactsFolder,
    manifest: Manifest,
    *,
    configured: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[AnswersPack]:
    """Start a Spark that reads the facts, and stop it when done.

    It runs on this machine, unless Spark's own configuration names a master or ``configured``
    does.

    Raises:
        SparkMissingError: It cannot run here.
    """
    require_spark()
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("goodstanding-simulate")
    for name, value in {**_SETTINGS, **configured}.items():
        builder = builder.config(name, value)
    with tempfile.TemporaryDirectory(prefix="goodstanding-spark-") as name:
        session = builder.config("spark.sql.warehouse.dir", f"{name}/warehouse").getOrCreate()
        try:
            for relation in facts.RELATIONS:
                file = Path(name) / f"{relation.name}.parquet"
                _copy(duck, relation, folder.path(manifest, relation.name), file)
                session.read.parquet(str(file)).createOrReplaceTempView(_view(relation.name))
            yield SparkAnswers(duck, session, Path(name))
        finally:
            session.stop()


def _copy(duck: Duck, relation: Relation, source: Path, target: Path) -> None:
    """Write a relation as Spark reads it: it knows no identifiers, so they become text."""
    columns = ", ".join(
        f"cast({column.name} as text) as {column.name}"
        if column.type is ColumnType.ID
        else f"cast({column.name} as {column.type.sql}) as {column.name}"
        for column in relation.columns
    )
    duck.execute(
        f"copy (select {columns} from read_parquet('{source}')) to '{target}' (format parquet)"  # noqa: S608 -- our own names
    )


def _view(relation: str) -> str:
    return f"{facts.SCHEMA}_{relation}"


class SparkAnswers:
    """A running Spark, and the folder through which its rows come back."""

    def __init__(self, duck: Duck, session: Any, folder: Path) -> None:
        self._duck = duck
        self._session = session
        self._folder = folder

    def answer(self, table: str, pack: Pack, given: Mapping[str, str]) -> None:
        """Answer for everybody.

        Spark writes a common table expression out wherever it is used, so that a text of a
        hundred of them would grow beyond any memory while it is planned. So each is a view, and
        one that is used more than once is worked out there and then.
        """
        stages = spark_stages(compile_pack(pack, scope_sql=ALL, ordered=False).sql, given)
        rows = self._folder / table
        for stage in stages.before:
            worked_out = self._session.sql(stage.sql)
            if stage.shared:
                worked_out = worked_out.localCheckpoint()
            worked_out.createOrReplaceTempView(stage.name)
        self._session.sql(stages.answer).write.mode("overwrite").parquet(str(rows))
        for stage in stages.before:
            self._session.catalog.dropTempView(stage.name)
        columns = ", ".join(f"cast({name} as {kind}) as {name}" for name, kind in ANSWER.items())
        self._duck.execute(
            f"create or replace table {table} as"  # noqa: S608 -- our own names
            f" select {columns} from read_parquet('{rows}/*.parquet')"
        )


@dataclass(frozen=True, slots=True)
class Stage:
    """A common table expression as a statement of its own."""

    name: str
    sql: str
    shared: bool  #: Whether it is more than a few written values, and read more than once.


@dataclass(frozen=True, slots=True)
class Stages:
    """A compiled text taken apart: what is worked out before, in order, and the answer."""

    before: tuple[Stage, ...]
    answer: str


def spark_stages(text: str, given: Mapping[str, str]) -> Stages:
    """Return a compiled text as Spark reads it, with its parameters written out.

    What differs is in the dialect, which sqlglot knows, and in four things it cannot: Spark has
    no schema ``facts`` here, no identifiers, sorts text by its bytes without being told, and
    takes one day from another only with a function. Days are named ``…_on`` or ``today``,
    or cast to be one.
    """
    from sqlglot import exp, parse_one

    bound = _PARAMETER.sub(lambda match: f"'{given[match[1]]}'", text)
    said = parse_one(bound, dialect="postgres").transform(_spoken)
    uses = Counter(table.name for table in said.find_all(exp.Table))
    before = [
        Stage(
            name=cte.alias,
            sql=_statement(cte),
            shared=uses[cte.alias] > 1 and not isinstance(cte.this, exp.Values),
        )
        for cte in said.ctes
        if uses[cte.alias]
    ]
    with_part = said.find(exp.With)
    assert with_part is not None  # every compiled text has a scope in front
    with_part.pop()
    return Stages(before=tuple(before), answer=said.sql(dialect="spark"))


def _statement(cte: Any) -> str:
    """Return a common table expression as a statement, with the names it gives its columns."""
    names = cte.args["alias"].columns
    if not names:
        return str(cte.this.sql(dialect="spark"))
    columns = ", ".join(name.sql(dialect="spark") for name in names)
    body = cte.this.sql(dialect="spark")
    return f"select * from ({body}) as {cte.alias}({columns})"  # noqa: S608 -- our own names


def _spoken(node: Any) -> Any:
    """Return one node of a text as Spark says it."""
    from sqlglot import exp

    if isinstance(node, exp.Collate):
        return node.this
    if isinstance(node, exp.Table) and node.db == facts.SCHEMA:
        return exp.to_table(_view(node.name), alias=node.alias or None)
    if isinstance(node, exp.DataType) and node.is_type("uuid"):
        return exp.DataType.build("text")
    if isinstance(node, exp.Sub) and _is_day(node.this) and _is_day(node.expression):
        return exp.func("date_diff", node.this, node.expression)
    return node


def _is_day(node: Any) -> bool:
    from sqlglot import exp

    if isinstance(node, exp.Cast):
        return bool(node.is_type("date"))
    name = getattr(node, "name", "")
    return name == "today" or name.endswith("_on")
