"""What was proposed to be corrected, and what was said to it, is added to and never edited."""

from django.db import migrations

from goodstanding.evidence.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("partners", "0010_two_officers_correct_authorizations")]

    operations = [
        append_only("partners_authorizationcorrection"),
        append_only("partners_correctionverdict"),
    ]
