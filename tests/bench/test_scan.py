"""The scan that standing is measured against reads what standing reads, and no more."""

from __future__ import annotations

from pathlib import Path

from sqlglot import exp, parse_one
from sqlglot.optimizer.scope import traverse_scope

from goodstanding.programs.scopes import ALL
from goodstanding.rulebook.compile import compile_pack
from goodstanding.rulebook.parse import read_pack

ROOT = Path(__file__).resolve().parents[2]


def _read(sql: str) -> dict[str, set[str]]:
    """Return the columns of each relation of facts that a statement names."""
    found: dict[str, set[str]] = {}
    for scope in traverse_scope(parse_one(sql, dialect="postgres")):
        for alias, source in scope.sources.items():
            if isinstance(source, exp.Table) and source.db == "facts":
                named = [c for c in scope.columns if c.table in {alias, ""}]
                found.setdefault(source.name, set()).update(column.name for column in named)
    return found


def test_the_scan_names_the_columns_the_text_of_the_default_pack_names() -> None:
    pack = read_pack((ROOT / "packs" / "default.yaml").read_text(encoding="utf-8"))
    text = compile_pack(pack, scope_sql=ALL).sql
    scan = (ROOT / "bench" / "sql" / "scan.sql").read_text(encoding="utf-8")

    asked, scanned = _read(text), _read(scan)

    assert scanned == asked
    assert sorted(scanned) == [
        "acceptances",
        "affiliations",
        "amounts",
        "completions",
        "contacts",
        "days",
        "enrolments",
        "grants",
        "lists",
        "locations",
        "measures",
        "proofs",
        "services",
        "statements",
        "versions",
        "waivers",
    ]
