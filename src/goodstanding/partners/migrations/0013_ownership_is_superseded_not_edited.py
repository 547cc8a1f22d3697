"""Who owns whom is corrected by another row, never edited."""

from django.db import migrations

from goodstanding.evidence.guards import span


class Migration(migrations.Migration):
    dependencies = [("partners", "0012_entities_own_entities")]

    operations = [span("partners_ownership")]
