"""Roots and proofs: the published values, and the definition itself as the law."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.evidence.merkle import (
    EMPTY_ROOT,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    proves_consistency,
    proves_inclusion,
    root_of,
    tree_root,
)
from goodstanding.evidence.tiles import HEIGHT, WIDTH, Frontier, node_in, root_of_tile

#: The test data of the certificate transparency project.
DATA = [
    bytes.fromhex(text)
    for text in (
        *("", "00", "10", "2021", "3031", "40414243", "5051525354555657"),
        "606162636465666768696a6b6c6d6e6f",
    )
]
LEAVES = [leaf_hash(each) for each in DATA]
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def split(size: int) -> int:
    """Return the largest power of two below ``size``, by trying."""
    power = 1
    while power * 2 < size:
        power *= 2
    return power


def mth(leaves: Sequence[bytes]) -> bytes:
    """The definition of RFC 6962, 2.1, over hashes of leaves."""
    if len(leaves) <= 1:
        return leaves[0] if leaves else EMPTY_ROOT
    k = split(len(leaves))
    return node_hash(mth(leaves[:k]), mth(leaves[k:]))


def path(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    """The definition of RFC 6962, 2.1.1."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), mth(leaves[k:])]
    return [*path(m - k, leaves[k:]), mth(leaves[:k])]


def subproof(m: int, leaves: Sequence[bytes], *, known: bool) -> list[bytes]:
    """The definition of RFC 6962, 2.1.2."""
    if m == len(leaves):
        return [] if known else [mth(leaves)]
    k = split(len(leaves))
    if m <= k:
        return [*subproof(m, leaves[:k], known=known), mth(leaves[k:])]
    return [*subproof(m - k, leaves[k:], known=False), mth(leaves[:k])]


class Subtrees:
    """Complete subtrees of a list of leaves."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.leaves = leaves

    def __call__(self, height: int, index: int) -> bytes:
        part = self.leaves[index << height : (index + 1) << height]
        assert len(part) == 1 << height, "No complete subtree was asked for."
        return mth(part)


sizes = st.integers(min_value=1, max_value=70)


def leaves_of(size: int) -> list[bytes]:
    return [leaf_hash(number.to_bytes(4)) for number in range(size)]


def test_roots_are_the_published_ones() -> None:
    found = [tree_root(size, Subtrees(LEAVES)).hex() for size in range(1, 9)]

    assert tuple(found) == ROOTS
    assert tree_root(0, Subtrees([])) == EMPTY_ROOT


@pytest.mark.parametrize(
    ("position", "size", "expected"),
    [
        (0, 1, []),
        (
            0,
            8,
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            5,
            8,
            [
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
        (
            1,
            5,
            [
                "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ],
        ),
    ],
)
def test_inclusion_proofs_are_the_published_ones(position, size, expected) -> None:
    proof = inclusion_proof(position, size, Subtrees(LEAVES))

    assert [step.hex() for step in proof] == expected
    assert proves_inclusion(
        LEAVES[position],
        position=position,
        size=size,
        proof=proof,
        root=bytes.fromhex(ROOTS[size - 1]),
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (1, 1, []),
        (
            1,
            8,
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            6,
            8,
            [
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (
            2,
            5,
            [
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ],
        ),
    ],
)
def test_consistency_proofs_are_the_published_ones(old, new, expected) -> None:
    proof = consistency_proof(old, new, Subtrees(LEAVES))

    assert [step.hex() for step in proof] == expected
    assert proves_consistency(
        old=old,
        new=new,
        old_root=bytes.fromhex(ROOTS[old - 1]),
        new_root=bytes.fromhex(ROOTS[new - 1]),
        proof=proof,
    )


@given(sizes, st.data())
def test_a_leaf_is_proven_by_the_path_of_the_definition_and_by_no_other(size, data) -> None:
    leaves = leaves_of(size)
    position = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1))

    proof = inclusion_proof(position, size, Subtrees(leaves))

    def holds(**changed) -> bool:
        told = {"position": position, "size": size, "proof": proof, "root": mth(leaves)}
        return proves_inclusion(leaves[position], **{**told, **changed})

    assert proof == path(position, leaves)
    assert holds()
    assert holds(position=other) is (other == position)
    assert not holds(root=leaf_hash(b"another"))
    assert not holds(proof=[*proof, EMPTY_ROOT])
    assert not holds(position=size)
    assert not proof or not holds(proof=proof[:-1])


@given(sizes, st.data())
def test_a_beginning_is_proven_by_the_path_of_the_definition_and_by_no_other(size, data) -> None:
    leaves = leaves_of(size)
    old = data.draw(st.integers(1, size))

    proof = consistency_proof(old, size, Subtrees(leaves))

    def holds(**changed) -> bool:
        told = {
            "old": old,
            "new": size,
            "old_root": mth(leaves[:old]),
            "new_root": mth(leaves),
            "proof": proof,
        }
        return proves_consistency(**{**told, **changed})

    assert proof == subproof(old, leaves, known=True)
    assert holds()
    assert not holds(old_root=leaf_hash(b"another"))
    assert not holds(new_root=leaf_hash(b"another"))
    assert not holds(proof=[*proof, EMPTY_ROOT])
    assert not holds(old=size + 1)
    assert not proof or not holds(proof=proof[:-1])


def test_everything_begins_with_nothing() -> None:
    told: dict[str, Any] = {"old": 0, "new": 8, "new_root": bytes.fromhex(ROOTS[7])}

    assert consistency_proof(0, 8, Subtrees(LEAVES)) == []
    assert proves_consistency(**told, old_root=EMPTY_ROOT, proof=[])
    assert not proves_consistency(**told, old_root=LEAVES[0], proof=[])


@given(st.lists(st.integers(0, 400), max_size=6))
def test_a_tree_that_grows_in_steps_is_the_tree_of_all_leaves(steps) -> None:
    leaves = leaves_of(sum(steps))
    frontier = Frontier()
    tiles, done = [], 0

    for step in steps:
        tiles += frontier.add(leaves[done : done + step])
        done += step

    assert frontier.size == len(leaves)
    assert frontier.root() == root_of(leaves) == mth(leaves)
    assert [tile.number for tile in tiles] == list(range(len(leaves) // WIDTH))
    assert b"".join(tile.hashes for tile in tiles) == b"".join(leaves)[: len(tiles) * WIDTH * 32]
    assert all(tile.root == root_of_tile(tile.hashes) for tile in tiles)


def test_tiles_of_higher_levels_hold_the_roots_of_those_below() -> None:
    leaves = leaves_of(WIDTH * WIDTH + 3)
    frontier = Frontier()

    tiles = frontier.add(leaves)

    (top,) = [tile for tile in tiles if tile.level == 1]
    below = [tile for tile in tiles if tile.level == 0]
    assert (top.number, len(below)) == (0, WIDTH)
    assert top.hashes == b"".join(tile.root for tile in below)
    assert frontier.levels == [leaves[-3:], [], [top.root]]
    assert frontier.root() == root_of(leaves)
    assert node_in(top.hashes, 3, 5) == Subtrees(leaves)(HEIGHT + 3, 5)
