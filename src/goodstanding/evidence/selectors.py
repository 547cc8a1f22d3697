"""What the sealed log answers: checkpoints, proofs, and what was found wrong."""

from __future__ import annotations

from django.db.models import QuerySet

from goodstanding.evidence import merkle
from goodstanding.evidence.models import Alarm, Checkpoint, Leaf
from goodstanding.evidence.tree import StoredTree


def latest_checkpoint() -> Checkpoint | None:
    """Return the newest checkpoint; None before the first seal."""
    return Checkpoint.objects.order_by("size").last()


def checkpoint_of(size: int) -> Checkpoint | None:
    """Return the checkpoint over ``size`` entries, if one was made of just so many."""
    return Checkpoint.objects.filter(pk=size).first()


def position_of(seq: int) -> int | None:
    """Return the position of an event in the log; None where it is not sealed yet."""
    return Leaf.objects.filter(seq=seq).values_list("position", flat=True).first()


def inclusion_proof(position: int, size: int) -> list[bytes]:
    """Return what leads from the entry at ``position`` to the root over ``size`` entries.

    Raises:
        TreeBrokenError: Part of the tree is missing.
    """
    return merkle.inclusion_proof(position, size, StoredTree(_sealed(size)).node)


def consistency_proof(old: int, new: int) -> list[bytes]:
    """Return what shows that the log of ``old`` entries begins that of ``new``.

    Raises:
        TreeBrokenError: Part of the tree is missing.
    """
    return merkle.consistency_proof(old, new, StoredTree(_sealed(new)).node)


def _sealed(size: int) -> int:
    """Return how many entries are sealed, which are no fewer than are asked about."""
    latest = latest_checkpoint()
    assert latest is not None
    assert size <= latest.size
    return latest.size


def alarms() -> QuerySet[Alarm]:
    """Return everything that was ever found not to be as it was sealed, the oldest first."""
    return Alarm.objects.order_by("id")
