"""Sealing what was recorded: entries, tiles and signed checkpoints, against reading and hashing.

Size: 1 million events at scale 1, three to a transaction, of some 450 bytes. Opponent: the bytes
of the same events, streamed out of the same database and hashed one by one with SHA-256. Budget:
3 times. The seal hashes, compares columns with bytes, builds the tree, proves that it continues
the last one, signs, and commits to a disk that is waited for. Both have to see the same hashes.
"""

from __future__ import annotations

import sys
from hashlib import sha256

import psycopg

from bench._pairs import Pairs, Row, in_turn, report, row, scale_asked, timed
from bench._place import Place, place

RATIO_MAX = 3.0
_EVENTS_AT_SCALE_1 = 1_000_000
_EVENTS_A_TRANSACTION = 3

#: Events in the bytes that ``evidence.services`` writes, for as many people who were added.
_RECORD = """
    INSERT INTO evidence_event (name, actor, subject, happened_at, recorded_at, xact_id,
                                cluster_id, bytes, leaf_hash)
    SELECT 'person.added', 'system:bench', 'person:' || id, moment, moment,
           (%(first)s + n / %(together)s)::text::xid8, %(cluster)s, content,
           sha256('\\x00'::bytea || content)
      FROM (SELECT n, gen_random_uuid() AS id,
                   timestamptz '2026-01-01 00:00+00' + n * interval '1 second' AS moment
              FROM generate_series(0, %(events)s - 1) AS n) AS made,
           LATERAL (SELECT to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
                           AS said) AS told,
           LATERAL (SELECT convert_to(
               '{"actor":"system:bench","content":{"email":{"sha256":"'
               || encode(sha256(convert_to('email' || n, 'UTF8')), 'hex') || '"},"name":{"sha256":"'
               || encode(sha256(convert_to('name' || n, 'UTF8')), 'hex') || '"},"person_id":"'
               || id || '"},"happened_at":"' || said || '","layout":1,"name":"person.added",'
               || '"partners":[],"program":null,"recorded_at":"' || said
               || '","subject":"person:' || id || '"}', 'UTF8') AS content) AS written
     ORDER BY n
"""

#: Numbers of transactions, drawn by sub-transactions: the events are to be below the horizon.
_DRAW = """
    DO $$
    BEGIN
        CREATE TEMP TABLE drawn (n int);
        FOR n IN 1..{count} LOOP
            BEGIN
                INSERT INTO drawn VALUES (n);
            EXCEPTION WHEN OTHERS THEN NULL;
            END;
        END LOOP;
        DROP TABLE drawn;
    END $$
"""
_FORGET = "TRUNCATE evidence_leaf, evidence_tile, evidence_checkpoint, evidence_audit"


def measure(here: Place, *, scale: float) -> list[Row]:
    """Return the row of a log recorded for the purpose."""
    from goodstanding.evidence.sealing import seal
    from goodstanding.values import clock

    events = max(round(_EVENTS_AT_SCALE_1 * scale), 100)
    _record(here, events)

    def sealing() -> float:
        _forget(here)
        return timed(lambda: seal(at=clock.now()))

    pairs: Pairs = in_turn(sealing, lambda: timed(lambda: _hashed(here)))
    _require_same(here, events)
    return [row("seal 1M events", "sha256 of the same bytes", pairs, budget=RATIO_MAX)]


def _record(here: Place, events: int) -> None:
    from goodstanding.evidence.cluster import cluster_id

    with psycopg.connect(here.superuser_url, autocommit=True) as link:
        first = link.execute("SELECT pg_current_xact_id()::text").fetchone()
        assert first is not None  # a select without a table gives one row
        transactions = events // _EVENTS_A_TRANSACTION + 1
        for start in range(0, transactions, 10_000):
            link.execute(_DRAW.format(count=min(10_000, transactions - start)).encode())
        link.execute(
            _RECORD.encode(),
            {
                "first": int(first[0]),
                "together": _EVENTS_A_TRANSACTION,
                "cluster": cluster_id(),
                "events": events,
            },
        )
        link.execute("VACUUM ANALYZE evidence_event")
        link.execute("CHECKPOINT")
        told = link.execute(
            "SELECT count(*), avg(octet_length(bytes))::int, pg_table_size('evidence_event') >> 20"
            " FROM evidence_event"
        ).fetchone()
    print("Log: {:,} events of {} bytes, {} MB".format(*told or ()))


def _forget(here: Place) -> None:
    """Take away what was sealed, as its owner with the guards asleep; keys stay."""
    with psycopg.connect(here.superuser_url, autocommit=True) as link:
        link.execute("SET session_replication_role = replica")
        link.execute(_FORGET)


def _hashed(here: Place) -> int:
    """Hash the bytes of every event, in the way the sealer reads them."""
    count = 0
    with psycopg.connect(here.app_url) as link, link.cursor() as cursor:
        rows = cursor.stream(
            "SELECT bytes FROM evidence_event ORDER BY xact_id, seq", binary=True, size=500
        )
        for (content,) in rows:
            sha256(content).digest()
            count += 1
    return count


def _require_same(here: Place, events: int) -> None:
    """End the bench where the last seal left something out, or sealed something else."""
    from goodstanding.evidence.auditing import audit_everything
    from goodstanding.evidence.selectors import latest_checkpoint

    latest = latest_checkpoint()
    hashed = _hashed(here)
    if latest is None or latest.size != events or hashed != events:
        sys.exit(f"{events:,} events, {hashed:,} hashed, sealed: {latest}.")
    if found := audit_everything():
        sys.exit("\n".join(str(each) for each in found[:6]))
    print(f"All {events:,} events are sealed as they are.")


def main() -> None:
    scale = scale_asked(__doc__)
    with place(durable=True) as here:
        rows = measure(here, scale=scale)
    report("seal", scale, rows)


if __name__ == "__main__":
    main()
