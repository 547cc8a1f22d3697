-- What the rule book reads about notices: what was served, and what became of letters to contacts.

-- A notice to one person of a partner serves that person, not the partner.
CREATE VIEW facts.services AS
SELECT n.program_id, n.partner_id, n.entity_id, s.code::text AS subject, s.position,
       p.happened_at AS served_at, p.happened_on AS served_on,
       p.recorded_at AS known_from, p.voided_at AS known_until
  FROM notices_proof p
  JOIN notices_notice n ON n.id = p.notice_id
  JOIN notices_noticesubject s ON s.text_id = n.text_id
 WHERE p.outcome = 'delivered' AND n.partner_id IS NOT NULL AND n.person_id IS NULL;

CREATE VIEW facts.proofs AS
SELECT p.contact_id, p.happened_at AS proved_at, p.happened_on AS proved_on,
       p.outcome::text AS outcome,
       p.recorded_at AS known_from, p.voided_at AS known_until
  FROM notices_proof p
 WHERE p.contact_id IS NOT NULL;
