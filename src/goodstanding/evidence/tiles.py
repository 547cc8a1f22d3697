"""Complete parts of the tree, 256 hashes wide, as C2SP tlog-tiles cuts it.

Tile ``n`` of level 0 holds the hashes of the leaves from ``256 n`` on; tile ``n`` of a higher level
holds the roots of 256 tiles of the level below. Only complete tiles are kept. What is right of
them, fewer than 256 hashes a level, is the *frontier*: the leaves after the last tile, and the
roots of tiles that no tile above holds yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from goodstanding.evidence.merkle import EMPTY_ROOT, node_hash

#: Hashes in a tile, and the levels of the tree it spans.
WIDTH = 256
HEIGHT = 8
_HASH = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A complete tile. ``hashes`` are 256 hashes of 32 bytes one after another."""

    level: int
    number: int
    hashes: bytes
    root: bytes


def node_in(hashes: bytes, height: int, index: int) -> bytes:
    """Return the node ``index`` at ``height`` (0 to 8) above the hashes of a tile."""
    first = index << height
    part = hashes[first * _HASH : (first + (1 << height)) * _HASH]
    for _ in range(height):
        part = _paired(part)
    return part


def root_of_tile(hashes: bytes) -> bytes:
    """Return the root over the hashes of a complete tile."""
    return node_in(hashes, HEIGHT, 0)


def _paired(hashes: bytes) -> bytes:
    step = 2 * _HASH
    return b"".join(
        [sha256(b"\x01" + hashes[i : i + step]).digest() for i in range(0, len(hashes), step)]
    )


@dataclass(slots=True)
class Frontier:
    """The right edge of a tree that grows: enough to add leaves and to know the root.

    ``levels[n]`` are the hashes of level ``n`` that no complete tile holds.
    """

    size: int = 0
    levels: list[list[bytes]] = field(default_factory=list)

    def add(self, leaves: Sequence[bytes]) -> list[Tile]:
        """Add the hashes of leaves and return the tiles that became complete, lowest first."""
        self.size += len(leaves)
        return self._add(0, leaves, end=self.size)

    def _add(self, level: int, hashes: Sequence[bytes], *, end: int) -> list[Tile]:
        """Add hashes to a level that then counts ``end`` of them in all."""
        if not hashes:
            return []
        if len(self.levels) == level:
            self.levels.append([])
        open_hashes = [*self.levels[level], *hashes]
        whole = len(open_hashes) // WIDTH
        number = end // WIDTH - whole
        tiles = []
        for i in range(whole):
            joined = b"".join(open_hashes[i * WIDTH : (i + 1) * WIDTH])
            root = root_of_tile(joined)
            tiles.append(Tile(level=level, number=number + i, hashes=joined, root=root))
        self.levels[level] = open_hashes[whole * WIDTH :]
        roots = [tile.root for tile in tiles]
        return [*tiles, *self._add(level + 1, roots, end=end // WIDTH)]

    def root(self) -> bytes:
        """Return the root over all leaves."""
        carried: bytes | None = None
        for hashes in self.levels:
            level = hashes if carried is None else [*hashes, carried]
            while len(level) > 1:
                pairs = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
                level = pairs + level[len(pairs) * 2 :]
            carried = level[0] if level else None
        return EMPTY_ROOT if carried is None else carried


def tiles_in(size: int, level: int) -> int:
    """Return how many complete tiles a tree of ``size`` leaves has at a level."""
    return size >> (HEIGHT * (level + 1))
