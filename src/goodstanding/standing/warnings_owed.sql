-- Which warnings ahead of a test are due, and nobody sent yet: by the answers that are kept, where
-- these are true. Days are counted from the instant at which the day of the test is over; an hour
-- is added, so that none is early where clocks change in between. What ended for good warns of
-- nothing, and so does a test that is over where no end for good is ahead, or waits: a day and an
-- hour are left there, and whoever warns looks at the local day.
SELECT r.partner_id, r.fact, r.due_at, array_agg(w.days ORDER BY w.days DESC)
  FROM standing_standingreason r
  JOIN unnest(%(names)s::text[], %(days)s::int[], %(untils)s::int[]) AS w(source, days, until)
    ON w.source = r.source
  JOIN standing_partnerstanding s
    ON (s.program_id, s.partner_id) = (r.program_id, r.partner_id)
  LEFT JOIN standing_programepoch e ON e.program_id = s.program_id
 WHERE r.program_id = %(program)s AND r.kind = 'authorization' AND r.status <> 'fulfilled'
   AND r.note = ''
   AND r.due_at <= cast(%(at)s AS timestamptz) + %(most)s * interval '24 hours'
   AND r.due_at <= cast(%(at)s AS timestamptz) + w.days * interval '24 hours' - interval '1 hour'
   AND (r.due_at > cast(%(at)s AS timestamptz) - w.until * interval '24 hours'
            - CASE WHEN w.until > 0 THEN interval '25 hours' ELSE interval '0' END
        OR EXISTS (
            SELECT FROM standing_finalactwaiting f
             WHERE (f.authorization_id, f.due_at) = (cast(r.fact AS uuid), r.due_at)))
   AND s.pack_version_id = %(version)s AND s.epoch >= coalesce(e.epoch, 0)
   AND (s.next_change_at IS NULL OR s.next_change_at > %(at)s)
   AND (%(partners)s::uuid[] IS NULL OR r.partner_id = ANY (%(partners)s))
   AND r.partner_id > %(after)s
   AND NOT EXISTS (
       SELECT FROM notices_authorizationwarning g
        WHERE (g.authorization_id, g.due_at, g.days) = (cast(r.fact AS uuid), r.due_at, w.days))
 GROUP BY r.partner_id, r.fact, r.due_at
 ORDER BY r.partner_id
 LIMIT %(limit)s
