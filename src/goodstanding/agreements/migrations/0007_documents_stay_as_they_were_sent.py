"""A document that was sent is never edited; what was said to it may only be voided."""

from django.db import migrations

from goodstanding.evidence.guards import happening, lasting


class Migration(migrations.Migration):
    dependencies = [("agreements", "0006_documents_of_partners")]

    operations = [
        lasting("agreements_document"),
        happening("agreements_documentverdict"),
    ]
