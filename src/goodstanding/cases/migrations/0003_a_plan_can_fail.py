"""A plan can be found not kept, and decisions rest on that as they do on findings."""

import django.contrib.postgres.fields
import django.db.models.deletion
import goodstanding.evidence.models
import goodstanding.values.ids
from django.conf import settings
from django.db import migrations, models

from goodstanding.evidence.guards import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_what_happened_in_a_case_stays"),
        ("notices", "0002_what_was_sent_stays_as_it_was_sent"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PlanFailure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=goodstanding.values.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("measure", models.CharField(max_length=64)),
                ("due_at", models.DateTimeField()),
                ("due_on", models.DateField()),
                (
                    "missing",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), default=list, size=None
                    ),
                ),
                ("reasons", models.TextField()),
                ("found_at", models.DateTimeField()),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=goodstanding.evidence.models.RecordedNow(), editable=False
                    ),
                ),
                (
                    "decision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plan_failure",
                        to="cases.decision",
                    ),
                ),
                (
                    "found_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="notices.notice",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FailureBasis",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=goodstanding.values.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("answered", models.BooleanField()),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="failure_basis",
                        to="cases.decision",
                    ),
                ),
                (
                    "failure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bearing",
                        to="cases.planfailure",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="planfailure",
            constraint=models.CheckConstraint(
                condition=models.Q(("measure__regex", "^[a-z0-9]+(-[a-z0-9]+)*$")),
                name="plan_failure_names_a_measure",
            ),
        ),
        migrations.AddConstraint(
            model_name="planfailure",
            constraint=models.CheckConstraint(
                condition=models.Q(("reasons", ""), _negated=True), name="plan_failure_has_reasons"
            ),
        ),
        migrations.AddConstraint(
            model_name="planfailure",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_at__lte", models.F("found_at"))),
                name="plan_failure_follows_its_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="failurebasis",
            constraint=models.UniqueConstraint(
                fields=("decision", "failure"), name="decision_rests_on_a_failure_once"
            ),
        ),
        append_only("cases_planfailure"),
        append_only("cases_failurebasis"),
    ]
