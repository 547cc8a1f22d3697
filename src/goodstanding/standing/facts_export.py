"""Writing the facts as files: all of them once, afterwards only whose facts changed.

What is replaced is everything said of one owner: of every partner that a transaction since the
last export touched, of every person or contact about whom something was recorded or voided
since. A row that was superseded therefore comes with its new ``known_until``, and one that a new
location brings about, with the old ``known_from`` it has in the database. The files are then
written anew, sorted, from the old rows and the new: a reader never has to put two together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import duckdb
import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import IsolationLevel

from goodstanding.rulebook import facts
from goodstanding.rulebook.facts import Relation
from goodstanding.standing import facts_layout as layout
from goodstanding.standing.facts_folder import (
    WORKING,
    FactsFile,
    FactsFolder,
    Horizon,
    Manifest,
    describe,
)

#: Of more owners than this, a relation is read whole: it costs less than asking for each.
OWNERS_MAX = 50_000
#: What an engine holds at most before it writes to disk; the process needs some 100 MB beside it.
MEMORY = "850MB"
_NULL = r"\N"
_OFFLINE: Mapping[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
#: Events of transactions that were not over in a snapshot; the first condition has an index.
_UNSEEN = (
    "e.xact_id >= pg_snapshot_xmin(%(snapshot)s::pg_snapshot)"
    " and not pg_visible_in_snapshot(e.xact_id, %(snapshot)s::pg_snapshot)"
)

Duck = duckdb.DuckDBPyConnection
Driver = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What an export did."""

    manifest: Manifest
    whole: bool  #: Everything was read, not only what changed.
    written: tuple[str, ...]  #: Relations whose file is new.


@dataclass(frozen=True, slots=True, kw_only=True)
class _Since:
    """What happened since an export: when the first of it was recorded, and to whom."""

    recorded_from: datetime | None  #: None where nothing did.
    partners: Sequence[UUID]


def export_facts(folder: FactsFolder, *, at: datetime, anew: bool = False) -> Exported:
    """Bring the files of facts up to what is committed now.

    Everything is read in one snapshot of the database. ``anew`` leaves aside what was written
    before, as does a folder without a whole export, of another layout or of another log.
    """
    with folder.writing(), _snapshot() as database, open_duck(folder) as duck:
        horizon = _horizon(database)
        last = None if anew else _still_good(folder.manifest(), database, horizon)
        since = None if last is None else _since(database, last.horizon)
        generation = (last or folder.manifest() or _NOTHING).generation + 1
        export = _Export(folder.root, duck, database, generation)
        files = {
            relation.name: export.relation(
                relation, last.relations[relation.name] if last else None, since
            )
            for relation in facts.RELATIONS
        }
        manifest = Manifest(
            shape=layout.shape(),
            generation=generation,
            made_at=at.isoformat(),
            horizon=horizon,
            relations=files,
        )
        folder.replace(manifest)
    kept = last.relations if last else {}
    return Exported(
        manifest=manifest,
        whole=last is None,
        written=tuple(name for name, file in files.items() if kept.get(name) != file),
    )


_NOTHING = Manifest(
    shape="",
    generation=0,
    made_at="",
    horizon=Horizon(cluster="", snapshot="", newest_event=0, leaf_hash=""),
    relations={},
)


@contextmanager
def _snapshot() -> Iterator[Driver]:
    """Open a connection of its own, on which everything read is of one moment."""
    wrapper = connections[DEFAULT_DB_ALIAS].copy()
    try:
        wrapper.ensure_connection()
        driver: Driver = wrapper.connection
        driver.isolation_level = IsolationLevel.REPEATABLE_READ
        driver.read_only = True
        with driver.transaction():
            driver.execute("set local timezone = 'UTC'")
            driver.execute("set local plan_cache_mode = auto")
            yield driver
    finally:
        wrapper.close()


@contextmanager
def open_duck(folder: FactsFolder) -> Iterator[Duck]:
    """Open an engine that fetches nothing from anywhere, and writes what it cannot hold to disk.

    Its tables lie beside the files of facts, in a folder of its own, until it is closed.
    """
    with (
        TemporaryDirectory(prefix=WORKING, dir=folder.root) as aside,
        closing(connect_duck(Path(aside))) as duck,
    ):
        yield duck


