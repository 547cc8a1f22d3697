import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.fields.json
import goodstanding.evidence.models
import goodstanding.values.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('evidence', '0002_log_refuses_change'),
        ('notices', '0002_what_was_sent_stays_as_it_was_sent'),
        ('programs', '0002_published_packs_refuse_change'),
        ('training', '0002_results_and_completions_refuse_change'),
    ]

    operations = [
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(max_length=32)),
                ('words', models.JSONField()),
                ('audience', models.JSONField()),
                ('obligation', models.CharField(blank=True, max_length=64)),
                ('due_on', models.DateField(null=True)),
                ('remind_days', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), default=list, size=None)),
                ('skip_weekends', models.BooleanField(default=False)),
                ('not_before_on', models.DateField(null=True)),
                ('per_hour', models.PositiveIntegerField(null=True)),
                ('joiners_until', models.DateField(null=True)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('drafted_at', models.DateTimeField()),
                ('returned_at', models.DateTimeField(null=True)),
                ('returned_because', models.TextField(blank=True)),
                ('started_at', models.DateTimeField(null=True)),
                ('stopped_at', models.DateTimeField(null=True)),
                ('stopped_because', models.TextField(blank=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('course', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='training.course')),
                ('drafted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='programs.program')),
                ('returned_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('started_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['program', '-drafted_at'], name='campaign_by_program'), models.Index(condition=models.Q(('finished_at', None), ('started_at__isnull', False), ('stopped_at', None)), fields=['id'], name='campaign_under_way')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['reminder', 'call-to-action'])), name='campaign_kind_is_reminder_or_call'), models.CheckConstraint(condition=models.Q(('kind', django.db.models.fields.json.KeyTextTransform('kind', 'words'))), name='campaign_words_have_the_kind'), models.CheckConstraint(condition=models.Q(models.Q(('due_on__isnull', False), ('kind', 'call-to-action'), models.Q(('course', None), ('obligation', ''), _connector='XOR')), models.Q(('course', None), ('due_on', None), ('kind', 'reminder'), ('obligation', ''), ('remind_days', [])), _connector='OR'), name='campaign_asks_for_one_thing_by_a_day_or_for_nothing'), models.CheckConstraint(condition=models.Q(('started_by', None), models.Q(('kind', 'call-to-action'), _negated=True), models.Q(('started_by', models.F('drafted_by')), _negated=True), _connector='OR'), name='campaign_call_is_started_by_a_second_person'), models.CheckConstraint(condition=models.Q(models.Q(('started_at', None), ('started_by', None)), models.Q(('started_at__isnull', False), ('started_by__isnull', False)), _connector='OR'), name='campaign_is_started_by_somebody'), models.CheckConstraint(condition=models.Q(('started_at__isnull', False), models.Q(('finished_at', None), ('stopped_at', None)), _connector='OR'), name='campaign_stops_and_ends_after_its_start'), models.CheckConstraint(condition=models.Q(models.Q(('returned_at', None), ('returned_because', ''), ('returned_by', None)), models.Q(('returned_at__isnull', False), ('returned_by__isnull', False), models.Q(('returned_because', ''), _negated=True)), _connector='OR'), name='campaign_returned_has_its_reason')],
            },
        ),
        migrations.CreateModel(
            name='CampaignRecipient',
            fields=[
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('partner_ids', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ('contact_ids', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), size=None)),
                ('zone', models.CharField(max_length=64)),
                ('zone_assumed', models.BooleanField(default=False)),
                ('enrolled_at', models.DateTimeField()),
                ('skipped_at', models.DateTimeField(null=True)),
                ('skipped_because', models.CharField(blank=True, max_length=12)),
                ('recorded_at', models.DateTimeField(db_default=goodstanding.evidence.models.RecordedNow(), editable=False)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recipients', to='campaigns.campaign')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='campaigns_received', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['person'], name='campaign_recipient_person')],
                'constraints': [models.UniqueConstraint(fields=('campaign', 'person'), name='campaign_reaches_a_person_once'), models.CheckConstraint(condition=models.Q(models.Q(('partner_ids', []), _negated=True), models.Q(('contact_ids', []), _negated=True), models.Q(('roles', []), _negated=True)), name='campaign_recipient_acts_for_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('skipped_at', None), ('skipped_because', '')), models.Q(('skipped_at__isnull', False), ('skipped_because__in', ['left', 'late'])), _connector='OR'), name='campaign_recipient_is_skipped_for_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='CampaignMessage',
            fields=[
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('wave', models.PositiveSmallIntegerField()),
                ('sent_at', models.DateTimeField()),
                ('notice', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='campaign_message', to='notices.notice')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='campaigns.campaignrecipient')),
            ],
            options={
                'indexes': [models.Index(fields=['sent_at'], name='campaign_message_by_instant')],
                'constraints': [models.UniqueConstraint(fields=('recipient', 'wave'), name='campaign_wave_reaches_a_person_once')],
            },
        ),
    ]
