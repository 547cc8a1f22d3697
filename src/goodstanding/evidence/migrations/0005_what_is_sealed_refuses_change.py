"""What was sealed and signed refuses changes from everyone, as the events do."""

from django.db import migrations

from goodstanding.evidence.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("evidence", "0004_what_was_recorded_is_sealed")]

    operations = [
        # Hashes cannot be compressed: do not try.
        migrations.RunSQL("ALTER TABLE evidence_tile ALTER COLUMN hashes SET STORAGE EXTERNAL"),
        append_only("evidence_leaf"),
        append_only("evidence_tile"),
        append_only("evidence_checkpoint"),
        append_only("evidence_key"),
        append_only("evidence_alarm"),
    ]
