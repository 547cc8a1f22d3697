"""What was sent stays as it was sent; a proof may only be voided."""

from django.db import migrations

from goodstanding.evidence.guards import append_only, happening


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]

    operations = [
        migrations.RunPython(append_only("notices_noticetext")),
        migrations.RunPython(append_only("notices_noticesubject")),
        migrations.RunPython(append_only("notices_notice")),
        migrations.RunPython(append_only("notices_recipient")),
        migrations.RunPython(happening("notices_proof")),
    ]
