"""Looking again at what is sealed: is it still what was signed, and if not, which entry is it.

The log is small or it is looked at slice by slice, round after round. What somebody with all
rights changes is found, because bytes, entries, tiles and checkpoints each say what the others
must be, and signatures are made with a key that is not in the database.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any, NamedTuple

from django.db import transaction

from goodstanding.evidence.alarms import AlarmKind, Finding
from goodstanding.evidence.auditing_tree import audit_checkpoints, audit_tiles, trusted_tiles
from goodstanding.evidence.entries import (
    KEPT,
    PARTNERS,
    Kept,
    columns_differ,
    described,
    fits,
    name_of,
    partners_in,
    streamed,
)
from goodstanding.evidence.models import AuditPosition, Checkpoint, Event, Leaf
from goodstanding.evidence.tiles import WIDTH, Frontier, tiles_in
from goodstanding.evidence.tree import StoredTree, TreeBrokenError

#: Entries, events and checkpoints a seal looks at again. A log of so many is looked at whole.
ENTRIES_A_SEAL = 25_600
CHECKPOINTS_A_SEAL = 500
_TILES_A_ROUND = 16
#: What must not be with the last checkpoint for another one to be signed.
_UNSIGNED = {AlarmKind.CHECKPOINT_CHANGED, AlarmKind.CHECKPOINT_UNSIGNED}

_ENTRIES = f"""
    SELECT l.position, l.seq, l.hash, {PARTNERS} AS partners, {KEPT}
      FROM evidence_leaf AS l
      LEFT JOIN evidence_event AS e ON e.seq = l.seq
     WHERE l.position >= %s AND l.position < %s
     ORDER BY l.position
"""  # noqa: S608 -- our own words.

_NOT_SEALED = """
    WITH looked_at AS MATERIALIZED (
        SELECT e.seq, e.name, e.cluster_id, e.xact_id
          FROM evidence_event AS e WHERE e.seq >= %s AND e.seq < %s
    ), read_to AS MATERIALIZED (
        SELECT k.cluster_id, c.horizon, c.horizon_seq
          FROM (SELECT DISTINCT cluster_id FROM looked_at) AS k
         CROSS JOIN LATERAL (
             SELECT horizon, horizon_seq FROM evidence_checkpoint
              WHERE cluster_id = k.cluster_id ORDER BY size DESC LIMIT 1) AS c
    )
    SELECT e.seq, e.name
      FROM looked_at AS e
      JOIN read_to AS r ON r.cluster_id = e.cluster_id
     WHERE (e.xact_id, e.seq) <= (r.horizon, r.horizon_seq)
       AND NOT EXISTS (SELECT FROM evidence_leaf AS l WHERE l.seq = e.seq)
     ORDER BY e.seq
"""
_AHEAD = """
    SELECT e.seq, e.name FROM evidence_event AS e
     WHERE e.xact_id >= pg_snapshot_xmax(pg_current_snapshot())
       AND e.cluster_id = (SELECT system_identifier FROM pg_control_system())
     ORDER BY e.seq LIMIT 1000
"""


def audit_slice(last: Checkpoint | None) -> list[Finding]:
    """Return what is wrong in the next slice, and remember where to go on.

    A log of ``ENTRIES_A_SEAL`` entries is looked at whole, each time.
    """
    if last is None:
        return []
    with transaction.atomic():
        where, _ = AuditPosition.objects.get_or_create(pk=1)
        newest = Event.objects.order_by("seq").values_list("seq", flat=True).last() or 0
        first, until = _next(where.position, last.size)
        seq, seq_until = _next(where.seq, newest + 1)
        found = [
            *audit_tiles(last.size),
            *_audit_entries(first, until, last.size),
            *_audit_unsealed(seq, seq_until),
            *_audit_ahead(),
        ]
        signed, checkpoint = audit_checkpoints(after=where.checkpoint, limit=CHECKPOINTS_A_SEAL)
        found += signed
        where.position = until if until < last.size else 0
        where.seq = seq_until if seq_until <= newest else 0
        where.checkpoint = checkpoint
        where.save()
    return found


def _next(place: int, end: int) -> tuple[int, int]:
    """Return the slice that begins at ``place``; everything, where that is little."""
    if end <= ENTRIES_A_SEAL or place >= end:
        place = 0
    return place, min(place + ENTRIES_A_SEAL, end)


def audit_everything() -> list[Finding]:
    """Return everything that is wrong, each entry, tile and checkpoint looked at."""
    last = Checkpoint.objects.order_by("size").last()
    if last is None:
        return []
    newest = Event.objects.order_by("seq").values_list("seq", flat=True).last() or 0
    broken, _ = frontier_as_signed(last)
    signed, _ = audit_checkpoints(after=0, limit=None)
    return [
        *audit_tiles(last.size),
        *_audit_entries(0, last.size, last.size),
        *_audit_unsealed(0, newest + 1),
        *_audit_ahead(),
        *signed,
        *broken,
    ]


def frontier_as_signed(last: Checkpoint | None) -> tuple[list[Finding], Frontier]:
    """Return the right edge of the tree to go on from, and what is wrong if it cannot be."""
    if last is None:
        return _behind(0), Frontier()
    try:
        frontier = StoredTree(last.size).frontier()
        holds = frontier.root() == bytes(last.root)
    except TreeBrokenError:
        frontier, holds = Frontier(), False
    signed, _ = audit_checkpoints(after=last.size - 1, limit=1)
    unsigned = [each for each in signed if each.kind in _UNSIGNED]
    if holds:
        return unsigned + _behind(last.size), frontier
    differs = Finding(
        kind=AlarmKind.ROOT_DIFFERS,
        place=f"checkpoint:{last.size}",
        sentence=(
            f"The tree over {last.size} entries is not the one that was signed, so nothing "
            "more is sealed: put back from a backup what `goodstanding evidence check` names."
        ),
    )
    return [*unsigned, differs], frontier


def _behind(size: int) -> list[Finding]:
    """Return entries that stand behind the last checkpoint, where the sealer leaves none."""
    leaf = Leaf.objects.filter(position__gte=size).order_by("position").first()
    if leaf is None:
        return []
    return [
        Finding(
            kind=AlarmKind.ENTRY_UNSIGNED,
            place=f"entry:{leaf.position}",
            seq=leaf.seq,
            position=leaf.position,
            sentence=(
                f"Entry {leaf.position} of the log ({described(leaf.seq)}) was put in behind what "
                "was signed, so nothing more is sealed: take it out as the owner."
            ),
        )
    ]


def _audit_entries(first: int, until: int, size: int) -> Iterator[Finding]:
    step = _TILES_A_ROUND * WIDTH
    for start in range(first, until, step):
        yield from _audit_round(start, min(start + step, until), size)


def _audit_round(start: int, end: int, size: int) -> Iterator[Finding]:
    """Yield what is wrong with entries ``[start, end)``, of which ``start`` begins a tile."""
    tiles, found = trusted_tiles(start // WIDTH, min(-(-end // WIDTH), tiles_in(size, 0)))
    yield from found
    # All rows of a round are looked at before anything else is asked on this connection.
    seen = [_look(row) for row in streamed(_ENTRIES, [start, end])]
    there = {each.position for each in seen}
    for position in range(start, end):
        if position not in there:
            yield _entry_gone(position)
    for each in seen:
        number, place = divmod(each.position, WIDTH)
        hashes = tiles.get(number)
        sealed = each.entry if hashes is None else hashes[place * 32 : place * 32 + 32]
        yield from _judge(each, sealed)


class _Seen(NamedTuple):
    """What was found at one position. ``content`` is the hash of the event's bytes."""

    position: int
    seq: int
    entry: bytes
    content: bytes | None
    hash_fits: bool
    columns_fit: bool
    partners_fit: bool


