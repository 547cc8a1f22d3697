-- Makes a letter for every new recipient who has an address that is not known to be dead, in
-- chunks of the given size; each chunk is one job. Only a refusal of this very address counts.
INSERT INTO notices_delivery
       (id, recipient_id, chunk_id, address, message_id, state, tries, next_try_at)
SELECT d.id, d.recipient_id,
       (%(chunk_ids)s::uuid[])[(d.place - 1) / %(chunk_size)s + 1],
       d.address, '<' || d.id || '@' || %(domain)s || '>', 'waiting', 0, %(at)s
  FROM (SELECT gen_random_uuid() AS id, r.id AS recipient_id, p.email AS address,
               row_number() OVER (ORDER BY r.notice_id, r.id) AS place
          FROM notices_recipient r
          JOIN accounts_person p ON p.id = r.person_id
         WHERE r.notice_id = ANY(%(notice_ids)s)
           AND p.email IS NOT NULL
           AND NOT EXISTS (SELECT FROM notices_delivery f
                            WHERE f.state = 'refused' AND f.address = p.email)) d
RETURNING chunk_id
