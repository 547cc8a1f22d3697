"""What was proposed, said and waived is only added to; a waiver ends by another row."""

from django.db import migrations

from goodstanding.evidence.guards import append_only, lasting, span


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_duties_can_be_waived")]

    operations = [
        lasting("cases_waiverproposal"),
        append_only("cases_waiververdict"),
        span("cases_waiver"),
    ]
