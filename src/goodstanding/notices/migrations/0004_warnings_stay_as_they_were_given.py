"""A warning that was given stays as it was given."""

from django.db import migrations

from goodstanding.evidence.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("notices", "0003_warnings_are_given_once")]

    operations = [
        append_only("notices_authorizationwarning"),
    ]
