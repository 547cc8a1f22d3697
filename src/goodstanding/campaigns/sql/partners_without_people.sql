-- Partners of an audience where nobody holds one of the roles.
SELECT c.partner_id
  FROM chosen c
 WHERE NOT EXISTS (SELECT FROM capacity k WHERE k.partner_id = c.partner_id)
 ORDER BY c.partner_id
 LIMIT %(most)s
