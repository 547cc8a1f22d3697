"""What learning and teaching can be refused for."""

from __future__ import annotations

from typing import ClassVar

from goodstanding.values.errors import ConflictError


class AttemptOpenError(ConflictError):
    """An attempt cannot be handed in while questions are open."""

    code: ClassVar[str] = "attempt_open"


class AttemptClosedError(ConflictError):
    """An attempt that was handed in takes no more answers."""

    code: ClassVar[str] = "attempt_closed"
