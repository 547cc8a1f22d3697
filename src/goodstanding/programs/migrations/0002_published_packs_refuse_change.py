"""A published version of a rule book never changes again."""

from django.db import migrations

GUARD = """
CREATE FUNCTION programs_packversion_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'published' THEN
        RAISE EXCEPTION 'version % of a rule book is published: publish a new version instead',
            OLD.number USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER packversion_published_refuses_change
    BEFORE UPDATE OR DELETE ON programs_packversion
    FOR EACH ROW EXECUTE FUNCTION programs_packversion_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("programs", "0001_initial")]

    operations = [migrations.RunSQL(GUARD)]
