-- What was worked out last, for a text that works out only what a change moves.
CREATE VIEW facts.reasons AS
SELECT program_id, partner_id, kind::text AS kind, source::text AS source,
       nullif(unit, '')::text AS unit, status::text AS status, rank::integer AS rank, have, need,
       due_at, nullif(fact, '')::text AS fact, nullif(note, '')::text AS note, turns_at
  FROM standing_standingreason;
