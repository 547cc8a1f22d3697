"""What happened in a case is only ever added to; the case itself may only move on."""

from django.db import migrations

from goodstanding.evidence.guards import append_only, happening, span

ADDED = (
    "cases_concern",
    "cases_allegation",
    "cases_partneranswer",
    "cases_caseending",
    "cases_decision",
    "cases_basis",
    "cases_chosenmeasure",
    "cases_clawbackorder",
    "cases_milestoneplanned",
    "cases_approval",
    "cases_carriedout",
    "cases_plancompletion",
    "cases_appeal",
    "cases_appealoutcome",
    "cases_overturning",
    "cases_decisionfate",
)

ONLY_MOVES = """
CREATE FUNCTION cases_case_only_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(OLD) - 'state' - 'decide_again_by')
        IS DISTINCT FROM (to_jsonb(NEW) - 'state' - 'decide_again_by')
    THEN
        RAISE EXCEPTION 'a case only moves from state to state: open another for another matter'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state IN ('unfounded', 'undone') AND NEW.state <> OLD.state THEN
        RAISE EXCEPTION 'this case has ended: nothing opens it again'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER cases_case_only_moves BEFORE UPDATE ON cases_case
    FOR EACH ROW EXECUTE FUNCTION cases_case_only_moves();
CREATE TRIGGER cases_case_not_deleted BEFORE DELETE ON cases_case
    FOR EACH ROW EXECUTE FUNCTION evidence_refuse_change();
CREATE TRIGGER cases_case_not_emptied BEFORE TRUNCATE ON cases_case
    FOR EACH STATEMENT EXECUTE FUNCTION evidence_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
        ("evidence", "0002_log_refuses_change"),
        ("training", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(ONLY_MOVES),
        *(append_only(table) for table in ADDED),
        happening("cases_finding"),
        span("cases_measure"),
        span("cases_stay"),
    ]
