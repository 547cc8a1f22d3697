-- A final act waits no longer where the answer that is kept, which is true and no younger than the
-- instant looked at, has no such grant that fails this test: it was cured, is over, or gone.
DELETE FROM standing_finalactwaiting w
 USING standing_partnerstanding s
  LEFT JOIN standing_programepoch e ON e.program_id = s.program_id
 WHERE w.program_id = %(program)s
   AND (s.program_id, s.partner_id) = (w.program_id, w.partner_id)
   AND s.pack_version_id = %(version)s AND s.epoch >= coalesce(e.epoch, 0)
   AND s.computed_at <= %(at)s AND (s.next_change_at IS NULL OR s.next_change_at > %(at)s)
   AND NOT EXISTS (
       SELECT FROM standing_standingreason r
        WHERE (r.program_id, r.partner_id) = (w.program_id, w.partner_id)
          AND r.kind = 'authorization' AND r.fact = w.authorization_id::text
          AND r.due_at = w.due_at AND r.status <> 'fulfilled' AND r.note <> 'final')
