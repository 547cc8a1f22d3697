"""Merkle tree hashes as RFC 6962, section 2.1, defines them (SHA-256)."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of one leaf: SHA-256 of 0x00 and the data."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node: SHA-256 of 0x01 and both children."""
    return sha256(b"\x01" + left + right).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the root over leaf *hashes*, in order.

    A row that stands alone at the end of a level moves up unchanged, which gives the same
    tree as RFC 6962's split at the largest power of two.
    """
    if not leaves:
        return EMPTY_ROOT
    level = list(leaves)
    while len(level) > 1:
        paired = [
            node_hash(level[i], level[i + 1]) for i in range(0, len(level) - len(level) % 2, 2)
        ]
        level = paired + level[len(paired) * 2 :]
    return level[0]


def items_root(rows: Sequence[bytes]) -> bytes:
    """Return the root over the canonical bytes of many rows, in key order.

    A change to many rows is one event that carries this root: any single row can be proven
    by its path, and none has an event of its own.
    """
    return root_of([leaf_hash(row) for row in rows])
