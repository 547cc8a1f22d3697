"""Sealing: what was recorded becomes entries of the log, and what the log holds is signed.

The order of entries is that of transaction numbers, then of ``seq``. Only transactions below the
horizon count: those that were over, all of them, at one instant. So what commits late is never
passed over, and nothing behind a transaction that is still open is sealed before it.

Entries, tiles and the checkpoint over them are one transaction, so that nothing stands unsigned
and a seal may be killed anywhere and started again.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from itertools import islice
from typing import Any

import psycopg
from django.db import IntegrityError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from goodstanding.evidence.alarms import AlarmKind, Finding, tell
from goodstanding.evidence.auditing import audit_everything, audit_slice, frontier_as_signed
from goodstanding.evidence.cluster import cluster_id
from goodstanding.evidence.entries import KEPT, Kept, columns_differ, fits, streamed
from goodstanding.evidence.exclusive import alone
from goodstanding.evidence.key_files import SealingWaitsError
from goodstanding.evidence.merkle import consistency_proof, proves_consistency
from goodstanding.evidence.models import Checkpoint, Event
from goodstanding.evidence.notes import PrivateKey, TreeHead, sign
from goodstanding.evidence.signing import forget_old_keys, keys_to_sign
from goodstanding.evidence.tiles import Frontier, Tile
from goodstanding.evidence.tree import StoredTree
from goodstanding.evidence.witness import keep_outside, log_was_cut

#: Entries a transaction adds: some 10 MB of hashes are held at a time.
CHUNK = 65_536

#: Beyond every transaction number: in a restored database none of the old ones is open.
_NO_HORIZON = 2**64 - 1

_UNSEALED = f"""
    SELECT {KEPT}
      FROM evidence_event AS e
     WHERE e.cluster_id = %s
       AND (e.xact_id, e.seq) > (%s::text::xid8, %s::bigint) AND e.xact_id < %s::text::xid8
"""  # noqa: S608 -- our own words.
_IN_ORDER = " ORDER BY e.xact_id, e.seq LIMIT %s"
_FROM_MARK = _UNSEALED + _IN_ORDER
_WITHOUT_ENTRY = (
    f"{_UNSEALED} AND NOT EXISTS (SELECT FROM evidence_leaf AS l WHERE l.seq = e.seq) {_IN_ORDER}"
)

#: Numbers are drawn for all databases of a server, and an open transaction of another database adds
#: no event here. One counts as of another database only while it is seen there; what a snapshot
#: holds and is nowhere any more holds the sealer back once.
_HORIZON = """
    WITH seen AS MATERIALIZED (SELECT pg_current_snapshot() AS snapshot),
    elsewhere AS MATERIALIZED (
        SELECT l.transactionid::text::bigint AS number
          FROM pg_locks AS l JOIN pg_stat_activity AS a ON a.pid = l.pid
         WHERE l.locktype = 'transactionid' AND l.mode = 'ExclusiveLock' AND l.granted
           AND a.datid <> (SELECT oid FROM pg_database WHERE datname = current_database())
    )
    SELECT coalesce(
        (SELECT open FROM seen, pg_snapshot_xip(seen.snapshot) AS open
          WHERE open::text::bigint & 4294967295 NOT IN (SELECT number FROM elsewhere)
          ORDER BY open LIMIT 1),
        (SELECT pg_snapshot_xmax(snapshot) FROM seen)
    )::text
