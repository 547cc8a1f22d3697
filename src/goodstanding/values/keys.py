"""Keys that several rooms share."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, order=True)
class PartnerKey:
    """One partner in one program: what standing is computed for. Ordered, so that locks are."""

    program_id: UUID
    partner_id: UUID
