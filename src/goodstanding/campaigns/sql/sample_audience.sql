-- Some people of an audience, picked by chance: the same seed picks the same people.
SELECT r.person_id, p.name, p.language, r.partner_ids, r.roles, r.zone, r.zone_assumed
  FROM person r
  JOIN accounts_person p ON p.id = r.person_id
 ORDER BY md5(r.person_id::text || %(seed)s), r.person_id
 LIMIT %(most)s
