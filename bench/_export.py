"""The facts as files: what a simulation reads, written as an installation writes them."""

from __future__ import annotations

from pathlib import Path
from tempfile import mkdtemp

import duckdb

Duck = duckdb.DuckDBPyConnection


def export_facts(folder: Path) -> None:
    """Write every relation of facts to ``folder`` as Parquet, one file each."""
    from bench._world import AS_OF
    from goodstanding.standing.facts_export import export_facts as export
    from goodstanding.standing.facts_folder import FactsFolder

    export(FactsFolder(folder), at=AS_OF)


def open_facts(folder: Path, *, threads: int) -> Duck:
    """Return an engine that reads the files of ``folder`` as the relations of facts."""
    from goodstanding.standing import facts_export
    from goodstanding.standing.facts_folder import WORKING, FactsFolder

    found = FactsFolder(folder)
    manifest = found.manifest()
    assert manifest is not None  # the bench has just written it
    # Of its own, because an engine finds the tables of another in the same folder.
    duck = facts_export.connect_duck(Path(mkdtemp(prefix=WORKING, dir=folder)))
    duck.execute(f"set threads = {threads}")
    # Nobody asks in which order rows are kept.
    duck.execute("set preserve_insertion_order = false")
    facts_export.open_facts(duck, found, manifest)
    return duck
