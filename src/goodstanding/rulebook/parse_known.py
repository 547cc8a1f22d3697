"""What is known outside a pack when it is read."""

from __future__ import annotations

from dataclasses import dataclass

from goodstanding.rulebook.pack import Pack
from goodstanding.values.clauses import ClauseRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The names of other rooms that a pack may use; None where they are not to be checked."""

    agreements: frozenset[str] | None = None
    clauses: frozenset[ClauseRef] | None = None  #: Without a version.
    courses: frozenset[str] | None = None
    roles: frozenset[str] | None = None  #: Of affiliations and contacts.
    tiers: frozenset[str] | None = None
    regions: frozenset[str] | None = None
    calendars: frozenset[str] | None = None  #: Countries and parts of them that have holidays.
    previous: Pack | None = None  #: The version in force before; its duties are compared.
