-- Work out the standing of some partners of one program and keep it, in one statement.
-- The compiled rule book stands in front, as `answer`. A reason that stays the same is not written again; one that
-- went away is deleted; a level that changed is noted for time lines. Where only a part was worked out, the partner
-- turns no later than was known before.
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
           (SELECT count(*) FROM answer r
             WHERE r.partner_id = a.partner_id AND r.kind <> 'partner' AND r.status = 'unknown') AS unknown
      FROM answer a
     WHERE a.kind = 'partner'
),
compared AS (
    SELECT s.id, r.program_id, r.partner_id, r.kind, r.source, r.unit, r.fact, r.status, r.level,
           r.rank, r.have, r.need, r.due_at, r.note, r.turns_at,
           (s.status, s.level, s.rank, s.have, s.need, s.due_at, s.note, s.turns_at)
           IS DISTINCT FROM
           (r.status, r.level, r.rank, r.have, r.need, r.due_at, r.note, r.turns_at) AS differs
      FROM (SELECT s.* FROM whole w JOIN standing_standingreason s USING (program_id, partner_id)) s
      FULL JOIN reason r
        ON r.program_id = s.program_id AND r.partner_id = s.partner_id AND r.kind = s.kind
       AND r.source = s.source AND r.unit = s.unit AND r.fact = s.fact
),
gone AS (
    DELETE FROM standing_standingreason s
     USING compared c
     WHERE s.id = c.id AND c.kind IS NULL
),
kept AS (
    INSERT INTO standing_standingreason AS s
        (program_id, partner_id, kind, source, unit, fact, status, level, rank, have, need,
         due_at, note, turns_at)
    SELECT program_id, partner_id, kind, source, unit, fact, status, level, rank, have, need,
           due_at, note, turns_at
      FROM compared
     WHERE differs AND kind IS NOT NULL
    ON CONFLICT (program_id, partner_id, kind, source, unit, fact) DO UPDATE
       SET status = excluded.status, level = excluded.level, rank = excluded.rank,
           have = excluded.have, need = excluded.need, due_at = excluded.due_at,
           note = excluded.note, turns_at = excluded.turns_at
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
       next_change_at = least(
           w.turns_at, cast(%(next_effect)s AS timestamptz),
           CASE WHEN cast(%(whole)s AS boolean) THEN NULL ELSE s.next_change_at END)
  FROM whole w
 WHERE s.program_id = w.program_id AND s.partner_id = w.partner_id
