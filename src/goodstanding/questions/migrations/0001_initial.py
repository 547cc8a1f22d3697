import django.db.models.deletion
import goodstanding.evidence.models
import goodstanding.values.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('cases', '0002_what_happened_in_a_case_stays'),
        ('evidence', '0002_log_refuses_change'),
        ('notices', '0002_what_was_sent_stays_as_it_was_sent'),
        ('partners', '0003_imports_are_staged'),
        ('programs', '0002_published_packs_refuse_change'),
    ]

    operations = [
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=16)),
                ('desk', models.CharField(blank=True, max_length=12)),
                ('done_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=goodstanding.evidence.models.RecordedNow(), editable=False)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('once', models.UUIDField()),
                ('about', models.CharField(max_length=8)),
                ('duty', models.CharField(blank=True, max_length=64)),
                ('confidential', models.BooleanField()),
                ('relationship_id', models.UUIDField(null=True)),
                ('state', models.CharField(max_length=16)),
                ('due_at', models.DateTimeField(null=True)),
                ('due_zone', models.CharField(blank=True, max_length=64)),
                ('asked_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=goodstanding.evidence.models.RecordedNow(), editable=False)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='cases.case')),
                ('distributor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='questions_between', to='partners.partner')),
                ('notice', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='notices.notice')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='partners.partner')),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='programs.program')),
            ],
            options={
                'indexes': [models.Index(fields=['partner', 'program', '-asked_at'], name='question_by_partner'), models.Index(condition=models.Q(('state__in', ['relayed', 'returned', 'with-distributor', 'with-vendor'])), fields=['program', 'due_at'], name='question_open'), models.Index(fields=['relationship_id'], name='question_by_way')],
                'constraints': [models.UniqueConstraint(fields=('asked_by', 'once'), name='question_form_asks_once'), models.CheckConstraint(condition=models.Q(('state__in', ['with-distributor', 'relayed', 'returned', 'with-vendor', 'answered', 'withdrawn'])), name='question_state_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('about', 'notice'), ('case', None), ('duty', ''), ('notice__isnull', False)), models.Q(('about', 'duty'), ('case', None), ('duty__regex', '^[a-z0-9]+(-[a-z0-9]+)*$'), ('notice', None)), models.Q(('about', 'case'), ('case__isnull', False), ('duty', ''), ('notice', None)), models.Q(('about', 'general'), ('case', None), ('duty', ''), ('notice', None)), _connector='OR'), name='question_is_about_one_thing'), models.CheckConstraint(condition=models.Q(('case', None), ('confidential', True), _connector='OR'), name='question_about_a_case_is_confidential'), models.CheckConstraint(condition=models.Q(('confidential', False), ('relationship_id', None), _connector='OR'), name='question_in_confidence_passes_nobody'), models.CheckConstraint(condition=models.Q(models.Q(('distributor', None), ('relationship_id', None)), models.Q(('distributor__isnull', False), ('relationship_id__isnull', False)), _connector='OR'), name='question_passes_through_a_distributor'), models.CheckConstraint(condition=models.Q(('relationship_id__isnull', False), models.Q(('state__in', ['relayed', 'returned', 'with-distributor']), _negated=True), _connector='OR'), name='question_lies_between_only_on_its_way'), models.CheckConstraint(condition=models.Q(models.Q(('due_at__isnull', False), ('state__in', ['relayed', 'returned', 'with-distributor', 'with-vendor']), models.Q(('due_zone', ''), _negated=True)), models.Q(models.Q(('state__in', ['relayed', 'returned', 'with-distributor', 'with-vendor']), _negated=True), ('due_at', None), ('due_zone', '')), _connector='OR'), name='question_is_due_while_it_is_open')],
            },
        ),
        migrations.CreateModel(
            name='Guidance',
            fields=[
                ('happened_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=goodstanding.evidence.models.RecordedNow(), editable=False)),
                ('voided_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('asks', models.TextField(max_length=4000)),
                ('answers', models.TextField(max_length=4000)),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='guidance', to='programs.program')),
                ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='guidance', to='questions.question')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['program', '-happened_at'], name='guidance_by_program')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('asks', ''), _negated=True), models.Q(('answers', ''), _negated=True)), name='guidance_asks_and_answers'), models.UniqueConstraint(condition=models.Q(('voided_at', None)), fields=('question',), name='guidance_is_published_once_a_question')],
            },
        ),
        migrations.CreateModel(
            name='StepWords',
            fields=[
                ('step', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='wording', serialize=False, to='questions.step')),
                ('words', models.TextField(max_length=4000)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='question_words_are_not_empty')],
            },
        ),
        migrations.AddField(
            model_name='step',
            name='question',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='questions.question'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['ask', 'relay', 'return', 'answer-below', 'answer', 'escalate', 'fall-up', 'withdraw'])), name='question_step_is_known'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.CheckConstraint(condition=models.Q(('desk__in', ['', 'distributor', 'vendor'])), name='question_step_leads_to_a_desk'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.UniqueConstraint(condition=models.Q(('kind__in', ['answer', 'answer-below'])), fields=('question',), name='question_is_answered_once'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.UniqueConstraint(fields=('question', 'kind'), name='question_step_is_taken_once'),
        ),
    ]
