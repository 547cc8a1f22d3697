-- Enrols the recipients of new notices: whoever acts for the partner in one of the roles at the
-- instant, each person once with all of those capacities; or the one person it is for.
INSERT INTO notices_recipient (id, notice_id, person_id, contact_ids, roles)
SELECT gen_random_uuid(), n.id, a.person_id,
       array_agg(a.fact_id ORDER BY a.fact_id), array_agg(DISTINCT a.role::varchar)
  FROM notices_notice n
  JOIN partners_affiliation a ON a.partner_id = n.partner_id
 WHERE n.id = ANY(%(notice_ids)s) AND n.person_id IS NULL
   AND a.role = ANY(%(roles)s)
   AND a.superseded_at IS NULL
   AND a.valid_from <= %(at)s AND (a.valid_until IS NULL OR a.valid_until > %(at)s)
 GROUP BY n.id, a.person_id
UNION ALL
SELECT gen_random_uuid(), n.id, n.person_id,
       coalesce(array_agg(a.fact_id ORDER BY a.fact_id) FILTER (WHERE a.id IS NOT NULL), '{}'),
       coalesce(array_agg(DISTINCT a.role::varchar) FILTER (WHERE a.id IS NOT NULL), '{}')
  FROM notices_notice n
  LEFT JOIN partners_affiliation a
    ON a.partner_id = n.partner_id AND a.person_id = n.person_id
   AND a.superseded_at IS NULL
   AND a.valid_from <= %(at)s AND (a.valid_until IS NULL OR a.valid_until > %(at)s)
 WHERE n.id = ANY(%(notice_ids)s) AND n.person_id IS NOT NULL
 GROUP BY n.id
