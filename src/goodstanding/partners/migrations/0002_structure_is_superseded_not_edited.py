"""What is true of a partner is corrected by another row, never edited."""

from django.db import migrations

from goodstanding.evidence.guards import lasting, span


class Migration(migrations.Migration):
    dependencies = [("partners", "0001_initial")]

    operations = [
        lasting("partners_partner"),
        lasting("partners_legalentity"),
        lasting("partners_location"),
        lasting("partners_membership"),
        span("partners_partnerprofile"),
        span("partners_entityprofile"),
        span("partners_locationprofile"),
        span("partners_externalid"),
        span("partners_enrolment"),
        span("partners_relationship"),
        span("partners_authorization"),
        span("partners_affiliation"),
        span("partners_declaredlist"),
    ]
