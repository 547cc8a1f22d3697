"""What no name may hold: signs that nobody sees, and that change how others are read."""

from __future__ import annotations

import unicodedata

#: Signs that turn the direction of reading (Unicode Bidirectional Algorithm, UAX #9).
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LINES = frozenset({"Cc", "Zl", "Zp"})


def holds_hidden_signs(name: str) -> bool:
    """Return whether a name holds control signs, or signs that turn the direction of reading.

    Joiners stay: names in Persian and in Indian scripts are spelled with them.
    """
    return any(sign in _TURNING or unicodedata.category(sign) in _LINES for sign in name)
