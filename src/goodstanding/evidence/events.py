"""What the log keeps about itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from goodstanding.evidence.payloads import Code, Payload


class EvidenceEvent(StrEnum):
    """Names of the events of this room."""

    KEY_ROTATED = "evidence-key.rotated"


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceKeyRotated(Payload):
    """Another key signs from now on. Identifiers are those signatures name keys by."""

    NAME: ClassVar[StrEnum] = EvidenceEvent.KEY_ROTATED
    SUBJECT: ClassVar[str] = "key_id"
    FACTS: ClassVar[frozenset[str] | None] = frozenset()

    key_id: Code
    public_key: Code
    replaces_key_id: Code
    vouched: bool
