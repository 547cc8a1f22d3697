"""What an event says: identifiers, codes, instants and amounts, never what a person wrote.

A payload is a frozen dataclass in its room's ``events.py``. Text that a person wrote, or that
identifies one, is a field of type ``Private``: the event's bytes keep only a salted hash of it,
the words lie in a side row that can be erased without touching the log.
"""

from __future__ import annotations

import dataclasses
import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import ClassVar, Self
from uuid import UUID

from goodstanding.evidence.canonical import Value
from goodstanding.values.errors import InvalidValueError

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:#/+=-]{0,127}(?:@[0-9]{1,9})?")
_SALT_BYTES = 16


class Code(str):
    """A word out of a closed or validated vocabulary: an agreement's name, a role, a clause.

    Raises:
        InvalidValueError: It could be a sentence or a mail address, which evidence never holds.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Return the word, if it is one."""
        if not _CODE.fullmatch(text):
            raise InvalidValueError(
                f"“{text}” is not a code. Evidence holds codes; put free text into Private."
            )
        return super().__new__(cls, text)


@dataclass(frozen=True, slots=True)
class Private:
    """Words that a person wrote or that identify one; kept beside the log, with their own salt."""

    words: str
    salt: bytes = dataclasses.field(default_factory=lambda: secrets.token_bytes(_SALT_BYTES))

    @property
    def digest(self) -> str:
        """SHA-256 of the salt and the words: what the log keeps, in hexadecimal."""
        return sha256(self.salt + self.words.encode()).hexdigest()


Field = (
    Code | str | UUID | int | bool | datetime | date | StrEnum | Private | None | Sequence["Field"]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """The typed content of one event.

    ``NAME`` is the event's name in the log and is never renamed. ``SUBJECT`` names the field
    that holds the identifier of what the event is about. ``FACTS`` names the relations of facts
    (schema ``facts``) that may say something else afterwards; None: any of them. Whoever names
    them promises that no other changes, so that standing need not be worked out whole.
    """

    NAME: ClassVar[StrEnum]
    SUBJECT: ClassVar[str]
    FACTS: ClassVar[frozenset[str] | None] = None

    @property
    def subject(self) -> str:
        """What the event is about, such as ``acceptance:0193…``."""
        return f"{self.SUBJECT.removesuffix('_id')}:{getattr(self, self.SUBJECT)}"

    def fields(self) -> dict[str, Value]:
        """Return the content as the log keeps it: private words as their salted hash."""
        return {
            field.name: _logged(field.name, getattr(self, field.name))
            for field in dataclasses.fields(self)
        }

    def private_fields(self) -> Iterator[tuple[str, Private]]:
        """Yield each private field with its words, for the side rows."""
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if isinstance(value, Private):
                yield field.name, value


def _logged(name: str, value: Field) -> Value:
    match value:
        case Private():
            return {"sha256": value.digest}
        case None | bool() | int() | UUID() | date() | StrEnum() | Code():
            return value
        case str():
            raise InvalidValueError(
                f"The field {name} holds plain text. Evidence keeps codes (Code) and the salted "
                "hash of words (Private)."
            )
        case Sequence():
            return [_logged(name, item) for item in value]
