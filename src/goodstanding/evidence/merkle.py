"""Merkle tree hashes and proofs as RFC 6962, section 2.1, defines them (SHA-256)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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


#: Gives the hash of a complete subtree: of the ``2 ** height`` leaves from ``index << height`` on.
Node = Callable[[int, int], bytes]


def tree_root(size: int, node: Node) -> bytes:
    """Return the root over the first ``size`` leaves of a tree whose subtrees ``node`` gives."""
    return _root_between(0, size, node) if size else EMPTY_ROOT


def inclusion_proof(position: int, size: int, node: Node) -> list[bytes]:
    """Return the audit path of a leaf in the tree of ``size`` leaves (RFC 6962, 2.1.1)."""
    assert 0 <= position < size
    start, end = 0, size
    path = []
    while end - start > 1:
        middle = start + _split(end - start)
        if position < middle:
            path.append(_root_between(middle, end, node))
            end = middle
        else:
            path.append(_root_between(start, middle, node))
            start = middle
    return path[::-1]


def consistency_proof(old: int, new: int, node: Node) -> list[bytes]:
    """Return what shows that the tree of ``old`` leaves begins that of ``new`` (RFC 6962, 2.1.2).

    Nothing has to be shown where one of them is empty or both are the same.
    """
    assert 0 <= old <= new
    if old in {0, new}:
        return []
    start, end = 0, new
    path = []
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(_root_between(middle, end, node))
            end = middle
        else:
            path.append(_root_between(start, middle, node))
            start = middle
    if start:  # Otherwise it is the old root, which whoever checks knows already.
        path.append(_root_between(start, end, node))
    return path[::-1]


def proves_inclusion(
    leaf: bytes, *, position: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Return whether the proof leads from a leaf's hash to the root (RFC 9162, 2.1.3.2)."""
    if not 0 <= position < size:
        return False
    place, last = position, size - 1
    reached = leaf
    for step in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            reached = node_hash(step, reached)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            reached = node_hash(reached, step)
        place, last = place >> 1, last >> 1
    return last == 0 and reached == root


def proves_consistency(
    *, old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Return whether the proof shows that the old tree begins the new one (RFC 9162, 2.1.4.2)."""
    if not 0 <= old <= new:
        return False
    if old == 0:
        return not proof and old_root == EMPTY_ROOT
    if old == new:
        return not proof and old_root == new_root
    # A complete tree is its own first step.
    steps = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    return bool(steps) and _reached(old, new, steps) == (old_root, new_root)


def _reached(old: int, new: int, steps: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Return the two roots the steps lead to; None where they are too many or too few."""
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old_reached = new_reached = steps[0]
    for step in steps[1:]:
        if last == 0:
            return None
        if place & 1 or place == last:
            old_reached = node_hash(step, old_reached)
            new_reached = node_hash(step, new_reached)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new_reached = node_hash(new_reached, step)
        place, last = place >> 1, last >> 1
    return (old_reached, new_reached) if last == 0 else None


def _split(size: int) -> int:
    """Return the largest power of two below ``size``, where RFC 6962 parts a tree."""
    return 1 << (size - 1).bit_length() - 1


def _root_between(start: int, end: int, node: Node) -> bytes:
    """Return the root over the leaves ``[start, end)``, which are a subtree of some tree."""
    size = end - start
    if size & (size - 1) == 0:
        height = size.bit_length() - 1
        return node(height, start >> height)
    middle = start + _split(size)
    return node_hash(_root_between(start, middle, node), _root_between(middle, end, node))
