"""What is recorded is sealed: all of it, once, in order, whoever is late or killed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from threading import Event as Signal
from threading import Thread
from typing import Any

import psycopg
import pytest
from django.db import connection, connections

from goodstanding.evidence import sealing
from goodstanding.evidence.cluster import cluster_id
from goodstanding.evidence.exclusive import sealer_waits
from goodstanding.evidence.merkle import leaf_hash, proves_consistency, proves_inclusion, root_of
from goodstanding.evidence.models import Alarm, Checkpoint, Event, Leaf, SigningKey, TreeTile
from goodstanding.evidence.notes import read_head
from goodstanding.evidence.sealing import Sealed, seal
from goodstanding.evidence.selectors import consistency_proof, inclusion_proof, position_of
from goodstanding.evidence.services import change
from goodstanding.evidence.signing import known_keys
from tests.builders import NOON, SYSTEM
from tests.conftest import superuser_url
from tests.evidence.sealing_world import (
    latest,
    note,
    record,
    sealed,
    sealed_log,
    settle,
    tamper,
    wrong,
)
from tests.threads import WAIT_S_MAX, all_at_once

pytestmark = pytest.mark.usefixtures("log")


def entries() -> list[int]:
    return list(Leaf.objects.order_by("position").values_list("seq", flat=True))


def everything() -> list[int]:
    return list(Event.objects.order_by("seq").values_list("seq", flat=True))


def root() -> bytes:
    """The root over the bytes of the events, in the order of the entries."""
    content = {event.seq: bytes(event.bytes) for event in Event.objects.all()}
    return root_of([leaf_hash(content[seq]) for seq in entries()])


@contextmanager
def held_open() -> Iterator[None]:
    """Keep a transaction open for as long as the block runs."""
    begun, over = Signal(), Signal()

    def hold() -> None:
        with psycopg.connect(superuser_url(connection.settings_dict["NAME"])) as link:
            link.execute("SELECT pg_current_xact_id()")
            begun.set()
            over.wait(WAIT_S_MAX)

    thread = Thread(target=hold)
    thread.start()
    assert begun.wait(WAIT_S_MAX)
    try:
        yield
    finally:
        over.set()
        thread.join(WAIT_S_MAX)


def test_an_empty_log_is_neither_sealed_nor_signed() -> None:
    assert sealed() == Sealed()

    assert not Checkpoint.objects.exists()
    assert not SigningKey.objects.exists()


def test_what_was_recorded_is_sealed_and_signed() -> None:
    record(3, partners=2)
    record(2)
    settle()

    done = sealed()

    head = read_head(note().text)
    assert (done.added, done.size, done.found) == (5, 5, ())
    assert entries() == everything()
    assert (head.size, head.root) == (5, root())
    assert note().signers(known_keys()) == known_keys()
    assert head.origin == known_keys()[0].name
    assert head.origin.startswith("partners.example.com/evidence/")
    assert wrong() == []


def test_sealing_again_changes_nothing() -> None:
    sealed_log(3)
    before = latest().note

    done = sealed()

    assert (done.added, done.size) == (0, 3)
    assert latest().note == before
    assert Checkpoint.objects.count() == 1


def test_every_entry_is_proven_to_be_in_every_later_log() -> None:
    seqs = sealed_log(1, 2, 4)
    roots = {each.size: bytes(each.root) for each in Checkpoint.objects.all()}

    proofs = [
        proves_inclusion(
            leaf_hash(bytes(Event.objects.get(pk=seq).bytes)),
            position=position,
            size=size,
            proof=inclusion_proof(position, size),
            root=roots[size],
        )
        for size in (1, 3, 7)
        for position, seq in enumerate(seqs[:size])
    ]

    assert len(proofs) == 11
    assert all(proofs)
    assert position_of(seqs[4]) == 4
    assert all(
        proves_consistency(
            old=old,
            new=new,
            old_root=roots[old],
            new_root=roots[new],
            proof=consistency_proof(old, new),
        )
        for old, new in [(1, 3), (1, 7), (3, 7), (7, 7)]
    )


def test_proofs_hold_where_tiles_are_complete() -> None:
    sealed_log(300, 300)

    assert sorted(TreeTile.objects.values_list("level", "number")) == [(0, 0), (0, 1)]
    assert bytes(latest().root) == root()
    assert wrong() == []
    for position in (0, 255, 256, 511, 512, 599):
        assert proves_inclusion(
            bytes(Leaf.objects.get(pk=position).hash),
            position=position,
            size=600,
            proof=inclusion_proof(position, 600),
            root=bytes(latest().root),
        )


def test_nothing_behind_an_open_transaction_is_sealed_and_nothing_of_it_is_skipped() -> None:
    record()
    settle()
    begun, may_end, done = Signal(), Signal(), Signal()

    def record_late() -> None:
        with change(actor=SYSTEM, at=NOON):
            begun.set()
            assert may_end.wait(WAIT_S_MAX)
            record()
        done.set()
        connections.close_all()

    thread = Thread(target=record_late)
    thread.start()
    assert begun.wait(WAIT_S_MAX)
    record(2)

    first, second = sealed(), sealed()
    may_end.set()
    thread.join(WAIT_S_MAX)
    assert done.is_set()
    settle()
    third = sealed()

    assert [each.size for each in (first, second, third)] == [1, 1, 4]
    late = everything()[-1]
    assert entries() == [everything()[0], late, *everything()[1:3]]
    assert wrong() == []


def test_an_open_transaction_of_another_database_is_not_waited_for() -> None:
    record(2)
    with psycopg.connect(superuser_url("postgres")) as elsewhere:
        elsewhere.execute("SELECT pg_current_xact_id()")
        record()

        assert sealed().size == 3


def test_an_open_transaction_that_records_nothing_is_waited_for_as_well() -> None:
    with held_open():
        record(2)
        waiting = sealed()

    settle()
    assert waiting.size == 0
    assert sealed().size == 2


def test_a_killed_seal_is_gone_on_with(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "CHUNK", 4)
    for _ in range(5):
        record(2)
    settle()
    written = sealing._write_leaves
    calls = []

    def killed_in_the_third(first: int, events: Iterator[tuple[Any, ...]]) -> object:
        calls.append(1)
        done = written(first, events)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return done

    monkeypatch.setattr(sealing, "_write_leaves", killed_in_the_third)
    with pytest.raises(KeyboardInterrupt):
        seal(at=NOON)
    left = (Leaf.objects.count(), latest().size, bytes(latest().root) == root())
    monkeypatch.setattr(sealing, "_write_leaves", written)

    done = sealed()

    assert left == (8, 8, True)
    assert (done.added, done.size) == (2, 10)
    assert entries() == everything()
    assert bytes(latest().root) == root()
    assert wrong() == []


def test_a_chunk_may_end_inside_a_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "CHUNK", 3)
    record(7)
    settle()

    sealed()

    assert list(Checkpoint.objects.order_by("size").values_list("size", flat=True)) == [3, 6, 7]
    assert entries() == everything()


def test_a_second_sealer_leaves() -> None:
    record()

    def seal_while_another_does() -> Sealed:
        return seal(at=NOON)

    with sealer_waits():
        (other,) = all_at_once(seal_while_another_does)

    assert other == Sealed(busy=True)
    assert not Leaf.objects.exists()


def test_sealers_at_once_seal_everything_once() -> None:
    for _ in range(20):
        record(3)
    settle()

    done = all_at_once(*[lambda: seal(at=NOON)] * 4)
    sealed()

    assert sum(each.added for each in done) == 60
    assert sorted(entries()) == everything()
    assert bytes(latest().root) == root()


def test_after_a_restore_what_came_along_is_sealed_before_anything_else() -> None:
    sealed_log(2)
    record(2)
    # What the other cluster recorded, of which two events were not sealed there, with numbers of
    # transactions this cluster will only come to.
    tamper("UPDATE evidence_event SET cluster_id = 4711")
    tamper("UPDATE evidence_event SET xact_id = (xact_id::text::bigint + 10^9)::text::xid8")
    tamper(
        "UPDATE evidence_checkpoint SET cluster_id = 4711,"
        " horizon = (horizon::text::bigint + 10^9)::text::xid8"
    )
    record(3)
    settle()

    first = sealed()
    record()
    settle()
    second = sealed()

    assert (first.added, second.added) == (5, 1)
    assert entries() == everything()
    clusters = [each.cluster_id for each in Checkpoint.objects.order_by("size")]
    here = Decimal(cluster_id())
    assert clusters == [Decimal(4711), Decimal(4711), here, here]
    assert wrong() == []


def test_a_mark_that_was_set_back_seals_nothing_twice() -> None:
    sealed_log(3)
    tamper("UPDATE evidence_checkpoint SET horizon = '0'::xid8, horizon_seq = 0")
    record(2)
    settle()

    done = sealed()

    assert done.added == 2
    assert [finding.kind for finding in done.found] == ["sealed-twice"]
    assert sorted(entries()) == everything()
    assert Alarm.objects.get().place == "checkpoint:3"


def test_the_newest_checkpoint_is_kept_outside_the_database(log: Path) -> None:
    sealed_log(2, 3)

    kept = log / "evidence-checkpoint"
    assert kept.read_text(encoding="utf-8") == latest().note
    assert kept.stat().st_mode & 0o777 == 0o600
