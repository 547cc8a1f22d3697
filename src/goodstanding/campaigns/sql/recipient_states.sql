-- How far a campaign got with each recipient: exactly one state each, as RecipientState has them.
-- Done is what the person, or each of their partners, did after the message was sent.
WITH recipient_state AS (
    SELECT r.id, r.campaign_id, r.person_id, r.partner_ids, r.contact_ids, r.roles, r.zone,
           r.zone_assumed, m.sent_at, m.notice_id,
           CASE
           WHEN m.id IS NULL AND r.skipped_at IS NOT NULL THEN r.skipped_because
           WHEN m.id IS NULL THEN 'waiting'
           WHEN %(course_id)s::uuid IS NOT NULL AND EXISTS (
                SELECT FROM training_completion t
                  JOIN training_courseversion v ON v.id = t.version_id
                 WHERE v.course_id = %(course_id)s::uuid AND t.person_id = r.person_id
                   AND t.voided_at IS NULL AND t.happened_at >= m.sent_at) THEN 'done'
           WHEN %(obligation)s::text IS NOT NULL AND EXISTS (
                SELECT FROM standing_standingreason s
                 WHERE s.program_id = %(program_id)s AND s.partner_id = ANY(r.partner_ids)
                   AND s.kind = 'obligation' AND s.source = %(obligation)s::text)
            AND NOT EXISTS (
                SELECT FROM standing_standingreason s
                 WHERE s.program_id = %(program_id)s AND s.partner_id = ANY(r.partner_ids)
                   AND s.kind = 'obligation' AND s.source = %(obligation)s::text
                   AND s.status NOT IN ('fulfilled', 'waived')) THEN 'done'
           WHEN EXISTS (
                SELECT FROM campaigns_campaignmessage o
                  JOIN notices_proof p ON p.notice_id = o.notice_id
                 WHERE o.recipient_id = r.id AND p.outcome = 'delivered'
                   AND p.voided_at IS NULL) THEN 'served'
           WHEN EXISTS (
                SELECT FROM campaigns_campaignmessage o
                  JOIN notices_recipient n ON n.notice_id = o.notice_id
                  JOIN notices_delivery d ON d.recipient_id = n.id
                 WHERE o.recipient_id = r.id
                   AND d.state IN ('waiting', 'handing-over', 'handed-over', 'uncertain'))
                THEN 'sent'
           WHEN EXISTS (
                SELECT FROM campaigns_campaignmessage o
                  JOIN notices_recipient n ON n.notice_id = o.notice_id
                  JOIN notices_delivery d ON d.recipient_id = n.id
                 WHERE o.recipient_id = r.id AND d.state = 'withdrawn') THEN 'held'
           ELSE 'not-reached' END AS state
      FROM campaigns_campaignrecipient r
      LEFT JOIN campaigns_campaignmessage m ON m.recipient_id = r.id AND m.wave = 0
     WHERE r.campaign_id = %(campaign_id)s
)
