"""Codes that people copy from a letter: easy to read aloud, and a slip of the finger is noticed.

Eleven letters carry 55 random bits, the twelfth is a check letter. The 32 letters are Crockford's
(no I, L, O or U) and stand for the elements of GF(32). A code is well formed where the polynomial
with its letters as coefficients is zero at a primitive element. As the weights of no two of the
twelve places are equal, that notices every wrong letter and every exchange of two letters.
"""

from __future__ import annotations

from dataclasses import dataclass

from goodstanding.values.errors import InvalidValueError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
NUMBER_BITS = 55  #: Random bits in a code: what eleven letters of five bits hold.

_GROUP = 4
_LETTER_BITS = 5
_SIZE = len(ALPHABET)
_REDUCTION = 0b100101  # x^5 + x^2 + 1, primitive over GF(2).
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)}
# What people take for a digit; Crockford reads them the same way.
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SEPARATORS = frozenset("-\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}")


class MistypedCodeError(InvalidValueError):
    """What was typed is not a code of ours in form: a slip, or never a code."""

    code = "code_mistyped"


def _remainder(values: list[int]) -> int:
    """Return the value of the polynomial at the primitive element; the last weight is one."""
    total = 0
    for value in values:
        total <<= 1
        if total >= _SIZE:
            total ^= _REDUCTION
        total ^= value
    return total


def _check_value(values: list[int]) -> int:
    return _remainder([*values, 0])


@dataclass(frozen=True, slots=True)
class VerificationCode:
    """A well-formed code: twelve letters, the last of which fits the others.

    Raises:
        MistypedCodeError: They do not fit.
    """

    letters: str

    def __post_init__(self) -> None:
        if len(self.letters) != LENGTH or not set(self.letters) <= _VALUES.keys():
            raise MistypedCodeError(f"A code has {LENGTH} letters of {ALPHABET}.")
        if _remainder([_VALUES[letter] for letter in self.letters]) != 0:
            raise MistypedCodeError(
                "One of these letters is mistyped. Compare them with the message, one by one."
            )

    def __str__(self) -> str:
        return "-".join(self.letters[start : start + _GROUP] for start in range(0, LENGTH, _GROUP))

    @classmethod
    def of_number(cls, number: int) -> VerificationCode:
        """Return the code that carries ``number``, from 0 to 2**55 - 1; each has its own."""
        if not 0 <= number < 1 << NUMBER_BITS:
            raise InvalidValueError(f"{number} does not fit into a code. Use {NUMBER_BITS} bits.")
        values = [
            number >> shift & (_SIZE - 1)
            for shift in range(NUMBER_BITS - _LETTER_BITS, -1, -_LETTER_BITS)
        ]
        return cls("".join(ALPHABET[value] for value in (*values, _check_value(values))))


def read_code(typed: str) -> VerificationCode:
    """Return the code somebody typed: small letters, blanks and dashes do not matter.

    Raises:
        MistypedCodeError: It cannot be a code of ours; the sentence says what to look at.
    """
    kept = [
        letter
        for letter in typed.upper().translate(_LOOKALIKES)
        if not letter.isspace() and letter not in _SEPARATORS
    ]
    if not kept:
        raise MistypedCodeError("Type the code that stands at the end of the message.")
    strange = [letter for letter in kept if letter not in _VALUES]
    if strange:
        raise MistypedCodeError(
            f"“{strange[0]}” is in none of our codes. They have digits, and letters other than "
            "I, L, O and U."
        )
    if len(kept) != LENGTH:
        raise MistypedCodeError(
            f"A code has {LENGTH} letters and numbers, and this has {len(kept)}. Compare it with "
            "the end of the message."
        )
    return VerificationCode("".join(kept))
