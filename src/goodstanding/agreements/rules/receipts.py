"""Receipt codes: eleven random characters and one that catches a slip of the pen.

The letters are Crockford's, without I, L, O and U. The last character makes the code, read as
a polynomial over the field of 32 elements, vanish at a generator: every single wrong character
and every swap of two neighbours is noticed.
"""

from __future__ import annotations

import secrets

PREFIX = "AC"
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12

_FIELD_SIZE = 32
_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1, primitive over the field of two elements.
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_receipt() -> str:
    """Return a code nobody can guess: 55 random bits."""
    return with_check("".join(secrets.choice(LETTERS) for _ in range(LENGTH - 1)))


def with_check(letters: str) -> str:
    """Return ``letters`` with the character that completes them."""
    return letters + LETTERS[_times_generator(_remainder(letters))]


def read(typed: str) -> str | None:
    """Return the code somebody typed, without prefix, dashes and blanks; None if it has a slip.

    Small letters count as capitals, and the letters O, I and L as the digits they look like.
    """
    letters = "".join(typed.upper().split()).replace("-", "")
    if len(letters) == LENGTH + len(PREFIX):
        letters = letters.removeprefix(PREFIX)
    letters = letters.translate(_MISREAD)
    if len(letters) != LENGTH or any(letter not in LETTERS for letter in letters):
        return None
    return letters if _remainder(letters) == 0 else None


def shown(code: str) -> str:
    """Return a code with its prefix, as the grouping of codes expects it."""
    return f"{PREFIX}-{code}"


def _remainder(letters: str) -> int:
    value = 0
    for letter in letters:
        value = _times_generator(value) ^ LETTERS.index(letter)
    return value


def _times_generator(value: int) -> int:
    doubled = value << 1
    return doubled ^ _POLYNOMIAL if doubled & _FIELD_SIZE else doubled
