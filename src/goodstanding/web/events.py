"""What the log keeps about pages that show several rooms: that a time line was taken away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from goodstanding.evidence.payloads import Payload


class WebEvent(StrEnum):
    """Names of the events of this room."""

    TIMELINE_EXPORTED = "timeline.exported"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineExported(Payload):
    """An auditor took the events of a partner away as a file.

    ``count`` events, the last of which has the number ``last_seq``. The instants bound when
    they were recorded, the second one not included; without them the file holds all.
    """

    NAME: ClassVar[StrEnum] = WebEvent.TIMELINE_EXPORTED
    SUBJECT: ClassVar[str] = "export_id"

    export_id: UUID
    partner_id: UUID
    exported_program_id: UUID
    recorded_from: datetime | None
    recorded_until: datetime | None
    count: int
    last_seq: int
