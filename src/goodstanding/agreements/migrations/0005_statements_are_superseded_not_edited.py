"""A statement that was made is withdrawn by another row, never edited."""

from django.db import migrations

from goodstanding.evidence.guards import span


class Migration(migrations.Migration):
    dependencies = [("agreements", "0004_statements_of_partners")]

    operations = [span("agreements_statement")]
