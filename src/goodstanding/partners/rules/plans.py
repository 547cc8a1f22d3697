"""What one row of an import comes to, and the terms on which that is decided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from goodstanding.partners.rules.picture import Fact
from goodstanding.partners.rules.rows import PartnerRow, Refusal


class Mode(StrEnum):
    """What becomes of bad rows, and of what is known already."""

    STOP = "stop"  #: One bad row and nothing is applied. What is known is brought up to date.
    SKIP = "skip"  #: Bad rows are left out. What is known is left as it is; the new is added.
    UPDATE = "update"  #: Bad rows are left out. What is known is brought up to date.


class Outcome(StrEnum):
    """What a row does."""

    CREATED = "created"  #: A partner, entity or location becomes known.
    UPDATED = "updated"  #: Something is said of one that is known.
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What planning needs besides the rows: when, in which zone, how, and new identifiers.

    ``names`` is the namespace in which a partner's name is its ID, where a file has no better.
    """

    at: datetime
    program_zone: str
    mode: Mode
    names: str
    new_id: Callable[[], UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What one row does: its facts in the order in which they are written, or why it does not.

    ``row`` is what the row says after it was settled with the rows before it: of two spellings
    of one name the first counts.
    """

    row: PartnerRow
    outcome: Outcome
    facts: tuple[Fact, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    notes: tuple[str, ...] = ()
    partner_id: UUID | None = None
    entity_id: UUID | None = None
    location_id: UUID | None = None