def connect_duck(aside: Path) -> Duck:
    """Return an engine that holds ``MEMORY``, and keeps its tables in the folder ``aside``."""
    duck = duckdb.connect(aside / "working.duckdb", config=dict(_OFFLINE))
    duck.execute("set timezone = 'UTC'")
    duck.execute(f"set memory_limit = '{MEMORY}'")
    duck.execute(f"set temp_directory = '{_quoted(aside)}'")
    return duck


def _horizon(database: Driver) -> Horizon:
    row = database.execute(
        "select (select system_identifier::text from pg_control_system()),"
        " pg_current_snapshot()::text,"
        " (select max(seq) from evidence_event)"
    ).fetchone()
    assert row is not None  # a select without a table gives one row
    cluster, snapshot, newest = row
    return Horizon(
        cluster=cluster,
        snapshot=snapshot,
        newest_event=newest or 0,
        leaf_hash=_leaf_hash(database, newest),
    )


def _leaf_hash(database: Driver, seq: int | None) -> str:
    row = database.execute(
        "select encode(leaf_hash, 'hex') from evidence_event where seq = %s", [seq]
    ).fetchone()
    return "" if row is None else str(row[0])


def _still_good(last: Manifest | None, database: Driver, now: Horizon) -> Manifest | None:
    """Return the last export where it is one of these facts, written as they are today."""
    if last is None or last.shape != layout.shape():
        return None
    if set(last.relations) != {relation.name for relation in facts.RELATIONS}:
        return None
    then = last.horizon
    same_log = then.leaf_hash == _leaf_hash(database, then.newest_event)
    return last if then.cluster == now.cluster and same_log else None


def _since(database: Driver, horizon: Horizon) -> _Since:
    """Return what transactions did that were not over when the last export read the facts."""
    said = "min(recorded_at), coalesce(bool_or(program_id is not null), false)"
    row = database.execute(
        f"select {said} from evidence_event e where {_UNSEEN}".encode(),  # noqa: S608 -- our own words
        {"snapshot": horizon.snapshot},
    ).fetchone()
    assert row is not None  # an aggregate gives one row
    recorded_from, wide = row
    partners = "select p.partner_id from evidence_eventpartner p join evidence_event e"
    partners += f" on e.seq = p.event_id where {_UNSEEN}"
    if wide:  # Such an event names no partner: whose facts carry its time were touched.
        partners += "".join(
            f" union select partner_id from {facts.SCHEMA}.{relation.name}"  # noqa: S608 -- our own names
            " where known_from >= %(recorded_from)s or known_until >= %(recorded_from)s"
            for relation in facts.RELATIONS
            if layout.is_of_partners(relation)
        )
    given = {"snapshot": horizon.snapshot, "recorded_from": recorded_from}
    with psycopg.ClientCursor(database) as cursor:
        cursor.execute(partners.encode(), given)
        touched = sorted({one for (one,) in cursor})
    return _Since(recorded_from=recorded_from, partners=touched)


