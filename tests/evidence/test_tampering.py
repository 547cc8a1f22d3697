"""Whoever switches the guards off is found: the next seal names the entry."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from goodstanding.evidence import auditing, auditing_tree
from goodstanding.evidence.merkle import leaf_hash
from goodstanding.evidence.models import (
    Alarm,
    AuditPosition,
    Checkpoint,
    Event,
    Leaf,
    SigningKey,
    TreeTile,
)
from goodstanding.evidence.notes import PrivateKey, TreeHead, sign
from goodstanding.evidence.sealing import seal
from goodstanding.evidence.tiles import root_of_tile
from tests.builders import NOON
from tests.conftest import superuser_url
from tests.evidence.sealing_world import (
    latest,
    owner,
    record,
    sealed,
    sealed_log,
    settle,
    tamper,
    wrong,
)

pytestmark = pytest.mark.usefixtures("log")

TABLES = ("leaf", "tile", "checkpoint", "key", "alarm")


def found() -> list[tuple[str, int | None, int | None]]:
    """Seal, and return kind, event and entry of what that found for the first time."""
    settle()
    return [(each.kind.value, each.seq, each.position) for each in seal(at=NOON).found]


def _everything_there() -> None:
    seqs = sealed_log(300)
    tamper("UPDATE evidence_event SET actor = 'system:nobody' WHERE seq = %s", seqs[2])
    sealed()


@pytest.mark.parametrize("table", TABLES)
def test_application_and_owner_are_refused(table: str) -> None:
    _everything_there()
    name = f"evidence_{table}"
    refused = (f"DELETE FROM {name}", f"TRUNCATE {name}", f"UPDATE {name} SET {_column(table)}")

    for statement in refused:
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(statement)
        with psycopg.connect(superuser_url(connection.settings_dict["NAME"])) as link:
            link.execute("SET ROLE goodstanding_owner")
            with pytest.raises(psycopg.errors.RestrictViolation, match="append-only"):
                link.execute(statement.encode())

    with owner() as link:
        assert link.execute(f"SELECT count(*) FROM {name}".encode()).fetchone() != (0,)


def _column(table: str) -> str:
    columns = {"leaf": "seq", "tile": "number", "checkpoint": "note", "key": "name"}
    column = columns.get(table, "name")
    return f"{column} = {column}"


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("UPDATE evidence_event SET bytes = bytes || ' ' WHERE seq = %s", "bytes-changed"),
        ("UPDATE evidence_event SET leaf_hash = sha256('') WHERE seq = %s", "hash-wrong"),
        ("UPDATE evidence_event SET actor = 'system:other' WHERE seq = %s", "columns-changed"),
        ("UPDATE evidence_event SET name = 'person.other' WHERE seq = %s", "columns-changed"),
        ("UPDATE evidence_event SET subject = 'person:1' WHERE seq = %s", "columns-changed"),
        (
            "UPDATE evidence_event SET happened_at = happened_at - interval '1 day' WHERE seq = %s",
            "columns-changed",
        ),
        (
            "UPDATE evidence_event SET recorded_at = recorded_at + interval '1 us' WHERE seq = %s",
            "columns-changed",
        ),
        (
            "UPDATE evidence_event SET program_id = gen_random_uuid() WHERE seq = %s",
            "columns-changed",
        ),
        ("DELETE FROM evidence_event WHERE seq = %s", "event-gone"),
    ],
)
@pytest.mark.parametrize("position", [1, 259])
def test_a_changed_event_is_named_once(statement: str, kind: str, position: int) -> None:
    seq = sealed_log(260)[position]
    name = "" if kind == "event-gone" else Event.objects.get(pk=seq).name

    tamper(statement, seq)

    assert found() == [(kind, seq, position)]
    assert found() == []
    alarm = Alarm.objects.get()
    assert (alarm.seq, alarm.position, alarm.place) == (seq, position, f"event:{seq}")
    assert alarm.sentence.startswith(f"Event {seq} " if name else f"Event {seq}, entry")
    assert f"entry {position} of the log" in alarm.sentence
    assert wrong() == [(kind, f"event:{seq}")]


def test_the_columns_that_differ_are_named() -> None:
    seq = sealed_log(2)[1]

    tamper(
        "UPDATE evidence_event SET actor = 'system:other', subject = 'person:1' WHERE seq = %s", seq
    )

    seal(at=NOON)
    assert Alarm.objects.get().sentence == (
        f"Event {seq} (person.added), entry 1 of the log, is not as its bytes say: actor, subject "
        "differs."
    )


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM evidence_eventpartner WHERE event_id = %s",
        "UPDATE evidence_eventpartner SET partner_id = gen_random_uuid() WHERE event_id = %s",
    ],
)
def test_a_changed_partner_of_an_event_is_named(statement: str) -> None:
    record(partners=1)
    settle()
    sealed()
    seq = Event.objects.get().seq

    tamper(statement, seq)

    assert found() == [("columns-changed", seq, 0)]
    assert "partners differs" in Alarm.objects.get().sentence


def test_an_event_changed_before_it_was_sealed_is_named() -> None:
    record(3)
    seqs = list(Event.objects.order_by("seq").values_list("seq", flat=True))

    tamper("UPDATE evidence_event SET leaf_hash = sha256('') WHERE seq = %s", seqs[1])
    tamper("UPDATE evidence_event SET actor = 'system:other' WHERE seq = %s", seqs[2])

    assert found() == [("hash-wrong", seqs[1], 1), ("columns-changed", seqs[2], 2)]


def test_bytes_changed_with_all_that_repeats_them_are_named() -> None:
    """Event, its hash and its entry say the same, and the tile does not."""
    seq = sealed_log(256)[7]
    content = bytes(Event.objects.get(pk=seq).bytes).replace(b"tests", b"sents")

    tamper(
        "UPDATE evidence_event SET actor = 'system:sents', bytes = %s, leaf_hash = %s"
        " WHERE seq = %s",
        content,
        leaf_hash(content),
        seq,
    )
    tamper("UPDATE evidence_leaf SET hash = %s WHERE seq = %s", leaf_hash(content), seq)

    assert found() == [("entry-changed", seq, 7), ("bytes-changed", seq, 7)]


def test_an_event_changed_with_its_entry_is_narrowed_down_by_what_was_signed() -> None:
    """Where no tile is complete yet, only signatures know: nothing more is sealed."""
    seq = sealed_log(3, 1, 2)[3]
    content = bytes(Event.objects.get(pk=seq).bytes).replace(b"tests", b"sents")
    tamper(
        "UPDATE evidence_event SET actor = 'system:sents', bytes = %s, leaf_hash = %s"
        " WHERE seq = %s",
        content,
        leaf_hash(content),
        seq,
    )
    tamper("UPDATE evidence_leaf SET hash = %s WHERE seq = %s", leaf_hash(content), seq)
    record()

    done = seal(at=NOON)

    assert "is not the one that was signed" in done.waiting
    assert latest().size == 6
    first = Alarm.objects.get(place="checkpoint:4")
    assert f"something from entry 3 to 3 was changed (entry 3: Event {seq} (person.added))" in (
        first.sentence
    )


def test_a_tile_changed_with_its_root_does_not_fit_the_tile_above(monkeypatch) -> None:
    """The whole of two levels is rewritten, so that only signatures know."""
    sealed_log(256, 256, 10)
    tile = TreeTile.objects.get(level=0, number=0)
    hashes = bytes(32) + bytes(tile.hashes)[32:]
    tamper(
        "UPDATE evidence_tile SET hashes = %s, root = %s WHERE level = 0 AND number = 0",
        hashes,
        root_of_tile(hashes),
    )

    done = seal(at=NOON)

    assert ("entry-changed", 0) in [(each.kind.value, each.position) for each in done.found]
    assert "is not the one that was signed" in done.waiting
    sentences = [each.sentence for each in done.found]
    assert any("something from entry 0 to 255 was changed." in each for each in sentences)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE evidence_leaf SET hash = sha256('') WHERE position = 4", "entry-changed"),
        ("DELETE FROM evidence_leaf WHERE position = 4", "entry-gone"),
    ],
)
@pytest.mark.parametrize("count", [260, 10])
def test_a_changed_entry_is_named(statement: str, expected: str, count: int) -> None:
    seq = sealed_log(count)[4]

    tamper(statement)

    told = found()
    entry = [each for each in told if each[2] == 4]
    if expected == "entry-gone":
        assert ("entry-gone", None, 4) in entry
        assert ("event-not-sealed", seq, None) in told
    elif count == 260:  # A complete tile knows its hash; otherwise the event does.
        assert entry == [("entry-changed", seq, 4)]
    else:
        assert entry == [("bytes-changed", seq, 4)]
        assert "root-differs" in [kind for kind, *_ in told]


def test_an_entry_that_leads_to_another_event_is_named() -> None:
    seqs = sealed_log(3)

    tamper("UPDATE evidence_leaf SET seq = -1 WHERE position = 1")

    assert found() == [("event-gone", -1, 1), ("event-not-sealed", seqs[1], None)]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE evidence_tile SET hashes = overlay(hashes placing '\\x00' from 9)", "changed"),
        ("UPDATE evidence_tile SET root = sha256('')", "changed"),
        ("DELETE FROM evidence_tile", "gone"),
    ],
)
def test_a_changed_tile_is_named(statement: str, expected: str) -> None:
    sealed_log(258)

    tamper(statement)

    told = [(kind, position) for kind, _, position in found()]
    assert (f"tile-{expected}", 0) in told
    assert "over entries 0 to 255 of the log" in Alarm.objects.first().sentence  # type: ignore[union-attr]
    assert Alarm.objects.first().place == "tile:0/0"  # type: ignore[union-attr]


def test_a_changed_tile_of_a_higher_level_is_named() -> None:
    sealed_log(256)
    tile = TreeTile.objects.get()
    with owner() as link:  # A level above, as a log of 65,536 entries has it.
        link.execute(
            "INSERT INTO evidence_tile (level, number, hashes, root) VALUES (1, 0, %s, sha256(''))",
            [bytes(tile.root) + bytes(255 * 32)],
        )

    (tiles, found_there) = auditing_tree.trusted_tiles(0, 1)
    told = [each.place for each in auditing_tree.audit_tiles(65_536)]

    assert (list(tiles), found_there) == ([0], [])
    assert told[-1] == "tile:1/0"
    assert "tile:0/255" in told


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE evidence_checkpoint SET note = replace(note, E'\\n2\\n', E'\\n3\\n')", "changed"),
        ("UPDATE evidence_checkpoint SET note = 'words'", "changed"),
        ("UPDATE evidence_checkpoint SET root = sha256('')", "changed"),
    ],
)
def test_a_changed_checkpoint_is_named(statement: str, expected: str) -> None:
    sealed_log(2, 2)

    tamper(f"{statement} WHERE size = 2")

    told = [(kind, position) for kind, _, position in found()]
    assert told[0] == (f"checkpoint-{expected}", 2)
    assert Alarm.objects.first().place == "checkpoint:2"  # type: ignore[union-attr]


def test_a_log_signed_by_somebody_else_is_named() -> None:
    """Somebody rewrites what was signed, with a key of their own that they add to the known."""
    sealed_log(2, 2)
    forged = PrivateKey.make(SigningKey.objects.get().name)
    head = TreeHead(origin=forged.name, size=4, root=bytes(latest().root))
    tamper("UPDATE evidence_checkpoint SET note = %s WHERE size = 4", sign(head.text(), [forged]))

    unsigned = found()
    SigningKey.objects.create(
        key_id=forged.public.key_id.hex(),
        name=forged.name,
        public_key=forged.public.raw,
        signs_from=NOON.replace(year=2027),
    )
    unvouched = found()

    assert unsigned == [("checkpoint-unsigned", None, 4)]
    assert [kind for kind, *_ in unvouched] == ["key-unvouched"]
    assert Alarm.objects.last().place == f"key:{forged.public.key_id.hex()}"  # type: ignore[union-attr]


def test_entries_behind_what_was_signed_stop_the_sealer() -> None:
    sealed_log(2, 3)
    tamper("DELETE FROM evidence_checkpoint WHERE size = 5")

    done = seal(at=NOON)

    assert ("entry-unsigned", 2) in [(each.kind.value, each.position) for each in done.found]
    assert "was put in behind what was signed" in done.waiting
    assert Checkpoint.objects.count() == 1


def test_a_log_cut_short_with_all_its_signatures_is_found_by_the_checkpoint_outside(
    log: Path,
) -> None:
    seqs = sealed_log(2, 3)
    tamper("DELETE FROM evidence_event WHERE seq = ANY(%s)", seqs[2:])
    tamper("DELETE FROM evidence_leaf WHERE position >= 2")
    tamper("DELETE FROM evidence_checkpoint WHERE size = 5")
    record()

    done = seal(at=NOON)

    assert [each.kind for each in done.found] == ["log-cut"]
    assert "the checkpoint of 5 entries" in done.waiting
    assert Leaf.objects.count() == 2
    (log / "evidence-checkpoint").unlink()
    settle()
    assert seal(at=NOON).added == 1


def test_an_event_put_in_later_is_named() -> None:
    seqs = sealed_log(3)

    tamper(
        "INSERT INTO evidence_event (name, actor, subject, happened_at, recorded_at, xact_id,"
        " cluster_id, bytes, leaf_hash) SELECT name, actor, subject, happened_at, recorded_at,"
        " '7'::xid8, cluster_id, bytes, leaf_hash FROM evidence_event WHERE seq = %s",
        seqs[0],
    )

    late = Event.objects.order_by("seq").values_list("seq", flat=True).last()
    assert found() == [("event-not-sealed", late, None)]


def test_an_event_moved_out_of_the_sealers_sight_is_named() -> None:
    sealed_log(1)
    record()
    seq = Event.objects.order_by("seq").values_list("seq", flat=True).last()

    tamper("UPDATE evidence_event SET xact_id = '9999999999'::xid8 WHERE seq = %s", seq)

    assert found() == [("event-ahead", seq, None)]


def test_a_large_log_is_looked_at_slice_by_slice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auditing, "ENTRIES_A_SEAL", 256)
    monkeypatch.setattr(auditing, "CHECKPOINTS_A_SEAL", 1)
    seqs = sealed_log(300, 300, 1)
    AuditPosition.objects.update(position=0, seq=0, checkpoint=0)

    tamper("UPDATE evidence_event SET bytes = bytes || ' ' WHERE seq = %s", seqs[550])
    tamper("UPDATE evidence_checkpoint SET note = replace(note, '— ', '- ') WHERE size = 600")
    rounds = [found() for _ in range(4)]

    assert rounds == [
        [],
        [("checkpoint-changed", None, 600)],
        [("bytes-changed", seqs[550], 550)],
        [],
    ]
    assert AuditPosition.objects.values_list("position", "checkpoint").get() == (256, 300)
