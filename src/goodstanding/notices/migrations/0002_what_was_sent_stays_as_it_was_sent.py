"""What was sent stays as it was sent; a proof may only be voided."""

from django.db import migrations

from goodstanding.evidence.guards import append_only, happening


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]

    operations = [
        append_only("notices_noticetext"),
        append_only("notices_noticesubject"),
        append_only("notices_notice"),
        append_only("notices_recipient"),
        happening("notices_proof"),
    ]
