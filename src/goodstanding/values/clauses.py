"""References to a clause of an agreement: ``partner-code#gifts``, or with its version ``@3``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from goodstanding.values.codes import PATTERN
from goodstanding.values.errors import InvalidValueError

_REFERENCE = re.compile(
    rf"(?P<agreement>{PATTERN})#(?P<clause>{PATTERN})(?:@(?P<position>[1-9]\d{{0,8}}))?"
)


@dataclass(frozen=True, slots=True)
class ClauseRef:
    """One clause of one agreement; ``position`` is the version it is read in, if fixed."""

    agreement: str
    clause: str
    position: int | None = None

    def __str__(self) -> str:
        version = "" if self.position is None else f"@{self.position}"
        return f"{self.agreement}#{self.clause}{version}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the reference written in ``text``.

        Raises:
            InvalidValueError: The text is not ``agreement#clause`` or ``agreement#clause@version``.
        """
        match = _REFERENCE.fullmatch(text)
        if match is None:
            raise InvalidValueError(
                f"“{text}” is not a clause. Write agreement#clause, such as partner-code#gifts."
            )
        position = match["position"]
        return cls(match["agreement"], match["clause"], int(position) if position else None)

    def at(self, position: int) -> ClauseRef:
        """Return the same clause as it reads in version ``position``."""
        return ClauseRef(self.agreement, self.clause, position)
