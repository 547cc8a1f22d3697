"""Reading the parameters of a request: every problem is found, then all are told at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from goodstanding.apikit.errors import ParameterProblem, RequestRefusedError
from goodstanding.values.codes import is_code

_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_NAMESPACE_LENGTH_MAX = 32
_VALUE_LENGTH_MAX = 128
_YEAR_MIN, _YEAR_MAX = 2000, 2099
_SHOWN_LENGTH_MAX = 40

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Number:
    """What another system calls something: whose number it is, and the number."""

    namespace: str
    value: str

    def __str__(self) -> str:
        return f"{self.namespace}:{self.value}"


#: How a caller names a partner or a location: by our identifier or by another system's.
Reference = UUID | Number


class Parameters:
    """The parameters of one request, read one by one; ``check`` refuses what was found wrong."""

    def __init__(self, given: Mapping[str, Sequence[str]]) -> None:
        self._given = given
        self._known: list[str] = []
        self._problems: list[ParameterProblem] = []

    def text(self, name: str, *, required: bool = False) -> str | None:
        """Return what is given under a name; none where nothing is, or it is refused."""
        self._known.append(name)
        values = self._given.get(name, ())
        if len(values) > 1:
            self.refuse(name, "given_twice", f"“{name}” is given more than once. Give it once.")
            return None
        given = values[0].strip() if values else ""
        if not given and (values or required):
            self.refuse(name, "missing", f"“{name}” is missing. Give it as in …?{name}=….")
        return given or None

    def choice(self, name: str, words: type[E]) -> E | None:
        """Return the word that is given, which must be one of some."""
        given = self.text(name, required=True)
        if given is None or given in set(words):
            return words(given) if given else None
        self.refuse(
            name,
            "not_a_choice",
            f"“{name}” is “{_shown(given)}”. Give one of {', '.join(words)}.",
        )
        return None

    def instant(self, name: str) -> datetime | None:
        """Return the instant that is given, in UTC; one without an offset is refused."""
        given = self.text(name)
        if given is None:
            return None
        try:
            instant = datetime.fromisoformat(given)
        except ValueError:
            instant = None
        if instant is None or instant.tzinfo is None:
            self.refuse(
                name,
                "not_an_instant",
                f"“{name}” is “{_shown(given)}”. Give an instant with its offset, as in "
                "2026-09-01T12:00:00Z; in an address, write + as %2B.",
            )
            return None
        if not _YEAR_MIN <= instant.year <= _YEAR_MAX:
            self.refuse(
                name,
                "out_of_range",
                f"“{name}” lies outside of the years {_YEAR_MIN} to {_YEAR_MAX}. Give an instant "
                "within them.",
            )
            return None
        return instant.astimezone(UTC)

    def reference(self, name: str, *, required: bool = False) -> Reference | None:
        """Return what a caller calls a partner or a location."""
        given = self.text(name, required=required)
        if given is None:
            return None
        if _UUID.fullmatch(given):
            return UUID(given)
        namespace, colon, value = given.partition(":")
        if (
            colon
            and len(namespace) <= _NAMESPACE_LENGTH_MAX
            and is_code(namespace)
            and 0 < len(value) <= _VALUE_LENGTH_MAX
            and value.isprintable()
        ):
            return Number(namespace, value)
        self.refuse(
            name,
            "malformed",
            f"“{name}” is “{_shown(given)}”. Give our identifier (a UUID), or a number with its "
            "namespace, as in mpn:1234567.",
        )
        return None

    def refuse(self, name: str, code: str, detail: str) -> None:
        """Note that a parameter is wrong."""
        self._problems.append(ParameterProblem(parameter=name, code=code, detail=detail))

    def check(self) -> None:
        """Let the request go on if everything in it means something.

        Raises:
            RequestRefusedError: Something is missing, malformed, repeated or not known.
        """
        for name in sorted(set(self._given) - set(self._known)):
            self.refuse(
                _shown(name),
                "not_known",
                f"“{_shown(name)}” means nothing here. Use {', '.join(self._known)}.",
            )
        if self._problems:
            raise RequestRefusedError(tuple(self._problems))


def _shown(text: str) -> str:
    """Return a given text fit to be repeated in a sentence."""
    plain = "".join(letter if letter.isprintable() else "?" for letter in text)
    return plain if len(plain) <= _SHOWN_LENGTH_MAX else f"{plain[:_SHOWN_LENGTH_MAX]}…"