"""

#: Rows of PostgreSQL's binary format: how many fields, then each after its length.
_LEAF = struct.Struct("!hiqiqi32s")
_TILE = struct.Struct("!hihiqi")
_TILE_ROOT = struct.Struct("!i32s")
_ROWS_A_WRITE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """What a seal did: entries added, entries in all, what it found wrong for the first time.

    ``waiting`` is a sentence where nothing could be signed; ``busy`` says that another sealer
    is at work, and nothing was done.
    """

    added: int = 0
    size: int = 0
    found: tuple[Finding, ...] = ()
    waiting: str = ""
    busy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mark:
    """How far the events of one cluster were read, as a checkpoint keeps it."""

    cluster: Decimal
    xact: int = 0
    seq: int = 0


def seal(*, at: datetime) -> Sealed:
    """Look at a slice of what is sealed, seal what was recorded since, and sign it.

    Safe to run twice, or to be killed anywhere. A second sealer leaves at once.
    """
    with alone() as mine:
        return _seal(at) if mine else Sealed(busy=True)


def _seal(at: datetime) -> Sealed:
    last = Checkpoint.objects.order_by("size").last()
    size = 0 if last is None else last.size
    if last is None and not Event.objects.exists():
        return Sealed()
    found = tell(audit_slice(last), at=at)
    broken, frontier = frontier_as_signed(last)
    broken += log_was_cut(last)
    if broken:
        fresh = tell(broken, at=at)
        if fresh:  # Once, to say which entries it is.
            found += fresh + tell(audit_everything(), at=at)
        return Sealed(size=size, found=tuple(found), waiting=str(broken[0]))
    try:
        keys = keys_to_sign(last, at=at)
    except SealingWaitsError as error:
        return Sealed(size=size, found=tuple(found), waiting=str(error))
    for fresh in _Sealing(last=last, frontier=frontier, keys=keys, at=at).run():
        found += fresh
    return Sealed(added=frontier.size - size, size=frontier.size, found=tuple(found))


@dataclass(slots=True, kw_only=True)
class _Sealing:
    """One seal under way."""

    last: Checkpoint | None
    frontier: Frontier
    keys: list[PrivateKey]
    at: datetime
    #: Events come over a connection of their own: they are read while entries are written.
    reader: BaseDatabaseWrapper = field(default_factory=connection.copy)

    def run(self) -> Iterator[list[Finding]]:
        """Seal chunk after chunk; yield what is found wrong for the first time."""
        here = Decimal(cluster_id())
        until = horizon()
        try:
            for cluster in self._restored_clusters(here):
                yield from self._read(cluster, until=_NO_HORIZON, whole=False)
            yield from self._read(here, until=until, whole=True)
        finally:
            self.reader.close()

    def _restored_clusters(self, here: Decimal) -> list[Decimal]:
        """Return the other clusters events were recorded in; nothing is added to those."""
        if self.last is not None and self.last.cluster_id == here:
            return []
        others = Event.objects.exclude(cluster_id=here).order_by("cluster_id")
        return list(others.values_list("cluster_id", flat=True).distinct())

    def _read(self, cluster: Decimal, *, until: int, whole: bool) -> Iterator[list[Finding]]:
        mark = _mark_of(cluster)
        while True:
            before = self.frontier.size
            fresh, mark = self._seal_chunk(mark, until=until, whole=whole)
            yield fresh
            if self.frontier.size - before < CHUNK:
                return

    def _seal_chunk(self, mark: _Mark, *, until: int, whole: bool) -> tuple[list[Finding], _Mark]:
        try:
            return self._seal_read(_FROM_MARK, mark, until=until, whole=whole)
        except IntegrityError:
            # What has its entry already was found again: somebody changed how far the log was
            # read, or a transaction's number. Entries stay; what has none gets its own.
            return self._seal_read(_WITHOUT_ENTRY, mark, until=until, whole=whole)

    def _seal_read(
        self, query: str, mark: _Mark, *, until: int, whole: bool
    ) -> tuple[list[Finding], _Mark]:
        frontier = replace(self.frontier, levels=[list(level) for level in self.frontier.levels])
        with transaction.atomic(durable=True):
            found = []
            given = [mark.cluster, str(mark.xact), mark.seq, str(until), CHUNK]
            events = streamed(query, given, over=self.reader)
            seqs, hashes, suspicious = _write_leaves(self.frontier.size, events)
            if query == _WITHOUT_ENTRY:
                found.append(_sealed_twice(self.last))
            found += [_finding(kept, self.frontier.size + place) for place, kept in suspicious]
            fresh = tell(found, at=self.at)
            if not seqs:
                return fresh, mark
            whole = whole and len(seqs) < CHUNK
            after = replace(mark, xact=until, seq=0) if whole else _at_event(mark, seqs[-1])
            _write_tiles(frontier.add(hashes))
            checkpoint = self._signed(frontier, after)
        self.frontier.size, self.frontier.levels = frontier.size, frontier.levels
        self.last = checkpoint
        keep_outside(checkpoint)
        forget_old_keys(self.keys)
        self.keys = self.keys[-1:]
        return fresh, after

    def _signed(self, frontier: Frontier, mark: _Mark) -> Checkpoint:
        """Keep the checkpoint of a tree that continues the last one, as the stored tree shows."""
        root = frontier.root()
        if self.last is not None:
            proof = consistency_proof(self.last.size, frontier.size, StoredTree(frontier.size).node)
            assert proves_consistency(
                old=self.last.size,
                new=frontier.size,
                old_root=bytes(self.last.root),
                new_root=root,
                proof=proof,
            ), "The tree that was stored is not the one that was added to."
        head = TreeHead(origin=self.keys[-1].name, size=frontier.size, root=root)
        return Checkpoint.objects.create(
            size=frontier.size,
            root=root,
            cluster_id=mark.cluster,
            horizon=mark.xact,
            horizon_seq=mark.seq,
            note=sign(head.text(), self.keys),
            made_at=self.at,
        )


def horizon() -> int:
    """Return the number below which every transaction is over that may add events."""
    with connection.cursor() as cursor:
        cursor.execute(_HORIZON)
        return int(cursor.fetchone()[0])


def _mark_of(cluster: Decimal) -> _Mark:
    last = Checkpoint.objects.filter(cluster_id=cluster).order_by("size").last()
    if last is None:
        return _Mark(cluster=cluster)
    return _Mark(cluster=cluster, xact=last.horizon, seq=last.horizon_seq)


def _at_event(mark: _Mark, seq: int) -> _Mark:
    return replace(mark, xact=Event.objects.values_list("xact_id", flat=True).get(pk=seq), seq=seq)


def _finding(kept: Kept, position: int) -> Finding:
    if fits(kept):
        return Finding(
            kind=AlarmKind.HASH_WRONG,
            place=f"event:{kept.seq}",
            seq=kept.seq,
            position=position,
            name=(name := Event.objects.get(pk=kept.seq).name),
            sentence=(
                f"Event {kept.seq} ({name}), entry {position} of the log, was changed before it "
                "was sealed: the hash kept beside it is not that of its bytes."
            ),
        )
    return columns_differ(kept.seq, position)


def _sealed_twice(last: Checkpoint | None) -> Finding:
    size = 0 if last is None else last.size
    return Finding(
        kind=AlarmKind.SEALED_TWICE,
        place=f"checkpoint:{size}",
        sentence=(
            f"Behind checkpoint {size} an event came again that is sealed already: the horizon of "
            "the checkpoint was set back, or the number of a transaction was changed."
        ),
    )


def _write_leaves(
    first: int, events: Iterator[tuple[Any, ...]]
) -> tuple[list[int], list[bytes], list[tuple[int, Kept]]]:
    """Add an entry for each event; return numbers and hashes, and those that are suspicious.

    A suspicious event, with its place, does not have the hash or the columns its bytes say.
    """
    seqs: list[int] = []
    hashes: list[bytes] = []
    suspicious = []
    try:
        with _copied("evidence_leaf (position, seq, hash)") as copy:
            while batch := list(islice(events, _ROWS_A_WRITE)):
                found = [sha256(b"\x00" + row[1]).digest() for row in batch]
                suspicious += [
                    (len(seqs) + place, Kept._make(row))
                    for place, (row, each) in enumerate(zip(batch, found, strict=True))
                    if each != row[2] or (row[3] is not None and not fits(Kept._make(row)))
                ]
                copy.write(
                    b"".join(
                        [
                            _LEAF.pack(3, 8, position, 8, row[0], 32, each)
                            for position, (row, each) in enumerate(
                                zip(batch, found, strict=True), start=first + len(seqs)
                            )
                        ]
                    )
                )
                seqs += [row[0] for row in batch]
                hashes += found
    except psycopg.errors.UniqueViolation as error:
        raise IntegrityError(*error.args) from error
    return seqs, hashes, suspicious


def _write_tiles(tiles: Iterable[Tile]) -> None:
    with _copied("evidence_tile (level, number, hashes, root)") as copy:
        for tile in tiles:
            copy.write(
                _TILE.pack(4, 2, tile.level, 8, tile.number, len(tile.hashes))
                + tile.hashes
                + _TILE_ROOT.pack(32, tile.root)
            )


@contextmanager
def _copied(columns: str) -> Iterator[psycopg.Copy]:
    """Give what rows in PostgreSQL's binary format are written to."""
    command = f"COPY {columns} FROM STDIN (FORMAT BINARY)".encode()
    with psycopg.Cursor(connection.connection) as cursor, cursor.copy(command) as copy:
        copy.write(b"PGCOPY\n\xff\r\n\x00" + bytes(8))
        yield copy
        copy.write(b"\xff\xff")
