"""Who acts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self
from uuid import UUID

from goodstanding.values.errors import InvalidValueError

_CODE = re.compile(r"[a-z][a-z0-9-]{0,62}")


class ActorKind(StrEnum):
    """What sort of actor did something."""

    PERSON = "person"  #: A signed-in human, by the identifier of the person.
    #: A machine with an API token, by the identifier of the token.
    TOKEN = "token"  # noqa: S105 -- a kind of actor.
    SYSTEM = "system"  #: The product itself, by the name of the routine.


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did something, as the evidence keeps it: ``kind:identifier``, never empty."""

    kind: ActorKind
    identifier: str

    def __post_init__(self) -> None:
        if self.kind is ActorKind.SYSTEM:
            if not _CODE.fullmatch(self.identifier):
                raise InvalidValueError(
                    f"“{self.identifier}” does not name a routine: use small letters and dashes."
                )
        else:
            UUID(self.identifier)

    def __str__(self) -> str:
        return f"{self.kind}:{self.identifier}"

    @classmethod
    def person(cls, person_id: UUID) -> Self:
        """Return the actor for a signed-in person."""
        return cls(ActorKind.PERSON, str(person_id))

    @classmethod
    def token(cls, token_id: UUID) -> Self:
        """Return the actor for an API token."""
        return cls(ActorKind.TOKEN, str(token_id))

    @classmethod
    def system(cls, routine: str) -> Self:
        """Return the actor for a routine of the product, such as ``sweep``."""
        return cls(ActorKind.SYSTEM, routine)

    @property
    def person_id(self) -> UUID | None:
        """The person who acts; none where a machine does."""
        return UUID(self.identifier) if self.kind is ActorKind.PERSON else None
