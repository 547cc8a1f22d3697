-- People of an audience to whom no letter can be sent, by name.
SELECT p.name, r.partner_ids, p.email IS NULL AS without_address
  FROM person r
  JOIN accounts_person p ON p.id = r.person_id
 WHERE p.email IS NULL OR EXISTS (
       SELECT FROM notices_delivery d WHERE d.state = 'refused' AND d.address = p.email)
 ORDER BY p.name, p.id
 LIMIT %(most)s
