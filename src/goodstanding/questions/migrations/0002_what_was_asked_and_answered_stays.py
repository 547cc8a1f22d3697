"""A question only moves on, its steps are only added to, and words go only as a whole."""

from django.conf import settings
from django.db import migrations

from goodstanding.evidence.guards import append_only, happening

ONLY_MOVES = """
CREATE FUNCTION questions_question_only_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(OLD) - 'state' - 'due_at' - 'due_zone')
        IS DISTINCT FROM (to_jsonb(NEW) - 'state' - 'due_at' - 'due_zone')
    THEN
        RAISE EXCEPTION 'a question only moves from desk to desk: ask another for another matter'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state IN ('answered', 'withdrawn') THEN
        RAISE EXCEPTION 'this question is closed: nothing opens it again'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER questions_question_only_moves BEFORE UPDATE ON questions_question
    FOR EACH ROW EXECUTE FUNCTION questions_question_only_moves();
CREATE TRIGGER questions_question_not_deleted BEFORE DELETE ON questions_question
    FOR EACH ROW EXECUTE FUNCTION evidence_refuse_change();
CREATE TRIGGER questions_question_not_emptied BEFORE TRUNCATE ON questions_question
    FOR EACH STATEMENT EXECUTE FUNCTION evidence_refuse_change();

-- Words are erased by deleting their row; nobody puts others in their place.
CREATE TRIGGER questions_stepwords_not_edited BEFORE UPDATE ON questions_stepwords
    FOR EACH ROW EXECUTE FUNCTION evidence_refuse_change();
CREATE TRIGGER questions_stepwords_not_emptied BEFORE TRUNCATE ON questions_stepwords
    FOR EACH STATEMENT EXECUTE FUNCTION evidence_refuse_change();
"""


def take_rights(_apps, schema_editor):
    """Leave the application what it needs: moving a question, and erasing words."""
    role = schema_editor.quote_name(settings.GOODSTANDING_APP_ROLE)
    schema_editor.execute(f"REVOKE DELETE, TRUNCATE ON questions_question FROM {role}")
    schema_editor.execute(f"REVOKE UPDATE, TRUNCATE ON questions_stepwords FROM {role}")


class Migration(migrations.Migration):
    dependencies = [
        ("questions", "0001_initial"),
        ("evidence", "0002_log_refuses_change"),
    ]

    operations = [
        migrations.RunSQL(ONLY_MOVES),
        migrations.RunPython(take_rights),
        append_only("questions_step"),
        happening("questions_guidance"),
    ]
