"""What the log keeps about which legal entities of a partner own which others.

Who owns whom changes the relation ``ownerships`` and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from goodstanding.evidence.payloads import Code, Payload, Private
from goodstanding.partners.events import PartnerEvent

_OWNERSHIPS = frozenset({"ownerships"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfOwnership(Payload):
    """Something about one share: which, whose, and between whom."""

    SUBJECT: ClassVar[str] = "ownership_id"
    FACTS: ClassVar[frozenset[str] | None] = _OWNERSHIPS

    ownership_id: UUID
    owning_partner_id: UUID
    owner_id: UUID
    owned_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class _OwnershipSaid(_OfOwnership):
    """What is said of a share from now on."""

    share_basis_points: int
    from_on: date
    until_on: date | None
    source: Private


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnershipRecorded(_OwnershipSaid):
    """It became known that an entity owns a share of another, from a day on."""

    NAME: ClassVar[StrEnum] = PartnerEvent.OWNERSHIP_RECORDED


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnershipCorrected(_OwnershipSaid):
    """What was said of a share was corrected: how much, from when, or until when."""

    NAME: ClassVar[StrEnum] = PartnerEvent.OWNERSHIP_CORRECTED


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnershipEnded(_OfOwnership):
    """The last day of a share was set: sold, merged, or another share follows."""

    NAME: ClassVar[StrEnum] = PartnerEvent.OWNERSHIP_ENDED

    until_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnershipTakenBack(_OfOwnership):
    """What was said of a share was taken back, as if it had never been so."""

    NAME: ClassVar[StrEnum] = PartnerEvent.OWNERSHIP_TAKEN_BACK

    reason: Private


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnershipsImported(Payload):
    """Rows of a file said who owns whom: one event for all of a chunk.

    ``items_root`` is the Merkle root over the canonical bytes of the rows that changed
    something, by row number; the bytes lie with the rows.
    """

    NAME: ClassVar[StrEnum] = PartnerEvent.OWNERSHIPS_IMPORTED
    SUBJECT: ClassVar[str] = "import_id"
    FACTS: ClassVar[frozenset[str] | None] = _OWNERSHIPS

    import_id: UUID
    imported_program_id: UUID
    count: int
    recorded: int
    corrected: int
    items_root: Code
