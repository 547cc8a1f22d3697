-- Which final acts that wait may be ready: every warning that a version of the rules owes was
-- served, and the shortest of their leads is over since. Whole local days are counted by whoever
-- takes them; an hour less is looked at here, so that none is missed where clocks change.
SELECT w.id
  FROM standing_finalactwaiting w
  JOIN unnest(%(starts)s::timestamptz[], %(untils)s::timestamptz[], %(names)s::text[],
              %(days)s::int[]) AS o(starts_at, until, name, days)
    ON o.name = w."authorization" AND o.until > w.reached_at
 CROSS JOIN LATERAL (
       SELECT min(p.recorded_at) AS served_at
         FROM notices_authorizationwarning g
         JOIN notices_proof p ON p.notice_id = g.notice_id
        WHERE (g.authorization_id, g.due_at, g.days) = (w.authorization_id, w.due_at, o.days)
          AND p.outcome = 'delivered' AND p.voided_at IS NULL) s
 WHERE w.program_id = %(program)s
 GROUP BY w.id, o.starts_at
HAVING bool_and(o.days IS NULL OR s.served_at IS NOT NULL)
   AND coalesce(max(s.served_at) + min(o.days) * interval '24 hours' - interval '1 hour'
                <= %(at)s, true)
 ORDER BY w.id
