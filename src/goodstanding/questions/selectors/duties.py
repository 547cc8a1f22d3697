"""The duties of a program that a question can be about."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from goodstanding.programs.selectors import pack_of, version_in_force


def duties_of(program_id: UUID, *, at: datetime) -> dict[str, str]:
    """Return what the rules in force ask, by name: the sentence that says it."""
    version = version_in_force(program_id, as_of=at)
    if version is None:
        return {}
    return {duty.name: duty.title for duty in pack_of(version).obligations}
