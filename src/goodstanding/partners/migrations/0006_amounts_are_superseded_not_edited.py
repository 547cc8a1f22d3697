"""An amount that was said is corrected by another row, never edited."""

from django.db import migrations

from goodstanding.evidence.guards import span


class Migration(migrations.Migration):
    dependencies = [("partners", "0005_amounts_of_months")]

    operations = [span("partners_monthlyamount")]
