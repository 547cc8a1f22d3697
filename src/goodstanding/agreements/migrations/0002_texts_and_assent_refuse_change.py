"""A published text and an acceptance are never edited."""

from django.db import migrations

from goodstanding.evidence.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("agreements", "0001_initial")]

    operations = [
        migrations.RunPython(append_only("agreements_agreementversion")),
        migrations.RunPython(append_only("agreements_clause")),
        migrations.RunPython(append_only("agreements_acceptance")),
    ]
