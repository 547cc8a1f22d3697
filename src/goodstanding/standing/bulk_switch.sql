-- Show what a run kept aside, all of it at once: the statements of one transaction, in order.

-- Writers of the program queue here, and whoever waited has been seen by what follows.
SELECT count(*) FROM (
    SELECT FROM standing_partnerstanding
     WHERE program_id = %(program_id)s AND epoch < %(epoch)s
     ORDER BY partner_id FOR NO KEY UPDATE
) waiting;

-- Whoever was touched since the run began is left out: what was kept aside may be older.
DELETE FROM standing_stagedanswer a
 USING evidence_eventpartner p
  JOIN evidence_event e ON e.seq = p.event_id
 WHERE a.run_id = %(run_id)s AND p.partner_id = a.partner_id AND p.program_id = %(program_id)s
   AND e.xact_id >= pg_snapshot_xmin(cast(%(horizon)s AS pg_snapshot))
   AND NOT pg_visible_in_snapshot(e.xact_id, cast(%(horizon)s AS pg_snapshot));

DELETE FROM standing_stagedanswer a
 USING standing_partnerstanding s
 WHERE a.run_id = %(run_id)s AND s.program_id = %(program_id)s AND s.partner_id = a.partner_id
   AND s.epoch >= %(epoch)s;

DELETE FROM standing_standingreason s
 WHERE s.program_id = %(program_id)s
   AND EXISTS (
       SELECT FROM standing_stagedanswer a
        WHERE a.run_id = %(run_id)s AND a.partner_id = s.partner_id AND a.kind = 'partner'
   )
   AND NOT EXISTS (
       SELECT FROM standing_stagedanswer a
        WHERE a.run_id = %(run_id)s
          AND (a.partner_id, a.kind, a.source, a.unit, a.fact)
            = (s.partner_id, s.kind, s.source, s.unit, s.fact)
   );

INSERT INTO standing_standingreason AS s
    (program_id, partner_id, kind, source, unit, fact, status, level, rank, have, need, due_at,
     note, turns_at)
SELECT %(program_id)s, partner_id, kind, source, unit, fact, status, level, rank, have, need,
       due_at, note, turns_at
  FROM standing_stagedanswer
 WHERE run_id = %(run_id)s AND kind <> 'partner'
ON CONFLICT (program_id, partner_id, kind, source, unit, fact) DO UPDATE
   SET status = excluded.status, level = excluded.level, rank = excluded.rank,
       have = excluded.have, need = excluded.need, due_at = excluded.due_at,
       note = excluded.note, turns_at = excluded.turns_at
 WHERE (s.status, s.level, s.rank, s.have, s.need, s.due_at, s.note, s.turns_at)
       IS DISTINCT FROM
       (excluded.status, excluded.level, excluded.rank, excluded.have, excluded.need,
        excluded.due_at, excluded.note, excluded.turns_at);

INSERT INTO standing_standingchange (program_id, partner_id, level, previous_level, changed_at)
SELECT s.program_id, s.partner_id, a.level, s.level, cast(%(as_of)s AS timestamptz)
  FROM standing_stagedanswer a
  JOIN standing_partnerstanding s
    ON s.program_id = %(program_id)s AND s.partner_id = a.partner_id
 WHERE a.run_id = %(run_id)s AND a.kind = 'partner' AND a.level <> s.level;

UPDATE standing_partnerstanding s
   SET level = a.level, rank = a.rank, status = a.status, have = a.have, need = a.need,
       due_at = a.due_at, note = a.note, unknown = coalesce(u.unknown, 0),
       pack_version_id = %(version_id)s, epoch = %(epoch)s,
       computed_at = cast(%(as_of)s AS timestamptz),
       next_change_at = least(a.turns_at, cast(%(next_effect)s AS timestamptz))
  FROM standing_stagedanswer a
  LEFT JOIN (
      SELECT partner_id, count(*) AS unknown
        FROM standing_stagedanswer
       WHERE run_id = %(run_id)s AND kind <> 'partner' AND status = 'unknown'
       GROUP BY partner_id
  ) u ON u.partner_id = a.partner_id
 WHERE a.run_id = %(run_id)s AND a.kind = 'partner'
   AND s.program_id = %(program_id)s AND s.partner_id = a.partner_id;

DELETE FROM standing_stagedanswer WHERE run_id = %(run_id)s
