"""What was proposed, said and waived is only added to; a waiver ends by another row."""

from django.db import migrations

from goodstanding.evidence.guards import append_only, lasting, span


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_duties_can_be_waived")]

    operations = [
        migrations.RunPython(lasting("cases_waiverproposal")),
        migrations.RunPython(append_only("cases_waiververdict")),
        migrations.RunPython(span("cases_waiver")),
    ]
