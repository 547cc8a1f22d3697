"""The tree over the sealed log as it is stored: complete tiles, and leaves right of them."""

from __future__ import annotations

from collections.abc import Iterable

from goodstanding.evidence.merkle import tree_root
from goodstanding.evidence.models import Leaf, TreeTile
from goodstanding.evidence.tiles import HEIGHT, WIDTH, Frontier, node_in, tiles_in

_KEPT_MAX = 256


class TreeBrokenError(Exception):
    """Something the tree is made of is not there."""


class StoredTree:
    """Reads the tree of ``size`` leaves, a tile at a time: a proof takes few of them.

    What was read is kept, up to some two megabytes: make one for each use.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self._read: dict[tuple[int, int], bytes] = {}

    def node(self, height: int, index: int) -> bytes:
        """Return the hash of a complete subtree (``merkle.Node``).

        Raises:
            TreeBrokenError: Leaves or tiles below it are missing.
        """
        level, within = divmod(height, HEIGHT)
        number, first = divmod(index << within, WIDTH)
        hashes = self._hashes(level, number)
        last = (first + (1 << within)) * 32
        if len(hashes) < last:
            raise TreeBrokenError(f"hashes of tile {number} of level {level} are missing")
        return node_in(hashes, within, first >> within)

    def root_at(self, size: int) -> bytes:
        """Return the root over the first ``size`` leaves.

        Raises:
            TreeBrokenError: Leaves or tiles are missing.
        """
        return tree_root(size, self.node)

    def frontier(self) -> Frontier:
        """Return the right edge, to go on from.

        Raises:
            TreeBrokenError: A leaf or the root of a tile is missing there.
        """
        levels = []
        level = 0
        while count := self.size >> (HEIGHT * level):
            joined = right_of_tiles(level, tiles_in(self.size, level), size=self.size)
            if len(joined) != count % WIDTH * 32:
                raise TreeBrokenError(f"the right edge of level {level} is not whole")
            levels.append([joined[i : i + 32] for i in range(0, len(joined), 32)])
            level += 1
        return Frontier(size=self.size, levels=levels)

    def _hashes(self, level: int, number: int) -> bytes:
        key = (level, number)
        if key not in self._read:
            if len(self._read) >= _KEPT_MAX:
                self._read.clear()
            self._read[key] = self._stored(level, number)
        return self._read[key]

    def _stored(self, level: int, number: int) -> bytes:
        if number >= tiles_in(self.size, level):
            return right_of_tiles(level, number, size=self.size)
        found = TreeTile.objects.filter(level=level, number=number).values_list("hashes", flat=True)
        for hashes in found:
            return bytes(hashes)
        raise TreeBrokenError(f"tile {number} of level {level} is missing")


def right_of_tiles(level: int, number: int, *, size: int) -> bytes:
    """Return what stands where tile ``number`` of a level would be, as far as it is there."""
    first = number * WIDTH
    until = min(first + WIDTH, size >> (HEIGHT * level))
    rows: Iterable[tuple[int, bytes | memoryview]]
    if level == 0:
        leaves = Leaf.objects.filter(position__gte=first, position__lt=until)
        rows = leaves.order_by("position").values_list("position", "hash")
    else:
        tiles = TreeTile.objects.filter(level=level - 1, number__gte=first, number__lt=until)
        rows = tiles.order_by("number").values_list("number", "root")
    hashes = []
    for place, (found, each) in enumerate(rows):
        if found != first + place:
            break
        hashes.append(bytes(each))
    return b"".join(hashes)
