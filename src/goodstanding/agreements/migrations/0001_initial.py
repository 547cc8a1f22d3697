import django.db.models.deletion
import goodstanding.evidence.models
import goodstanding.values.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('evidence', '0002_log_refuses_change'),
        ('partners', '0002_structure_is_superseded_not_edited'),
        ('programs', '0002_published_packs_refuse_change'),
    ]

    operations = [
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=64, unique=True)),
                ('title', models.CharField(max_length=200)),
                ('created_at', models.DateTimeField()),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='programs.program')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('code__regex', '^[a-z0-9]+(-[a-z0-9]+)*$')), name='agreement_code_is_a_code')],
            },
        ),
        migrations.CreateModel(
            name='AgreementVersion',
            fields=[
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveIntegerField()),
                ('language', models.CharField(default='en', max_length=12)),
                ('text', models.TextField()),
                ('text_sha256', models.CharField(max_length=64)),
                ('material', models.BooleanField()),
                ('material_reason', models.TextField(blank=True)),
                ('summary', models.TextField(blank=True)),
                ('published_at', models.DateTimeField()),
                ('published_on', models.DateField()),
                ('effective_at', models.DateTimeField()),
                ('effective_on', models.DateField()),
                ('recorded_at', models.DateTimeField(db_default=goodstanding.evidence.models.RecordedNow(), editable=False)),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='agreements.agreement')),
                ('approved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('drafted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('agreement', 'position'),
                'constraints': [models.UniqueConstraint(fields=('agreement', 'position'), name='agreement_version_position_is_used_once'), models.CheckConstraint(condition=models.Q(('position__gte', 1)), name='agreement_version_counts_from_one'), models.CheckConstraint(condition=models.Q(('text_sha256__regex', '^[0-9a-f]{64}$')), name='agreement_version_hash_is_sha256'), models.CheckConstraint(condition=models.Q(('effective_at__gte', models.F('published_at'))), name='agreement_version_is_announced_before_it_binds'), models.CheckConstraint(condition=models.Q(('approved_by', models.F('drafted_by')), _negated=True), name='agreement_version_is_approved_by_a_second_person')],
            },
        ),
        migrations.CreateModel(
            name='Acceptance',
            fields=[
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('authority', models.CharField(max_length=64)),
                ('identified_by', models.CharField(max_length=20)),
                ('text_sha256', models.CharField(max_length=64)),
                ('accepted_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=goodstanding.evidence.models.RecordedNow(), editable=False)),
                ('entity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acceptances', to='partners.legalentity')),
                ('location', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='acceptances', to='partners.location')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acceptances', to='partners.partner')),
                ('signer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acceptances', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acceptances', to='agreements.agreementversion')),
            ],
            options={
                'indexes': [models.Index(fields=['partner', 'accepted_at'], name='acceptance_by_partner')],
                'constraints': [models.UniqueConstraint(fields=('version', 'partner', 'entity', 'location'), name='acceptance_of_a_version_once_a_unit', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('authority', ''), _negated=True), name='acceptance_states_the_authority'), models.CheckConstraint(condition=models.Q(('identified_by__in', ['password', 'link'])), name='acceptance_states_how_identified'), models.CheckConstraint(condition=models.Q(('text_sha256__regex', '^[0-9a-f]{64}$')), name='acceptance_hash_is_sha256')],
            },
        ),
        migrations.CreateModel(
            name='Clause',
            fields=[
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=64)),
                ('place', models.PositiveIntegerField()),
                ('heading', models.CharField(max_length=300)),
                ('text', models.TextField()),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clauses', to='agreements.agreementversion')),
            ],
            options={
                'ordering': ('version', 'place'),
                'constraints': [models.UniqueConstraint(fields=('version', 'code'), name='clause_code_is_used_once_a_version'), models.UniqueConstraint(fields=('version', 'place'), name='clause_place_is_used_once_a_version'), models.CheckConstraint(condition=models.Q(('code__regex', '^[a-z0-9]+(-[a-z0-9]+)*$')), name='clause_code_is_a_code')],
            },
        ),
    ]
