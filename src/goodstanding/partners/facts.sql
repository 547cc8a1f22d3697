-- What the rule book reads about who takes part, where, through whom, and who works there.

CREATE VIEW facts.enrolments AS
SELECT program_id, partner_id, tier::text AS tier, zone::text AS zone,
       valid_from AS from_at, valid_until AS until_at, from_on,
       recorded_at AS known_from, superseded_at AS known_until
  FROM partners_enrolment;

CREATE VIEW facts.locations AS
SELECT m.program_id, p.partner_id, p.location_id, p.entity_id,
       nullif(p.country, '')::text AS country, nullif(p.region, '')::text AS region,
       p.zone::text AS zone,
       p.valid_from AS from_at, p.valid_until AS until_at, p.from_on,
       p.recorded_at AS known_from, p.superseded_at AS known_until
  FROM partners_locationprofile p
  JOIN partners_membership m ON m.partner_id = p.partner_id;

-- Who works for the whole partner is in scope wherever the partner is.
CREATE VIEW facts.affiliations AS
SELECT m.program_id, a.partner_id, a.person_id, l.location_id, a.role::text AS role,
       a.valid_from AS from_at, a.valid_until AS until_at, a.from_on,
       a.recorded_at AS known_from, a.superseded_at AS known_until
  FROM partners_affiliation a
  JOIN partners_membership m ON m.partner_id = a.partner_id
 CROSS JOIN LATERAL unnest(
    CASE WHEN a.location_id IS NOT NULL THEN ARRAY[a.location_id]
         ELSE ARRAY(SELECT DISTINCT p.location_id FROM partners_locationprofile p
                     WHERE p.partner_id = a.partner_id) END) AS l(location_id);

-- A contact is an affiliation in a contact role: one truth about who acts for whom.
CREATE VIEW facts.contacts AS
SELECT m.program_id, a.partner_id, a.fact_id AS contact_id, a.role::text AS role, a.person_id,
       a.valid_from AS from_at, a.valid_until AS until_at, a.until_on,
       a.recorded_at AS known_from, a.superseded_at AS known_until
  FROM partners_affiliation a
  JOIN partners_membership m ON m.partner_id = a.partner_id;

-- What the rules ended for good keeps the level it ended at, until the same is granted anew.
CREATE VIEW facts.grants AS
SELECT program_id, partner_id, fact_id AS grant_id, location_id, name::text AS name, granted_on,
       valid_from AS from_at, valid_until AS until_at, NULL::text AS final_level,
       recorded_at AS known_from, superseded_at AS known_until
  FROM partners_authorization
 UNION ALL
SELECT program_id, partner_id, fact_id, location_id, name::text, granted_on,
       valid_until, final_until, final_level::text,
       recorded_at, superseded_at
  FROM partners_authorization
 WHERE ended_by = 'rules';

CREATE VIEW facts.lists AS
SELECT m.program_id, l.partner_id, l.name::text AS name,
       l.valid_from AS from_at, l.valid_until AS until_at,
       l.recorded_at AS known_from, l.superseded_at AS known_until
  FROM partners_declaredlist l
  JOIN partners_membership m ON m.partner_id = l.partner_id;

-- What a location turned over in a month. A month nobody told us of has no row.
CREATE VIEW facts.amounts AS
SELECT program_id, partner_id, location_id, metric::text AS metric, month_on, amount_minor,
       currency::text AS currency,
       recorded_at AS known_from, superseded_at AS known_until
  FROM partners_monthlyamount;

-- Who owns whom among the entities of a partner. No table of this room says it yet.
CREATE VIEW facts.ownerships AS
SELECT NULL::uuid AS program_id, NULL::uuid AS partner_id, NULL::uuid AS parent_id,
       NULL::uuid AS affiliate_id, NULL::integer AS share_percent, NULL::timestamptz AS from_at,
       NULL::timestamptz AS until_at, NULL::date AS until_on, NULL::timestamptz AS known_from,
       NULL::timestamptz AS known_until
 WHERE false;
