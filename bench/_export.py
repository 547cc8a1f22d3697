"""The facts as files: what a simulation reads, written once from the views of the database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import psycopg

from goodstanding.rulebook import facts
from goodstanding.rulebook.facts import Relation

Duck = duckdb.DuckDBPyConnection


def export_facts(connection: psycopg.Connection[Any], folder: Path) -> None:
    """Write every relation of facts to ``folder`` as Parquet, one file each."""
    folder.mkdir()
    duck = duckdb.connect()
    for relation in facts.RELATIONS:
        table = folder / f"{relation.name}.csv"
        with table.open("wb") as file, connection.cursor() as cursor:
            names = ", ".join(column.name for column in relation.columns)
            # Names come from the product's own list of relations.
            text = (
                f"copy (select {names} from {facts.SCHEMA}.{relation.name}) to stdout (format csv)"
            )
            with cursor.copy(text.encode()) as rows:
                for part in rows:
                    file.write(part)
        duck.execute(
            f"copy (from read_csv('{table}', header = false, auto_detect = false, "
            f"nullstr = '', delim = ',', quote = '\"', escape = '\"', "
            f"columns = {{{_types(relation)}}})) to '{_file(folder, relation)}' (format parquet)"
        )
        table.unlink()
    duck.close()


def open_facts(folder: Path, *, threads: int) -> Duck:
    """Return an engine that reads the files of ``folder`` as the relations of facts."""
    duck = duckdb.connect()
    duck.execute(f"set threads = {threads}")
    duck.execute("set timezone = 'UTC'")
    duck.execute(f"create schema {facts.SCHEMA}")
    for relation in facts.RELATIONS:
        duck.execute(
            f"create view {facts.SCHEMA}.{relation.name} as "
            f"from read_parquet('{_file(folder, relation)}')"
        )
    return duck


def _file(folder: Path, relation: Relation) -> Path:
    return folder / f"{relation.name}.parquet"


def _types(relation: Relation) -> str:
    return ", ".join(f"'{column.name}': '{column.type.sql}'" for column in relation.columns)
