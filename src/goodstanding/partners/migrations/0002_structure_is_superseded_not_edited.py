"""What is true of a partner is corrected by another row, never edited."""

from django.db import migrations

from goodstanding.evidence.guards import lasting, span


class Migration(migrations.Migration):
    dependencies = [("partners", "0001_initial")]

    operations = [
        migrations.RunPython(lasting("partners_partner")),
        migrations.RunPython(lasting("partners_legalentity")),
        migrations.RunPython(lasting("partners_location")),
        migrations.RunPython(lasting("partners_membership")),
        migrations.RunPython(span("partners_partnerprofile")),
        migrations.RunPython(span("partners_entityprofile")),
        migrations.RunPython(span("partners_locationprofile")),
        migrations.RunPython(span("partners_externalid")),
        migrations.RunPython(span("partners_enrolment")),
        migrations.RunPython(span("partners_relationship")),
        migrations.RunPython(span("partners_authorization")),
        migrations.RunPython(span("partners_affiliation")),
        migrations.RunPython(span("partners_declaredlist")),
    ]
