-- Who has the first message for some days, has not acted, and had no reminder since a wave's day:
-- the next of them in one time zone.
SELECT s.id
  FROM recipient_state s
 WHERE s.zone = %(zone)s AND s.state IN ('sent', 'served', 'not-reached')
   AND s.sent_at < %(wave_starts_at)s
   AND NOT EXISTS (SELECT FROM campaigns_campaignmessage o
                    WHERE o.recipient_id = s.id AND o.wave >= %(wave)s)
 ORDER BY s.id
 LIMIT %(most)s
