"""What sentences about a rule book are put into, and how its names are said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from goodstanding.values.clauses import ClauseRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing a rule book declares: its name, what it says, and the clauses it rests on."""

    name: str
    title: str
    sentences: tuple[str, ...] = ()
    clauses: tuple[ClauseRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a rule book; without items it says nothing of the kind."""

    anchor: str
    title: str
    lead: str
    items: tuple[Item, ...]


def plain(name: str) -> str:
    """Return a name of the rule book as people say it: ``new orders``."""
    return name.replace("-", " ")


def listed(names: Iterable[str]) -> str:
    """Return names as one list."""
    return ", ".join(plain(name) for name in names)
