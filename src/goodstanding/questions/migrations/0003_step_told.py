"""That the people of a desk were told what came to it is written down once."""

import django.db.models.deletion
from django.db import migrations, models

from goodstanding.evidence.guards import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("questions", "0002_what_was_asked_and_answered_stays"),
    ]

    operations = [
        migrations.CreateModel(
            name="StepTold",
            fields=[
                (
                    "step",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="told",
                        serialize=False,
                        to="questions.step",
                    ),
                ),
                ("told_at", models.DateTimeField()),
            ],
        ),
        append_only("questions_steptold"),
    ]
