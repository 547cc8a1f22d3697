"""What people may write at the question desk, and what guidance for everybody may not say."""

from __future__ import annotations

import re
from collections.abc import Iterable

from goodstanding.values.errors import InvalidValueError

WORDS_CHARS_MAX = 4_000
_KEPT_SIGNS = frozenset("\n\t\N{NO-BREAK SPACE}")


def clean_words(words: str, *, what: str) -> str:
    """Return words as they are kept: without outer blanks, lines ended in one way.

    Args:
        words: What was written.
        what: What it is, for the refusal, such as “question”.

    Raises:
        InvalidValueError: Nothing is left, it is too long, or a sign in it cannot be shown.
    """
    kept = words.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not kept:
        raise InvalidValueError(f"The {what} is empty. Write it in your own words.")
    if len(kept) > WORDS_CHARS_MAX:
        raise InvalidValueError(
            f"The {what} has {len(kept)} letters; {WORDS_CHARS_MAX} are the most. Shorten it, or "
            "make two of it."
        )
    if any(not sign.isprintable() and sign not in _KEPT_SIGNS for sign in kept):
        raise InvalidValueError(
            f"The {what} has a sign that cannot be shown. Type it instead of pasting it."
        )
    return kept


class GuidanceNamesError(InvalidValueError):
    """Guidance for everybody names somebody."""

    code = "guidance_names_somebody"

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        told = ", ".join(f"“{name}”" for name in names)
        super().__init__(
            f"Every partner of the program reads guidance, and this names {told}. Say it without "
            "names."
        )


def refuse_names(texts: Iterable[str], names: Iterable[str]) -> None:
    """Let guidance pass that names nobody; a name counts where it stands alone, in any case.

    Raises:
        GuidanceNamesError: It names somebody; every name is told.
    """
    said = " ".join(" ".join(texts).casefold().split())
    found = tuple(name for name in dict.fromkeys(names) if _stands_in(said, name))
    if found:
        raise GuidanceNamesError(found)


def _stands_in(said: str, name: str) -> bool:
    wanted = " ".join(name.casefold().split())
    return bool(wanted) and bool(re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", said))
