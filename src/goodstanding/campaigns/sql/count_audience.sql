-- How many partners, roles held and people an audience has, and whom no letter can reach.
SELECT (SELECT count(*) FROM chosen) AS partners_chosen,
       (SELECT count(DISTINCT partner_id) FROM capacity) AS partners,
       (SELECT count(*) FROM capacity) AS capacities,
       count(*) AS people,
       count(*) FILTER (WHERE p.email IS NULL) AS without_address,
       count(*) FILTER (WHERE p.email IS NOT NULL AND EXISTS (
            SELECT FROM notices_delivery d
             WHERE d.state = 'refused' AND d.address = p.email)) AS refused
  FROM person r
  JOIN accounts_person p ON p.id = r.person_id
