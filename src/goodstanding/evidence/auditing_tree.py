"""Looking again at tiles and checkpoints: what the tree over the log says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from goodstanding.evidence.alarms import AlarmKind, Finding
from goodstanding.evidence.entries import described, streamed
from goodstanding.evidence.models import Checkpoint, Leaf, TreeTile
from goodstanding.evidence.notes import NoteInvalidError, PublicKey, TreeHead, read_note
from goodstanding.evidence.signing import known_keys
from goodstanding.evidence.tiles import HEIGHT, WIDTH, root_of_tile, tiles_in
from goodstanding.evidence.tree import StoredTree, TreeBrokenError, right_of_tiles

#: Entries named one by one where a changed part of the log can be narrowed down to so few.
_NAMED_MAX = 20

_TILES_GONE = """
    SELECT n FROM generate_series(0::bigint, %s::bigint - 1) AS n
     WHERE NOT EXISTS (SELECT FROM evidence_tile AS t WHERE t.level = %s::int AND t.number = n)
     LIMIT 1000
"""


def audit_tiles(size: int) -> Iterator[Finding]:
    """Yield tiles that are missing, and those above level 0 that differ from what is below."""
    level = 0
    while count := tiles_in(size, level):
        if TreeTile.objects.filter(level=level, number__lt=count).count() != count:
            for (number,) in list(streamed(_TILES_GONE, [count, level])):
                yield _of_tile(AlarmKind.TILE_GONE, level, number, "is gone")
        if level:
            tiles = TreeTile.objects.filter(level=level, number__lt=count).order_by("number")
            for tile in tiles.iterator(chunk_size=16):
                hashes = bytes(tile.hashes)
                below = right_of_tiles(level, tile.number, size=size)
                if root_of_tile(hashes) != bytes(tile.root) or below != hashes:
                    yield _changed(level, tile.number)
        level += 1


def trusted_tiles(first: int, until: int) -> tuple[dict[int, bytes], list[Finding]]:
    """Return the hashes of tiles ``[first, until)`` of level 0, and what is wrong with others.

    Trusted is a tile that has the root it is kept with, which is the one the tile above holds.
    """
    above = {
        tile.number: bytes(tile.hashes)
        for tile in TreeTile.objects.filter(
            level=1, number__gte=first // WIDTH, number__lte=until // WIDTH
        )
    }
    trusted, found = {}, []
    for tile in TreeTile.objects.filter(level=0, number__gte=first, number__lt=until):
        hashes, root = bytes(tile.hashes), bytes(tile.root)
        number, place = divmod(tile.number, WIDTH)
        held = above[number][place * 32 : place * 32 + 32] if number in above else root
        if root_of_tile(hashes) == root == held:
            trusted[tile.number] = hashes
        else:
            found.append(_changed(0, tile.number))
    return trusted, found


def _changed(level: int, number: int) -> Finding:
    return _of_tile(
        AlarmKind.TILE_CHANGED, level, number, "was changed: it does not fit the rest of the tree"
    )


def _of_tile(kind: AlarmKind, level: int, number: int, wrong: str) -> Finding:
    width = 1 << (HEIGHT * (level + 1))
    return Finding(
        kind=kind,
        place=f"tile:{level}/{number}",
        position=number * width,
        sentence=(
            f"Tile {number} of level {level}, over entries {number * width} to "
            f"{(number + 1) * width - 1} of the log, {wrong}."
        ),
    )


def audit_checkpoints(*, after: int, limit: int | None) -> tuple[list[Finding], int]:
    """Return what is wrong with checkpoints, and the size of the last one looked at.

    At most ``limit`` are looked at, those larger than ``after`` first; 0 says that the next round
    begins anew.
    """
    sizes = Checkpoint.objects.order_by("size")
    last = sizes.last()
    if last is None:
        return [], 0
    looking = _Checkpoints(tree=StoredTree(last.size), keys=known_keys())
    looking.before = sizes.filter(size__lte=after).last()
    found: list[Finding] = []
    for number, checkpoint in enumerate(sizes.filter(size__gt=after).iterator(chunk_size=500)):
        if number == limit:
            assert looking.before is not None  # some were looked at
            return found, looking.before.size
        found += looking.look(checkpoint)
        looking.before = checkpoint
    return found, 0


@dataclass(slots=True, kw_only=True)
class _Checkpoints:
    """Checkpoints, looked at one after another."""

    tree: StoredTree
    keys: list[PublicKey]
    before: Checkpoint | None = None
    #: Where the tree was first found to differ; all later checkpoints then do.
    differs: bool = field(default=False)

    def look(self, checkpoint: Checkpoint) -> Iterator[Finding]:
        """Yield what is wrong with a checkpoint, given the one before it."""
        signers = self._signers(checkpoint)
        if signers is None:
            yield _of_checkpoint(
                AlarmKind.CHECKPOINT_CHANGED,
                checkpoint,
                "was changed: its text, its signatures and its columns do not say the same",
            )
        elif not signers:
            yield _of_checkpoint(
                AlarmKind.CHECKPOINT_UNSIGNED, checkpoint, "is signed by no key of this log"
            )
        elif (unvouched := self._unvouched(signers)) is not None:
            yield unvouched
        if not self.differs and self._root(checkpoint.size) != bytes(checkpoint.root):
            self.differs = True
            yield self._narrowed(checkpoint)

    def _signers(self, checkpoint: Checkpoint) -> list[PublicKey] | None:
        try:
            note = read_note(checkpoint.note)
            signers = note.signers(self.keys)
        except NoteInvalidError:
            return None
        origin = self.keys[0].name if self.keys else ""
        head = TreeHead(origin=origin, size=checkpoint.size, root=bytes(checkpoint.root))
        return signers if note.text == head.text() else None

    def _unvouched(self, signers: list[PublicKey]) -> Finding | None:
        """Return what is wrong where the key of the checkpoint before did not sign as well."""
        if self.before is None:
            expected = self.keys[0]
        else:
            before = self._signers(self.before)
            if not before:
                return None  # That one was told of already.
            expected = max(before, key=self.keys.index)
        if expected in signers:
            return None
        key = signers[-1].key_id.hex()
        return Finding(
            kind=AlarmKind.KEY_UNVOUCHED,
            place=f"key:{key}",
            sentence=(
                f"The key {key} began to sign checkpoints, and {expected.key_id.hex()} did not "
                "sign the first of them as well. If that key was lost, tell everybody who checks "
                "this log; otherwise somebody else signs it."
            ),
        )

    def _root(self, size: int) -> bytes | None:
        try:
            return self.tree.root_at(size)
        except TreeBrokenError:
            return None

    def _narrowed(self, checkpoint: Checkpoint) -> Finding:
        """Return that the tree differs, naming the entries it can be."""
        first = 0 if self.before is None else self.before.size
        leaves = Leaf.objects.filter(position__gte=first, position__lt=checkpoint.size)
        events = [
            f"entry {leaf.position}: {described(leaf.seq)}"
            for leaf in leaves.order_by("position")[: _NAMED_MAX + 1]
        ]
        named = f" ({'; '.join(events)})" if 0 < len(events) <= _NAMED_MAX else ""
        return Finding(
            kind=AlarmKind.ROOT_DIFFERS,
            place=f"checkpoint:{checkpoint.size}",
            position=first,
            sentence=(
                f"The tree over {checkpoint.size} entries is not the one that was signed, and that "
                f"over {first} entries is: something from entry {first} to {checkpoint.size - 1} "
                f"was changed{named}."
            ),
        )


def _of_checkpoint(kind: AlarmKind, checkpoint: Checkpoint, wrong: str) -> Finding:
    return Finding(
        kind=kind,
        place=f"checkpoint:{checkpoint.size}",
        position=checkpoint.size,
        sentence=f"The checkpoint of {checkpoint.size} entries {wrong}.",
    )
