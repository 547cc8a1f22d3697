-- What the rule book reads about texts and assent.

CREATE VIEW facts.versions AS
SELECT a.code::text AS agreement, v.position, v.material, v.published_at, v.published_on,
       v.effective_at, v.effective_on,
       NULL::timestamptz AS withdrawn_at,
       v.recorded_at AS known_from, NULL::timestamptz AS known_until
  FROM agreements_agreementversion v
  JOIN agreements_agreement a ON a.id = v.agreement_id;

CREATE VIEW facts.acceptances AS
SELECT m.program_id, c.partner_id, c.id AS acceptance_id, c.entity_id, NULL::text AS region,
       c.location_id, a.code::text AS agreement, v.position, c.accepted_at,
       c.recorded_at AS known_from, NULL::timestamptz AS known_until
  FROM agreements_acceptance c
  JOIN agreements_agreementversion v ON v.id = c.version_id
  JOIN agreements_agreement a ON a.id = v.agreement_id
  JOIN partners_membership m ON m.partner_id = c.partner_id;

-- A statement is of the partner, of one legal entity or of one location: the unit says which.
CREATE VIEW facts.statements AS
SELECT program_id, partner_id, fact_id AS id,
       coalesce(entity_id, location_id, partner_id)::text AS unit, name::text AS name,
       valid_from AS from_at, valid_until AS until_at, from_on, until_on,
       recorded_at AS known_from, superseded_at AS known_until
  FROM agreements_statement;

-- A document counts from the day it was sent, once an officer accepted it.
CREATE VIEW facts.documents AS
SELECT d.program_id, d.partner_id, d.id,
       coalesce(d.entity_id, d.location_id, d.partner_id)::text AS unit, d.name::text AS name,
       d.sent_at AS from_at, v.until_at, v.until_on,
       v.recorded_at AS known_from, v.voided_at AS known_until
  FROM agreements_document d
  JOIN agreements_documentverdict v ON v.document_id = d.id
 WHERE v.accepted;
