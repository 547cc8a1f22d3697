"""The log refuses changes from everyone, and every dated table finds its guards here."""

from datetime import timedelta

from django.conf import settings
from django.db import migrations

from goodstanding.evidence.guards import GUARD_FUNCTIONS, append_only


def first_clock(apps, schema_editor):
    """Start with a clock that runs with the wall and cannot be moved."""
    apps.get_model("evidence", "InstallationClock").objects.using(
        schema_editor.connection.alias
    ).create(id=1, shift=timedelta(0), movable=False)


def private_rows_are_only_added_or_erased(apps, schema_editor):
    """Words beside an event can be erased by the application, never rewritten."""
    role = schema_editor.quote_name(settings.GOODSTANDING_APP_ROLE)
    schema_editor.execute(
        f"""
        REVOKE UPDATE, TRUNCATE ON evidence_private FROM {role};
        CREATE TRIGGER evidence_private_not_rewritten BEFORE UPDATE ON evidence_private
            FOR EACH ROW EXECUTE FUNCTION evidence_refuse_change();
        """,
        params=None,
    )


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial")]

    operations = [
        migrations.RunSQL(GUARD_FUNCTIONS),
        migrations.RunPython(first_clock),
        append_only("evidence_event"),
        append_only("evidence_eventpartner"),
        migrations.RunPython(private_rows_are_only_added_or_erased),
    ]
