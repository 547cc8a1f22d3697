-- Work out the standing of some partners of one program and keep it, in one statement.
-- The compiled rule book stands in front, as `answer`. A reason that stays the same is not written again; one that
-- went away is deleted; a level that changed is noted for time lines.
WITH answer AS MATERIALIZED (
{text}
),
reason AS (
    SELECT program_id, partner_id, kind, source, coalesce(unit, '') AS unit, status,
           coalesce(level, '') AS level, rank, have, need, due_at, coalesce(fact, '') AS fact,
           coalesce(note, '') AS note, turns_at
      FROM answer
     WHERE kind <> 'partner'
),
whole AS (
    SELECT a.program_id, a.partner_id, a.status, a.level, a.rank, a.have, a.need, a.due_at,
           coalesce(a.note, '') AS note, a.turns_at,
           (SELECT count(*) FROM reason r
             WHERE r.partner_id = a.partner_id AND r.status = 'unknown') AS unknown
      FROM answer a
     WHERE a.kind = 'partner'
),
gone AS (
    DELETE FROM standing_standingreason s
     USING whole w
     WHERE s.program_id = w.program_id AND s.partner_id = w.partner_id
       AND NOT EXISTS (
           SELECT 1 FROM reason r
            WHERE r.partner_id = s.partner_id AND r.kind = s.kind AND r.source = s.source
              AND r.unit = s.unit AND r.fact = s.fact
       )
),
kept AS (
    INSERT INTO standing_standingreason AS s
        (program_id, partner_id, kind, source, unit, fact, status, level, rank, have, need,
         due_at, note, turns_at)
    SELECT program_id, partner_id, kind, source, unit, fact, status, level, rank, have, need,
           due_at, note, turns_at
      FROM reason
    ON CONFLICT (program_id, partner_id, kind, source, unit, fact) DO UPDATE
       SET status = excluded.status, level = excluded.level, rank = excluded.rank,
           have = excluded.have, need = excluded.need, due_at = excluded.due_at,
           note = excluded.note, turns_at = excluded.turns_at
     WHERE (s.status, s.level, s.rank, s.have, s.need, s.due_at, s.note, s.turns_at)
           IS DISTINCT FROM
           (excluded.status, excluded.level, excluded.rank, excluded.have, excluded.need,
            excluded.due_at, excluded.note, excluded.turns_at)
),
turned AS (
    INSERT INTO standing_standingchange (program_id, partner_id, level, previous_level, changed_at)
    SELECT w.program_id, w.partner_id, w.level, s.level, cast(%(as_of)s AS timestamptz)
      FROM whole w
      JOIN standing_partnerstanding s USING (program_id, partner_id)
     WHERE w.level <> s.level
)
UPDATE standing_partnerstanding s
   SET level = w.level, rank = w.rank, status = w.status, have = w.have, need = w.need,
       due_at = w.due_at, note = w.note, unknown = w.unknown,
       pack_version_id = cast(%(version_id)s AS uuid), epoch = cast(%(epoch)s AS bigint),
       computed_at = cast(%(as_of)s AS timestamptz),
       next_change_at = least(w.turns_at, cast(%(next_effect)s AS timestamptz))
  FROM whole w
 WHERE s.program_id = w.program_id AND s.partner_id = w.partner_id
