-- What the rule book reads about who takes part, where, through whom, and who works there.

CREATE VIEW facts.enrolments AS
SELECT program_id, partner_id, tier::text AS tier, zone::text AS zone,
       valid_from AS from_at, valid_until AS until_at, since_on,
       recorded_at AS known_from, superseded_at AS known_until
  FROM partners_enrolment;

CREATE VIEW facts.locations AS
SELECT m.program_id, p.partner_id, p.location_id, p.entity_id,
       nullif(p.country, '')::text AS country, nullif(p.region, '')::text AS region,
       p.zone::text AS zone,
       p.valid_from AS from_at, p.valid_until AS until_at, p.since_on,
       p.recorded_at AS known_from, p.superseded_at AS known_until
  FROM partners_locationprofile p
  JOIN partners_membership m ON m.partner_id = p.partner_id;

-- Who works for the whole partner is in scope wherever the partner is.
CREATE VIEW facts.affiliations AS
SELECT m.program_id, a.partner_id, a.person_id, l.location_id, a.role::text AS role,
       a.valid_from AS from_at, a.valid_until AS until_at, a.since_on,
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
       valid_from AS from_at, valid_until AS until_at, since_on, NULL::text AS final_level,
       recorded_at AS known_from, superseded_at AS known_until
  FROM partners_authorization
 UNION ALL
SELECT program_id, partner_id, fact_id, location_id, name::text, granted_on,
       valid_until, final_until, since_on, final_level::text,
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

-- Who owns whom among the entities of a partner, itself or through others. Through others means a
-- chain in which every link is more than half; it is worth its smallest link, and lasts as long as
-- all of them. At any instant one entity has one such owner at most, so that a chain never forks
-- upwards, and none comes back to where it began. Shares are rounded up, because rules ask for
-- more than a whole percent: 50.01 % is more than 50 %.
CREATE VIEW facts.ownerships AS
SELECT m.program_id, o.partner_id, o.owner_id AS parent_id, c.affiliate_id,
       ((c.share_basis_points + 99) / 100)::integer AS share_percent,
       c.from_at, c.until_at, c.until_on, c.known_from, c.known_until
  FROM partners_ownership o
  JOIN partners_membership m ON m.partner_id = o.partner_id
 CROSS JOIN LATERAL (
    WITH RECURSIVE chain AS (
        SELECT o.owned_id AS affiliate_id, o.share_basis_points::integer AS share_basis_points,
               o.valid_from AS from_at, o.valid_until AS until_at, o.until_on,
               o.recorded_at AS known_from, o.superseded_at AS known_until,
               ARRAY[o.owner_id, o.owned_id] AS passed
         UNION ALL
        SELECT n.owned_id, least(c.share_basis_points, n.share_basis_points::integer),
               greatest(c.from_at, n.valid_from), least(c.until_at, n.valid_until),
               CASE WHEN n.valid_until IS NULL OR c.until_at <= n.valid_until
                    THEN c.until_on ELSE n.until_on END,
               greatest(c.known_from, n.recorded_at), least(c.known_until, n.superseded_at),
               c.passed || n.owned_id
          FROM chain c
          JOIN partners_ownership n
            ON n.partner_id = o.partner_id AND n.owner_id = c.affiliate_id
         WHERE c.share_basis_points > 5000 AND n.share_basis_points > 5000
           AND n.owned_id <> ALL (c.passed)
           AND coalesce(n.valid_from < c.until_at, true)
           AND coalesce(n.valid_until > c.from_at, true)
           AND coalesce(n.recorded_at < c.known_until, true)
           AND coalesce(n.superseded_at > c.known_from, true)
    )
    SELECT * FROM chain) AS c;
