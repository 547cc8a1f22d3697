import django.db.models.deletion
import goodstanding.values.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('partners', '0002_structure_is_superseded_not_edited'),
        ('programs', '0002_published_packs_refuse_change'),
    ]

    operations = [
        migrations.CreateModel(
            name='PartnerImport',
            fields=[
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('file_name', models.CharField(max_length=200)),
                ('file_sha256', models.CharField(max_length=64)),
                ('fingerprint', models.CharField(blank=True, max_length=64)),
                ('content', models.BinaryField(default=bytes)),
                ('mode', models.CharField(choices=[('stop', 'stop'), ('skip', 'skip'), ('update', 'update')], max_length=8)),
                ('header', models.JSONField(default=list)),
                ('mapping', models.JSONField(default=list)),
                ('names', models.CharField(blank=True, max_length=32)),
                ('remarks', models.JSONField(default=list)),
                ('state', models.CharField(choices=[('uploaded', 'Waits for its columns'), ('staged', 'Checked, nothing applied yet'), ('applying', 'Being applied'), ('applied', 'Applied'), ('refused', 'Refused, nothing applied'), ('failed', 'Interrupted by a fault')], max_length=12)),
                ('sent_by', models.CharField(max_length=80)),
                ('sent_at', models.DateTimeField()),
                ('applied_by', models.CharField(blank=True, max_length=80)),
                ('applied_at', models.DateTimeField(null=True)),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='partner_imports', to='programs.program')),
            ],
            options={
                'ordering': ('-sent_at', '-id'),
                'indexes': [models.Index(fields=['program', '-sent_at'], name='import_by_program')],
                'constraints': [models.CheckConstraint(condition=models.Q(('mode__in', ['stop', 'skip', 'update'])), name='import_mode_is_known'), models.CheckConstraint(condition=models.Q(('state__in', ['uploaded', 'staged', 'applying', 'applied', 'refused', 'failed'])), name='import_state_is_known'), models.UniqueConstraint(condition=models.Q(('state__in', ['staged', 'applying', 'failed'])), fields=('program', 'fingerprint'), name='import_of_a_file_is_open_once')],
            },
        ),
        migrations.CreateModel(
            name='StagedRow',
            fields=[
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('line', models.PositiveIntegerField()),
                ('turn', models.PositiveSmallIntegerField()),
                ('cells', models.JSONField()),
                ('says', models.JSONField(null=True)),
                ('outcome', models.CharField(choices=[('created', 'created'), ('updated', 'updated'), ('unchanged', 'unchanged'), ('refused', 'refused')], max_length=12)),
                ('refusals', models.JSONField(default=list)),
                ('notes', models.JSONField(default=list)),
                ('partner_id', models.UUIDField(null=True)),
                ('salt', models.BinaryField(default=bytes)),
                ('item', models.BinaryField(default=bytes)),
                ('applied_at', models.DateTimeField(null=True)),
                ('partner_import', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='partners.partnerimport')),
            ],
            options={
                'ordering': ('partner_import', 'number'),
                'indexes': [models.Index(condition=models.Q(('applied_at', None)), fields=['partner_import', 'turn', 'number'], name='import_rows_to_apply')],
                'constraints': [models.UniqueConstraint(fields=('partner_import', 'number'), name='import_row_is_staged_once'), models.CheckConstraint(condition=models.Q(('line__gte', 1), ('number__gte', 1)), name='import_row_counts_from_one'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'refused'), _negated=True), models.Q(('refusals', []), _negated=True), _connector='OR'), name='import_row_is_refused_with_a_reason'), models.CheckConstraint(condition=models.Q(('outcome__in', ['created', 'updated', 'unchanged', 'refused'])), name='import_row_outcome_is_known')],
            },
        ),
    ]
