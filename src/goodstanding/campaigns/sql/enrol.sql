-- Enrols everybody of an audience in a campaign; who is enrolled already stays as they are.
INSERT INTO campaigns_campaignrecipient
       (id, campaign_id, person_id, partner_ids, contact_ids, roles, zone, zone_assumed,
        enrolled_at, skipped_because)
SELECT gen_random_uuid(), %(campaign_id)s, person_id, partner_ids, contact_ids, roles, zone,
       zone_assumed, %(at)s, ''
  FROM person
ON CONFLICT (campaign_id, person_id) DO NOTHING
RETURNING id
