"""What this room refuses, in words of the person who is refused."""

from __future__ import annotations

from goodstanding.values.errors import ConflictError, DomainError, NotPermittedError


class LinkSpentError(ConflictError):
    """A link in a letter does not open anything: used, too old, replaced, or never ours."""

    code = "link_spent"


class NotEmptyError(ConflictError):
    """The installation has people, so its first page is gone."""

    code = "installation_not_empty"


class TokenNotValidError(DomainError):
    """A call came with no token, one that is not ours, or one that has ended."""

    code = "token_not_valid"


class TieError(NotPermittedError):
    """Somebody with a tie to the partner, or to a competitor of it, judges nothing about it."""

    code = "tie"

    def __init__(self) -> None:
        super().__init__(
            "Confirm that you have no tie to this partner or to a competitor of it. If you have "
            "one, ask a colleague to take this part."
        )
