"""Certificate codes, and how little of a name the public check shows."""

from __future__ import annotations

from goodstanding.agreements.rules import receipts

PREFIX = "CT"


def new_code() -> str:
    """Return a code nobody can guess: 55 random bits and a character that catches slips."""
    return receipts.new_receipt()


def read(typed: str) -> str | None:
    """Return the code somebody typed, without prefix, dashes and blanks; None if it has a slip."""
    letters = "".join(typed.upper().split()).replace("-", "")
    if len(letters) == receipts.LENGTH + len(PREFIX):
        letters = letters.removeprefix(PREFIX)
    return receipts.read(letters) if len(letters) == receipts.LENGTH else None


def shown(code: str) -> str:
    """Return a code with its prefix, as the grouping of codes expects it."""
    return f"{PREFIX}-{code}"


def initials(name: str) -> str:
    """Return what is left of a name in public: the first letter of its first and last word.

    Enough for somebody who holds the certificate to compare, too little to learn a name from.
    """
    words = name.split()
    ends = words if len(words) <= 1 else [words[0], words[-1]]
    return " ".join(f"{word[0].upper()}." for word in ends)
