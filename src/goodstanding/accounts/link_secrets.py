"""The secrets that links carry: made once, told once, kept as a hash."""

from __future__ import annotations

import re
from hashlib import sha256
from secrets import token_urlsafe

_SECRET_BYTES = 32  # 256 bits: nobody guesses one, so nothing needs to be slow.
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


def new_secret() -> str:
    """Return a new secret of 256 bits, in letters that fit an address."""
    return token_urlsafe(_SECRET_BYTES)


def hash_of(secret: str) -> bytes | None:
    """Return SHA-256 of a secret, as it is kept; none where the text cannot be a secret."""
    return sha256(secret.encode()).digest() if _SECRET.fullmatch(secret) else None
