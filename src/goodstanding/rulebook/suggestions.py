"""What somebody may have meant who wrote a name that is not there."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

#: Comparing words takes long: who declares more names than that is shown some of them.
COMPARED_MAX = 100
_CHARACTERS_MAX = 100


def way_out(word: str, names: Sequence[str], *, compared: bool = True) -> str:
    """Return the sentence that names the closest of ``names``, or says which there are.

    Only where ``compared``, and among few names, is the closest looked for, so that a text
    made of mistakes is refused as soon as any other.
    """
    if not names:
        return "None is declared: declare it, or leave this out."
    if compared and len(names) <= COMPARED_MAX and len(word) <= _CHARACTERS_MAX:
        for close in get_close_matches(word, names, n=1):
            return f"Did you mean “{close}”?"
    shown = ", ".join(names[:COMPARED_MAX])
    return f"Use one of: {shown}{', …' if len(names) > COMPARED_MAX else '.'}"
