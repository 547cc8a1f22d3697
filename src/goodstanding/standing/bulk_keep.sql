-- Work out some partners of a run with the compiled rule book, and keep the answer aside.
INSERT INTO standing_stagedanswer
    (run_id, partner_id, kind, source, unit, status, level, rank, have, need, due_at, fact, note,
     turns_at)
SELECT cast(%(run_id)s AS uuid), partner_id, kind, source, coalesce(unit, ''), status,
       coalesce(level, ''), rank, have, need, due_at, coalesce(fact, ''), coalesce(note, ''),
       turns_at
  FROM (
{text}
) answer
