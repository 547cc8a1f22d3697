-- Who is in an audience at an instant: each person once, with every capacity they have in it. A
-- part that is null does not narrow. Counting, showing and enrolling all begin with this text.
WITH chosen AS (
    SELECT DISTINCT e.partner_id
      FROM partners_enrolment e
     WHERE e.program_id = %(program_id)s AND e.superseded_at IS NULL
       AND e.valid_from <= %(at)s AND (e.valid_until IS NULL OR e.valid_until > %(at)s)
       AND (%(tiers)s::text[] IS NULL OR e.tier = ANY(%(tiers)s::text[]))
       AND (%(only)s::uuid[] IS NULL OR e.partner_id = ANY(%(only)s::uuid[]))
       AND (%(without)s::uuid[] IS NULL OR e.partner_id <> ALL(%(without)s::uuid[]))
       AND (%(countries)s::text[] IS NULL OR EXISTS (
            SELECT FROM partners_partnerprofile p
             WHERE p.partner_id = e.partner_id AND p.superseded_at IS NULL
               AND p.valid_from <= %(at)s AND (p.valid_until IS NULL OR p.valid_until > %(at)s)
               AND p.country = ANY(%(countries)s::text[])))
       AND (%(through)s::uuid[] IS NULL OR EXISTS (
            SELECT FROM partners_relationship r
             WHERE r.program_id = e.program_id AND r.reseller_id = e.partner_id
               AND r.superseded_at IS NULL
               AND r.valid_from <= %(at)s AND (r.valid_until IS NULL OR r.valid_until > %(at)s)
               AND r.distributor_id = ANY(%(through)s::uuid[])))
       AND (%(levels)s::text[] IS NULL OR EXISTS (
            SELECT FROM standing_partnerstanding s
             WHERE s.program_id = e.program_id AND s.partner_id = e.partner_id
               AND s.level = ANY(%(levels)s::text[])))
       AND (%(open_obligation)s::text IS NULL OR EXISTS (
            SELECT FROM standing_standingreason s
             WHERE s.program_id = e.program_id AND s.partner_id = e.partner_id
               AND s.kind = 'obligation' AND s.source = %(open_obligation)s::text
               AND s.status NOT IN ('fulfilled', 'waived')))
), capacity AS (
    SELECT a.person_id, a.partner_id, a.fact_id, a.role::text AS role,
           coalesce(l.zone, a.zone)::text AS zone,
           coalesce(l.zone_assumed, false) AS zone_assumed,
           d.starts_at AS due_ends_at
      FROM chosen c
      JOIN partners_affiliation a ON a.partner_id = c.partner_id
      LEFT JOIN partners_locationprofile l
        ON l.location_id = a.location_id AND l.superseded_at IS NULL
       AND l.valid_from <= %(at)s AND (l.valid_until IS NULL OR l.valid_until > %(at)s)
      LEFT JOIN programs_day d
        ON d.zone = coalesce(l.zone, a.zone) AND d.day = %(day_after_due)s::date
     WHERE a.role = ANY(%(roles)s::text[]) AND a.superseded_at IS NULL
       AND a.valid_from <= %(at)s AND (a.valid_until IS NULL OR a.valid_until > %(at)s)
       AND (%(passed_since)s::date IS NULL OR NOT EXISTS (
            SELECT FROM training_completion t
              JOIN training_courseversion v ON v.id = t.version_id
             WHERE v.course_id = %(course_id)s::uuid AND t.person_id = a.person_id
               AND t.voided_at IS NULL AND t.passed_on >= %(passed_since)s::date))
), person AS (
    SELECT k.person_id,
           array_agg(DISTINCT k.partner_id) AS partner_ids,
           array_agg(DISTINCT k.fact_id) AS contact_ids,
           array_agg(DISTINCT k.role) AS roles,
           (array_agg(k.zone ORDER BY k.due_ends_at DESC NULLS LAST, k.zone, k.fact_id))[1] AS zone,
           (array_agg(k.zone_assumed
                      ORDER BY k.due_ends_at DESC NULLS LAST, k.zone, k.fact_id))[1] AS zone_assumed
      FROM capacity k
     GROUP BY k.person_id
)
