-- Records what is proven for each capacity of a person; what is recorded already stays as it is.
-- Whoever comes second waits for the first to commit, and then adds nothing.
INSERT INTO notices_proof
       (id, notice_id, person_id, contact_id, outcome, how, happened_at, happened_on)
SELECT v.id, %(notice_id)s, %(person_id)s, v.contact_id, %(outcome)s, %(how)s, %(at)s, v.happened_on
  FROM unnest(%(ids)s::uuid[], %(contact_ids)s::uuid[], %(days)s::date[])
       AS v (id, contact_id, happened_on)
ON CONFLICT (notice_id, person_id, contact_id, outcome) WHERE voided_at IS NULL DO NOTHING
RETURNING contact_id