class _Export:
    """One export at work: where it writes, and the snapshot it reads."""

    def __init__(self, folder: Path, duck: Duck, database: Driver, generation: int) -> None:
        self._folder = folder
        self._duck = duck
        self._database = database
        self._generation = generation

    def relation(
        self, relation: Relation, last: FactsFile | None, since: _Since | None
    ) -> FactsFile:
        """Return the file of a relation: the last one where nothing in it changed."""
        owner = layout.owner(relation)
        if last is None or since is None or owner is None:
            return self._whole(relation, last)
        owners = self._touched(relation, owner, since)
        if not owners:
            return last
        if len(owners) > OWNERS_MAX:
            return self._whole(relation, last)
        return self._merged(relation, owner, owners, last)

    def _touched(self, relation: Relation, owner: str, since: _Since) -> Sequence[UUID]:
        if since.recorded_from is None or layout.is_of_partners(relation):
            return since.partners
        rows = self._database.execute(
            f"select distinct {owner} from {_view(relation)}"  # noqa: S608 -- our own names
            " where known_from >= %(at)s or known_until >= %(at)s".encode(),
            {"at": since.recorded_from},
        )
        return [one for (one,) in rows]

    def _whole(self, relation: Relation, last: FactsFile | None) -> FactsFile:
        with self._copied(relation) as rows:
            return self._kept(relation, f"from {rows}", last)

    def _merged(
        self, relation: Relation, owner: str, owners: Sequence[UUID], last: FactsFile
    ) -> FactsFile:
        """Return the last file with everything replaced that is said of some owners."""
        old = f"from read_parquet('{_quoted(self._folder / last.file)}')"
        self._duck.execute("create or replace temp table touched (owner uuid)")
        self._duck.execute(
            "insert into touched select unnest(cast(? as uuid[]))", [[str(one) for one in owners]]
        )
        with self._copied(relation, f" where {owner} = any(%(owners)s)", owners=owners) as rows:
            self._duck.execute(f"create or replace temp table fresh as from {rows}")
            theirs = f"{old} where {owner} in (from touched)"
            differs = self._duck.execute(
                f"select count(*) from ((from fresh except all ({theirs}))"  # noqa: S608 -- our own names
                f" union all (({theirs}) except all from fresh)) t"
            ).fetchone()
            if differs == (0,):
                return last
            others = f"{old} where {owner} not in (from touched)"
            return self._kept(relation, f"from ({others} union all from fresh)", last)

    @contextmanager
    def _copied(self, relation: Relation, where: str = "", **given: Any) -> Iterator[str]:
        """Copy rows out of the database, and yield how the engine reads them."""
        names = ", ".join(column.name for column in relation.columns)
        text = f"copy (select {names} from {_view(relation)}{where}) to stdout"  # noqa: S608 -- our own names
        text += f" (format csv, null '{_NULL}')"
        file = self._folder / f"{relation.name}.csv"
        try:
            with (
                file.open("wb", buffering=1 << 20) as csv,
                self._database.cursor() as cursor,
                cursor.copy(text.encode(), given or None) as parts,
            ):
                csv.writelines(parts)
            types = ", ".join(
                f"'{column.name}': '{layout.read_type(column.type)}'" for column in relation.columns
            )
            yield (
                f"read_csv('{_quoted(file)}', header = false, auto_detect = false, delim = ',',"
                f" quote = '\"', escape = '\"', nullstr = '{_NULL}', columns = {{{types}}})"
            )
        finally:
            file.unlink(missing_ok=True)

    def _kept(self, relation: Relation, query: str, last: FactsFile | None) -> FactsFile:
        """Write the rows of a query as the relation's file, and return it.

        Where it turns out to hold what the last one holds, that one stays.
        """
        file = self._folder / f"{relation.name}-{self._generation}.parquet"
        columns = ", ".join(
            f"cast({column.name} as {layout.stored_type(column)}) as {column.name}"
            for column in relation.columns
        )
        written = self._duck.execute(
            f"copy (select {columns} {query} order by {layout.order(relation)})"
            f" to '{_quoted(file)}' (format parquet, compression {layout.COMPRESSION},"
            f" row_group_size {layout.ROW_GROUP})"
        ).fetchone()
        assert written is not None  # it says how many rows it wrote
        made = describe(file, rows=written[0])
        if last is not None and (made.rows, made.sha256) == (last.rows, last.sha256):
            file.unlink()
            return last
        return made


def open_facts(duck: Duck, folder: FactsFolder, manifest: Manifest) -> None:
    """Let an engine read the files of an export as the relations of facts."""
    duck.execute(f"create schema {facts.SCHEMA}")
    for relation in facts.RELATIONS:
        file = _quoted(folder.path(manifest, relation.name))
        duck.execute(f"create view {facts.SCHEMA}.{relation.name} as from read_parquet('{file}')")


def _view(relation: Relation) -> str:
    return f"{facts.SCHEMA}.{relation.name}"


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
