"""The statements of this room, by their file names."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources


@lru_cache(maxsize=32)
def statement(*names: str) -> str:
    """Return files of ``sql/`` joined to one statement: what is defined, then what is asked."""
    folder = resources.files("goodstanding.campaigns") / "sql"
    return "\n".join((folder / f"{name}.sql").read_text(encoding="utf-8") for name in names)
