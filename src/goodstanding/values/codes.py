"""Codes that people choose and that stand in addresses, references and rule books."""

from __future__ import annotations

import re

#: Small letters and digits, with single dashes between.
PATTERN = r"[a-z0-9]+(-[a-z0-9]+)*"

_CODE = re.compile(PATTERN)


def is_code(text: str) -> bool:
    """Return whether ``text`` is made of small letters, digits and single dashes."""
    return _CODE.fullmatch(text) is not None
