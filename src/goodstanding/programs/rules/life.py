"""How far a version of the rules has come on its way from a draft to being published."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Stage(IntEnum):
    """What comes next; a change of the text leads back to the first that does not hold for it."""

    CHECK = 1  #: Something in the text has to be put right.
    TRY = 2  #: It has to be tried on everybody, or somebody says why not.
    APPROVE = 3  #: A second person has to approve this text.
    PUBLISH = 4  #: Any officer can publish it.


@dataclass(frozen=True, slots=True, kw_only=True)
class Come:
    """What holds for the text as it is now."""

    is_right: bool
    is_tried: bool  #: Or there is nobody to try it on.
    is_approved: bool  #: By somebody else than its author; then it needs no trial any more.

    @property
    def stage(self) -> Stage:
        """What comes next."""
        if not self.is_right:
            return Stage.CHECK
        if self.is_approved:
            return Stage.PUBLISH
        return Stage.APPROVE if self.is_tried else Stage.TRY
