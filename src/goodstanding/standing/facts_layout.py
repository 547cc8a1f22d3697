"""How the files of facts are laid out. Whoever writes or reads them asks here.

One Parquet file a relation, sorted by who owns a row, so that what is said of one partner (of a
completion: of one person) stands together, and an engine reads a relation once, in order.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from goodstanding.rulebook import facts
from goodstanding.rulebook.facts import Column, ColumnType, Relation

#: Raised whenever the same facts would be written otherwise; older files are then written anew.
LAYOUT = 1
#: Rows a group: engines skip or share out whole groups.
ROW_GROUP = 122_880
COMPRESSION = "zstd"

_PARTNER = "partner_id"
#: Whose a row is, where it is no partner's.
_OWNERS: Mapping[str, str] = {"completions": "person_id", "proofs": "contact_id"}


def owner(relation: Relation) -> str | None:
    """Return the column that says whose a row is; None for small lists that are no one's."""
    if any(column.name == _PARTNER for column in relation.columns):
        return _PARTNER
    return _OWNERS.get(relation.name)


def is_of_partners(relation: Relation) -> bool:
    """Return whether the rows of a relation belong to partners."""
    return owner(relation) == _PARTNER


def order(relation: Relation) -> str:
    """Return the columns a file is sorted by: program and owner first, then every other one.

    All of them, so that the same facts give the same file.
    """
    first = [name for name in ("program_id", owner(relation)) if name is not None]
    names = [column.name for column in relation.columns]
    rest = [name for name in names if name not in first]
    return ", ".join(f"{name} nulls last" for name in (*(n for n in first if n in names), *rest))


def stored_type(column: Column) -> str:
    """Return the type a column has in a file."""
    return column.type.sql


def read_type(column_type: ColumnType) -> str:
    """Return the type in which DuckDB reads a column of what PostgreSQL copies out."""
    return column_type.sql


def shape() -> str:
    """Return a short name of this layout: other facts, columns or types give another one."""
    said = [
        f"{relation.name}.{column.name}:{stored_type(column)}"
        for relation in facts.RELATIONS
        for column in relation.columns
    ]
    return f"{LAYOUT}-{sha256(';'.join(said).encode()).hexdigest()[:12]}"
