"""A vendor-side right is corrected by another row."""

from django.db import migrations

from goodstanding.evidence.guards import span


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        span("accounts_grant"),
    ]
