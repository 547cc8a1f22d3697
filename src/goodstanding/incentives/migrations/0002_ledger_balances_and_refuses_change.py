"""The ledger balances at commit, and nobody edits what was earned, moved, paused or held."""

from django.db import migrations

from goodstanding.evidence.guards import append_only, lasting, span

BALANCES = """
CREATE FUNCTION incentives_check_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    checked bigint := to_jsonb(NEW) ->> TG_ARGV[0];
    entry incentives_ledgerentry%ROWTYPE;
    earning incentives_earning%ROWTYPE;
    overdrawn text;
BEGIN
    SELECT * INTO entry FROM incentives_ledgerentry WHERE id = checked;
    SELECT * INTO earning FROM incentives_earning WHERE id = entry.earning_id;

    IF (SELECT count(*) < 2 OR sum(amount_minor) <> 0
          FROM incentives_ledgerposting WHERE entry_id = checked) THEN
        RAISE EXCEPTION 'ledger entry % does not balance', checked
            USING ERRCODE = 'check_violation';
    END IF;

    IF entry.currency <> earning.currency THEN
        RAISE EXCEPTION 'ledger entry % is in %, its earning in %',
            checked, entry.currency, earning.currency USING ERRCODE = 'check_violation';
    END IF;

    -- An adjustment that stands alone is negative from the start; of everything else no more
    -- can be moved than is there.
    IF earning.amount_minor >= 0 THEN
        SELECT p.account INTO overdrawn
          FROM incentives_ledgerposting p JOIN incentives_ledgerentry e ON e.id = p.entry_id
         WHERE e.earning_id = earning.id AND p.account <> 'program_fund'
         GROUP BY p.account HAVING sum(p.amount_minor) < 0 LIMIT 1;
        IF overdrawn IS NOT NULL THEN
            RAISE EXCEPTION 'ledger entry % takes more than there is in %', checked, overdrawn
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;

    IF entry.undoes_id IS NOT NULL THEN
        IF (SELECT t.kind <> 'clawed-back' OR t.earning_id <> entry.earning_id
              FROM incentives_ledgerentry t WHERE t.id = entry.undoes_id) THEN
            RAISE EXCEPTION 'ledger entry % undoes no clawback of its earning', checked
                USING ERRCODE = 'check_violation';
        END IF;
        IF (SELECT sum(p.amount_minor) FILTER (WHERE e.id <> entry.undoes_id)
                   > sum(p.amount_minor) FILTER (WHERE e.id = entry.undoes_id)
              FROM incentives_ledgerentry e JOIN incentives_ledgerposting p ON p.entry_id = e.id
             WHERE (e.id = entry.undoes_id OR e.undoes_id = entry.undoes_id)
               AND p.amount_minor > 0) THEN
            RAISE EXCEPTION 'ledger entry % gives back more than was taken', checked
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NULL;
END $$;

-- Checked at commit, once every posting of the entry is in place.
CREATE CONSTRAINT TRIGGER incentives_ledgerentry_balances
    AFTER INSERT ON incentives_ledgerentry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION incentives_check_entry('id');
CREATE CONSTRAINT TRIGGER incentives_ledgerposting_balances
    AFTER INSERT ON incentives_ledgerposting DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION incentives_check_entry('entry_id');
"""


class Migration(migrations.Migration):
    dependencies = [("incentives", "0001_initial")]

    operations = [
        lasting("incentives_earning"),
        append_only("incentives_clawback"),
        append_only("incentives_ledgerentry"),
        append_only("incentives_ledgerposting"),
        span("incentives_pause"),
        span("incentives_hold"),
        migrations.RunSQL(BALANCES),
    ]