def _look(row: tuple[Any, ...]) -> _Seen:
    position, seq, entry, partners, *event = row
    if event[0] is None:
        return _Seen(position, seq, entry, None, True, True, True)
    kept = Kept._make(event)
    content = sha256(b"\x00" + kept.content).digest()
    fitting = fits(kept)
    named = not fitting or partners_in(kept) == partners
    return _Seen(position, seq, entry, content, content == kept.leaf_hash, fitting, named)


def _judge(seen: _Seen, sealed: bytes) -> Iterator[Finding]:
    """Yield what is wrong with an entry, of which ``sealed`` is the hash that the tree holds."""
    if seen.entry != sealed:
        yield _of_entry(
            AlarmKind.ENTRY_CHANGED, seen, "does not have the hash that the tree holds there"
        )
    if seen.content is None:
        yield _of_event(AlarmKind.EVENT_GONE, seen, "is gone")
        return
    if seen.content != sealed:
        yield _of_event(
            AlarmKind.BYTES_CHANGED, seen, "was changed: its bytes are not those that were sealed"
        )
    elif not seen.hash_fits:
        yield _of_event(
            AlarmKind.HASH_WRONG, seen, "was changed: the hash beside it is not that of its bytes"
        )
    elif not (seen.columns_fit and seen.partners_fit):
        yield columns_differ(seen.seq, seen.position, partners=not seen.partners_fit)


def _of_event(kind: AlarmKind, seen: _Seen, wrong: str) -> Finding:
    return Finding(
        kind=kind,
        place=f"event:{seen.seq}",
        seq=seen.seq,
        position=seen.position,
        name=name_of(seen.seq),
        sentence=f"{described(seen.seq)}, entry {seen.position} of the log, {wrong}.",
    )


def _of_entry(kind: AlarmKind, seen: _Seen, wrong: str) -> Finding:
    return Finding(
        kind=kind,
        place=f"entry:{seen.position}",
        seq=seen.seq,
        position=seen.position,
        name=name_of(seen.seq),
        sentence=f"Entry {seen.position} of the log ({described(seen.seq)}) {wrong}.",
    )


def _entry_gone(position: int) -> Finding:
    return Finding(
        kind=AlarmKind.ENTRY_GONE,
        place=f"entry:{position}",
        position=position,
        sentence=(
            f"Entry {position} of the log is gone. Its event, if it is there, is named as one "
            "that was not sealed."
        ),
    )


def _audit_unsealed(first: int, until: int) -> Iterator[Finding]:
    for seq, name in list(streamed(_NOT_SEALED, [first, until])):
        yield Finding(
            kind=AlarmKind.EVENT_NOT_SEALED,
            place=f"event:{seq}",
            seq=seq,
            name=name,
            sentence=(
                f"Event {seq} ({name}) is older than the last seal and has no entry in the log: "
                "either its entry was taken away, or it was put in later."
            ),
        )


def _audit_ahead() -> Iterator[Finding]:
    for seq, name in list(streamed(_AHEAD, [])):
        yield Finding(
            kind=AlarmKind.EVENT_AHEAD,
            place=f"event:{seq}",
            seq=seq,
            name=name,
            sentence=(
                f"Event {seq} ({name}) carries the number of a transaction that has not begun, so "
                "that it would not be sealed: somebody changed it."
            ),
        )
