"""A campaign says what it said when it was started; who was enrolled and what was sent stays."""

from django.db import migrations

from goodstanding.evidence.guards import append_only

GUARDS = """
CREATE FUNCTION campaigns_campaign_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.started_at IS NOT NULL AND (
        (to_jsonb(OLD) - 'stopped_at' - 'stopped_because' - 'finished_at' - 'sender_id')
        IS DISTINCT FROM
        (to_jsonb(NEW) - 'stopped_at' - 'stopped_because' - 'finished_at' - 'sender_id'))
    THEN
        RAISE EXCEPTION 'a started campaign stays as it was read: stop it and write another'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.finished_at IS NOT NULL THEN
        RAISE EXCEPTION 'a campaign that has ended does not change: write another'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER campaigns_campaign_stays BEFORE UPDATE ON campaigns_campaign
    FOR EACH ROW EXECUTE FUNCTION campaigns_campaign_refuse_change();

CREATE FUNCTION campaigns_recipient_allow_skipping() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.skipped_at IS NOT NULL
        OR (to_jsonb(OLD) - 'skipped_at' - 'skipped_because')
           IS DISTINCT FROM (to_jsonb(NEW) - 'skipped_at' - 'skipped_because')
    THEN
        RAISE EXCEPTION 'a recipient of a campaign stays as enrolled, and can be skipped once'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER campaigns_recipient_stays BEFORE UPDATE ON campaigns_campaignrecipient
    FOR EACH ROW EXECUTE FUNCTION campaigns_recipient_allow_skipping();
"""

NOT_DELETED = """
CREATE TRIGGER {table}_not_deleted BEFORE DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION evidence_refuse_change();
CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION evidence_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0001_initial"), ("evidence", "0002_log_refuses_change")]

    operations = [
        append_only("campaigns_campaignmessage"),
        migrations.RunSQL(GUARDS),
        migrations.RunSQL(NOT_DELETED.format(table="campaigns_campaign")),
        migrations.RunSQL(NOT_DELETED.format(table="campaigns_campaignrecipient")),
    ]
