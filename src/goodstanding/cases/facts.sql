-- What the rule book reads about cases: findings, and the measures that follow from them.

-- A row for each thing we knew: that it was found, that the partner was told, that it fell.
CREATE VIEW facts.findings AS
SELECT f.program_id, f.partner_id, f.id AS finding_id,
       f.agreement || '#' || f.clause AS clause, f.severity::text AS severity,
       f.event_at, f.event_on,
       (SELECT min(p.happened_at)
          FROM cases_decision d
          JOIN cases_carriedout c ON c.decision_id = d.id
          JOIN notices_proof p ON p.notice_id = c.notice_id
         WHERE d.case_id = f.case_id AND p.outcome = 'delivered' AND p.voided_at IS NULL
           AND p.recorded_at <= k.known_from) AS notice_at,
       f.happened_at AS decided_at,
       (SELECT o.overturned_at FROM cases_overturning o
         WHERE o.finding_id = f.id AND o.recorded_at <= k.known_from) AS overturned_at,
       k.known_from, k.known_until
  FROM cases_finding f
 CROSS JOIN LATERAL (
    SELECT t.known_from,
           coalesce(lead(t.known_from) OVER (ORDER BY t.known_from), f.voided_at) AS known_until
      FROM (
        SELECT f.recorded_at AS known_from
        UNION
        SELECT o.recorded_at FROM cases_overturning o WHERE o.finding_id = f.id
        UNION
        SELECT p.recorded_at
          FROM cases_decision d
          JOIN cases_carriedout c ON c.decision_id = d.id
          JOIN notices_proof p ON p.notice_id = c.notice_id
         WHERE d.case_id = f.case_id AND p.outcome = 'delivered' AND p.voided_at IS NULL
      ) t
  ) k;

-- A measure that lasts until a course is passed ends when the assignment it made ends.
CREATE VIEW facts.measures AS
SELECT m.program_id, m.partner_id, m.fact_id AS measure_id, m.location_id,
       m.name::text AS measure, m.decision_id AS cause,
       m.valid_from AS from_at, least(m.valid_until, a.valid_until) AS until_at,
       greatest(m.recorded_at, a.recorded_at) AS known_from,
       least(m.superseded_at, a.superseded_at) AS known_until
  FROM cases_measure m
  LEFT JOIN training_assignment a
    ON a.cause_id = m.fact_id
   AND coalesce(a.superseded_at > m.recorded_at, true)
   AND coalesce(m.superseded_at > a.recorded_at, true);

-- A duty that need not be done until the end of a day. No unit: every unit of the duty.
CREATE VIEW facts.waivers AS
SELECT program_id, partner_id, fact_id AS waiver_id, obligation::text AS obligation,
       nullif(unit, '')::text AS unit, valid_from AS from_at, valid_until AS until_at, until_on,
       recorded_at AS known_from, superseded_at AS known_until
  FROM cases_waiver;
