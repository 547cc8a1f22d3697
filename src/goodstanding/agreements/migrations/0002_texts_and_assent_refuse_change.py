"""A published text and an acceptance are never edited."""

from django.db import migrations

from goodstanding.evidence.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("agreements", "0001_initial")]

    operations = [
        append_only("agreements_agreementversion"),
        append_only("agreements_clause"),
        append_only("agreements_acceptance"),
    ]
