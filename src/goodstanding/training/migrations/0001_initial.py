import django.contrib.postgres.fields
import django.db.models.deletion
import goodstanding.evidence.models
import goodstanding.training.rules.certificates
import goodstanding.values.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('evidence', '0002_log_refuses_change'),
        ('partners', '0003_imports_are_staged'),
        ('programs', '0002_published_packs_refuse_change'),
    ]

    operations = [
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('seed', models.BigIntegerField()),
                ('started_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='AttemptResult',
            fields=[
                ('happened_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=goodstanding.evidence.models.RecordedNow(), editable=False)),
                ('voided_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('passed', models.BooleanField()),
                ('attempt', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='result', to='training.attempt')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Course',
            fields=[
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField()),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='courses', to='programs.program')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('code__regex', '^[a-z0-9]+(-[a-z0-9]+)*$')), name='course_code_is_a_code')],
            },
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('fact_id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False)),
                ('valid_from', models.DateTimeField()),
                ('valid_until', models.DateTimeField(blank=True, null=True)),
                ('recorded_at', models.DateTimeField(db_default=goodstanding.evidence.models.RecordedNow(), editable=False)),
                ('superseded_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), default=list, size=None)),
                ('due_on', models.DateField(null=True)),
                ('cause_id', models.UUIDField(db_index=True)),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='partners.partner')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to=settings.AUTH_USER_MODEL)),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='training.course')),
            ],
            options={
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_until', None), ('valid_until__gt', models.F('valid_from')), _connector='OR'), name='training_assignment_ends_after_it_starts'), models.UniqueConstraint(condition=models.Q(('superseded_at', None)), fields=('fact_id',), name='training_assignment_is_said_once'), models.UniqueConstraint(condition=models.Q(('superseded_at', None), ('valid_until', None)), fields=('cause_id', 'course', 'partner', 'person'), name='assignment_is_open_once_a_cause', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='CourseVersion',
            fields=[
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=200)),
                ('article', models.TextField()),
                ('source', models.TextField()),
                ('source_sha256', models.CharField(max_length=64)),
                ('pass_percent', models.PositiveSmallIntegerField()),
                ('valid_months', models.PositiveSmallIntegerField(null=True)),
                ('published_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=goodstanding.evidence.models.RecordedNow(), editable=False)),
                ('approved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='training.course')),
                ('drafted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('course', 'number'),
                'constraints': [models.UniqueConstraint(fields=('course', 'number'), name='course_version_number_is_used_once'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='course_version_counts_from_one'), models.CheckConstraint(condition=models.Q(('source_sha256__regex', '^[0-9a-f]{64}$')), name='course_version_hash_is_sha256'), models.CheckConstraint(condition=models.Q(('pass_percent__gte', 1), ('pass_percent__lte', 100)), name='course_version_pass_mark_is_a_share'), models.CheckConstraint(condition=models.Q(('valid_months', None), models.Q(('valid_months__gte', 1), ('valid_months__lte', 120)), _connector='OR'), name='course_version_is_good_for_some_months'), models.CheckConstraint(condition=models.Q(('approved_by', models.F('drafted_by')), _negated=True), name='course_version_is_approved_by_a_second_person')],
            },
        ),
        migrations.CreateModel(
            name='CourseDraft',
            fields=[
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('source', models.TextField()),
                ('source_sha256', models.CharField(max_length=64)),
                ('drafted_at', models.DateTimeField()),
                ('returned_at', models.DateTimeField(null=True)),
                ('returned_because', models.TextField(blank=True)),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drafts', to='training.course')),
                ('drafted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('returned_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='draft', to='training.courseversion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('version', None)), fields=('course',), name='course_has_one_draft_at_a_time'), models.CheckConstraint(condition=models.Q(('source_sha256__regex', '^[0-9a-f]{64}$')), name='course_draft_hash_is_sha256'), models.CheckConstraint(condition=models.Q(models.Q(('returned_at', None), ('returned_because', ''), ('returned_by', None)), models.Q(('returned_at__isnull', False), ('returned_by__isnull', False), models.Q(('returned_because', ''), _negated=True)), _connector='OR'), name='course_draft_returned_has_its_reason')],
            },
        ),
        migrations.CreateModel(
            name='Completion',
            fields=[
                ('happened_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=goodstanding.evidence.models.RecordedNow(), editable=False)),
                ('voided_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('zone', models.CharField(max_length=64)),
                ('passed_on', models.DateField()),
                ('until_on', models.DateField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='completions', to=settings.AUTH_USER_MODEL)),
                ('result', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='completion', to='training.attemptresult')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='training.courseversion')),
            ],
            options={
                'indexes': [models.Index(fields=['version', 'person'], name='completion_by_version')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until_on', None), ('until_on__gte', models.F('passed_on')), _connector='OR'), name='completion_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('zone', ''), _negated=True), name='completion_states_the_zone')],
            },
        ),
        migrations.AddField(
            model_name='attempt',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='training.courseversion'),
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('place', models.PositiveSmallIntegerField()),
                ('heading', models.TextField()),
                ('text', models.TextField(blank=True)),
                ('clause', models.CharField(max_length=129)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='training.courseversion')),
            ],
            options={
                'ordering': ('version', 'place'),
                'indexes': [models.Index(fields=['clause'], name='question_by_clause')],
                'constraints': [models.UniqueConstraint(fields=('version', 'place'), name='question_place_is_used_once_a_version'), models.CheckConstraint(condition=models.Q(('clause', ''), _negated=True), name='question_names_a_clause')],
            },
        ),
        migrations.CreateModel(
            name='Choice',
            fields=[
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('place', models.PositiveSmallIntegerField()),
                ('text', models.TextField()),
                ('feedback', models.TextField()),
                ('right', models.BooleanField()),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='choices', to='training.question')),
            ],
            options={
                'ordering': ('question', 'place'),
                'constraints': [models.UniqueConstraint(fields=('question', 'place'), name='choice_place_is_used_once_a_question'), models.UniqueConstraint(condition=models.Q(('right', True)), fields=('question',), name='choice_is_right_once_a_question')],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('answered_at', models.DateTimeField()),
                ('attempt', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='training.attempt')),
                ('choice', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='training.choice')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='training.question')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('attempt', 'question'), name='answer_is_given_once_an_attempt')],
            },
        ),
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(default=goodstanding.training.rules.certificates.new_code, max_length=12, unique=True)),
                ('issued_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=goodstanding.evidence.models.RecordedNow(), editable=False)),
                ('completion', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='certificate', to='training.completion')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('code__regex', '^[0-9A-HJKMNP-TV-Z]{12}$')), name='certificate_has_a_code')],
            },
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('person', 'version'), name='attempt_is_open_once_a_version'),
        ),
    ]
