-- One page of the recipients in a state, or of all, by name.
SELECT s.id, s.person_id, p.name, s.partner_ids, s.roles, s.state, s.sent_at
  FROM recipient_state s
  JOIN accounts_person p ON p.id = s.person_id
 WHERE %(state)s::text IS NULL OR s.state = %(state)s::text
 ORDER BY p.name, s.id
OFFSET %(offset)s LIMIT %(most)s
