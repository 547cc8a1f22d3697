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
        ('partners', '0002_structure_is_superseded_not_edited'),
        ('programs', '0002_published_packs_refuse_change'),
    ]

    operations = [
        migrations.CreateModel(
            name='NoticeText',
            fields=[
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('cause_id', models.UUIDField(db_index=True)),
                ('kind', models.CharField(max_length=32)),
                ('words', models.JSONField()),
                ('words_sha256', models.CharField(max_length=64)),
                ('recorded_at', models.DateTimeField(db_default=goodstanding.evidence.models.RecordedNow(), editable=False)),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notice_texts', to='programs.program')),
                ('sender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices_signed', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('program', 'cause_id', 'words_sha256'), name='notice_text_is_written_once_a_cause'), models.CheckConstraint(condition=models.Q(('kind__in', ['reminder', 'call-to-action', 'request-for-information', 'allegation', 'decision', 'receipt'])), name='notice_kind_is_known'), models.CheckConstraint(condition=models.Q(('kind', django.db.models.fields.json.KeyTextTransform('kind', 'words'))), name='notice_words_have_the_kind')],
            },
        ),
        migrations.CreateModel(
            name='NoticeSubject',
            fields=[
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=64)),
                ('position', models.PositiveIntegerField(null=True)),
                ('text', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='subjects', to='notices.noticetext')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('text', 'code', 'position'), name='notice_subject_is_named_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('code__regex', '^[a-z0-9]+(-[a-z0-9]+)*$')), name='notice_subject_is_a_code')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('subject_line', models.CharField(max_length=240)),
                ('code', models.CharField(max_length=12, unique=True)),
                ('due_at', models.DateTimeField(null=True)),
                ('due_on', models.DateField(null=True)),
                ('due_days', models.PositiveIntegerField(null=True)),
                ('zone', models.CharField(blank=True, max_length=64)),
                ('city', models.CharField(blank=True, max_length=200)),
                ('zone_assumed', models.BooleanField(default=False)),
                ('sent_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=goodstanding.evidence.models.RecordedNow(), editable=False)),
                ('entity', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='partners.legalentity')),
                ('partner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='partners.partner')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to=settings.AUTH_USER_MODEL)),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='programs.program')),
                ('text', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='notices.noticetext')),
            ],
            options={
                'indexes': [models.Index(fields=['partner', 'program', '-sent_at'], name='notice_by_partner'), models.Index(fields=['program', '-sent_at', '-id'], name='notice_by_program')],
                'constraints': [models.CheckConstraint(condition=models.Q(('partner__isnull', False), ('person__isnull', False), _connector='OR'), name='notice_is_for_somebody'), models.CheckConstraint(condition=models.Q(('entity', None), ('partner__isnull', False), _connector='OR'), name='notice_entity_is_of_a_partner'), models.CheckConstraint(condition=models.Q(('code__regex', '^[0123456789ABCDEFGHJKMNPQRSTVWXYZ]{12}$')), name='notice_code_is_readable'), models.CheckConstraint(condition=models.Q(models.Q(('due_at', None), ('due_on', None)), models.Q(('due_at__gt', models.F('sent_at')), ('due_days', None), ('due_on__isnull', False)), _connector='OR'), name='notice_is_due_at_most_once'), models.CheckConstraint(condition=models.Q(models.Q(('due_at', None), ('due_days', None)), models.Q(('zone', ''), _negated=True), _connector='OR'), name='notice_due_date_has_a_zone'), models.UniqueConstraint(fields=('text', 'partner', 'person', 'entity'), name='notice_is_sent_once', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='Proof',
            fields=[
                ('happened_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=goodstanding.evidence.models.RecordedNow(), editable=False)),
                ('voided_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('contact_id', models.UUIDField(null=True)),
                ('outcome', models.CharField(max_length=12)),
                ('how', models.CharField(max_length=20)),
                ('happened_on', models.DateField()),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proofs', to='notices.notice')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notice_proofs', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['contact_id'], name='proof_by_contact')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('how__in', ['inbox', 'act']), ('outcome', 'delivered')), models.Q(('how__in', ['mailbox-refused']), ('outcome', 'failed')), _connector='OR'), name='proof_outcome_says_how'), models.UniqueConstraint(condition=models.Q(('voided_at', None)), fields=('notice', 'person', 'contact_id', 'outcome'), name='proof_is_recorded_once', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='Recipient',
            fields=[
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('contact_ids', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), size=None)),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recipients', to='notices.notice')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices_received', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['person'], name='recipient_by_person')],
                'constraints': [models.UniqueConstraint(fields=('notice', 'person'), name='recipient_gets_a_notice_once')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('chunk_id', models.UUIDField(db_index=True)),
                ('address', models.CharField(max_length=254)),
                ('message_id', models.CharField(max_length=250, unique=True)),
                ('state', models.CharField(choices=[('waiting', 'Waiting to be sent'), ('handing-over', 'Being handed to the mail server'), ('handed-over', 'Handed to the mail server'), ('uncertain', 'Left without an answer of the mail server'), ('refused', 'There is no such mailbox'), ('given-up', 'The mail server does not take it'), ('withdrawn', 'Stopped before it was sent')], default='waiting', max_length=16)),
                ('tries', models.PositiveIntegerField(default=0)),
                ('next_try_at', models.DateTimeField(null=True)),
                ('recipient', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='delivery', to='notices.recipient')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['next_try_at', 'id'], name='delivery_waiting'), models.Index(condition=models.Q(('state', 'handing-over')), fields=['id'], name='delivery_under_way'), models.Index(condition=models.Q(('state', 'refused')), fields=['address'], name='delivery_refused_address')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'handing-over', 'handed-over', 'uncertain', 'refused', 'given-up', 'withdrawn'])), name='delivery_state_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('next_try_at__isnull', False), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('next_try_at', None)), _connector='OR'), name='delivery_waits_until_its_next_try')],
            },
        ),
        migrations.CreateModel(
            name='DeliveryAttempt',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('fate', models.CharField(blank=True, max_length=16)),
                ('stage', models.CharField(blank=True, max_length=16)),
                ('reply_code', models.PositiveIntegerField(null=True)),
                ('reply_text', models.CharField(blank=True, max_length=300)),
                ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='notices.delivery')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('delivery', 'number'), name='delivery_attempt_has_a_number')],
            },
        ),
        migrations.CreateModel(
            name='CodeCheck',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=12)),
                ('network', models.CharField(max_length=64)),
                ('checked_at', models.DateTimeField()),
                ('notice', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='notices.notice')),
            ],
            options={
                'indexes': [models.Index(fields=['code', 'checked_at'], name='code_check_by_code'), models.Index(fields=['network', 'checked_at'], name='code_check_by_network')],
            },
        ),
        migrations.CreateModel(
            name='CodeAlarm',
            fields=[
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=12)),
                ('raised_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('notice', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='alarms', to='notices.notice')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('code',), name='code_alarm_is_open_once'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('closed_by', None)), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False)), _connector='OR'), name='code_alarm_is_closed_by_somebody')],
            },
        ),
    ]
