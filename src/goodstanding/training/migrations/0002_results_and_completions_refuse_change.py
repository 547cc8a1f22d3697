"""Published courses never change; results and completions are voided, assignments superseded."""

from django.db import migrations

from goodstanding.evidence.guards import append_only, happening, lasting, span

ANSWERS_STAY = """
CREATE FUNCTION training_answer_refuse_after_closing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' OR EXISTS (
        SELECT FROM training_attempt WHERE id = NEW.attempt_id AND closed_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'an answer stays as it was given: start another attempt'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER training_answer_stays BEFORE INSERT OR UPDATE ON training_answer
    FOR EACH ROW EXECUTE FUNCTION training_answer_refuse_after_closing();

CREATE FUNCTION training_attempt_refuse_reopening() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.closed_at IS NOT NULL THEN
        RAISE EXCEPTION 'an attempt that was handed in does not change: start another one'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER training_attempt_stays_closed BEFORE UPDATE ON training_attempt
    FOR EACH ROW EXECUTE FUNCTION training_attempt_refuse_reopening();
"""


class Migration(migrations.Migration):
    dependencies = [("training", "0001_initial"), ("evidence", "0002_log_refuses_change")]

    operations = [
        lasting("training_course"),
        append_only("training_courseversion"),
        append_only("training_question"),
        append_only("training_choice"),
        happening("training_attemptresult"),
        happening("training_completion"),
        append_only("training_certificate"),
        span("training_assignment"),
        migrations.RunSQL(ANSWERS_STAY),
    ]
