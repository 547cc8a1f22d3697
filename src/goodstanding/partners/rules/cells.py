"""What stands in a cell: cleaned when it is read, made harmless when it is written."""

from __future__ import annotations

import re
import unicodedata

_HARMFUL = re.compile(r"'*[=+\-@\t\r]")
_DEFUSED = re.compile(r"'+[=+\-@\t\r]")


def defused(text: str) -> str:
    """Return the text so that no spreadsheet takes it for a formula (CWE-1236).

    An apostrophe is put before it; one that stands there already is doubled, so that
    ``restored`` gives every text back as it was.
    """
    return f"'{text}" if _HARMFUL.match(text) else text


def restored(text: str) -> str:
    """Return the text that ``defused`` was given."""
    return text[1:] if _DEFUSED.match(text) else text


def cleaned(text: str) -> str:
    """Return a cell as it is meant: no control characters, single spaces, none at the ends."""
    if not text.isprintable():  # As nearly every cell is: the sign by sign is for the others.
        text = "".join(" " if unicodedata.category(c) in {"Cc", "Cs"} else c for c in text)
    return " ".join(text.split())


def folded(text: str) -> str:
    """Return a name as it is compared: case, width and spaces do not tell two names apart."""
    return cleaned(unicodedata.normalize("NFKC", text).casefold())
