"""Reading a rule book once for all its steps: it is drafted, approved and published."""

from __future__ import annotations

from functools import lru_cache

from goodstanding.rulebook.pack import Pack
from goodstanding.rulebook.parse import read_pack
from goodstanding.rulebook.parse_known import Known


@lru_cache(maxsize=16)
def read_once(text: str, known: Known) -> Pack:
    """Return the pack that ``text`` is, checked against what is ``known`` around it.

    What was read of the same text with the same names around it is kept; a refusal is not.

    Raises:
        PackRefusedError: Something is wrong; it carries every problem found.
    """
    return read_pack(text, known=known)
