import django.contrib.postgres.fields
import django.db.models.deletion
import goodstanding.evidence.models
import goodstanding.values.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('incentives', '0002_ledger_balances_and_refuses_change'),
        ('notices', '0002_what_was_sent_stays_as_it_was_sent'),
        ('partners', '0003_imports_are_staged'),
        ('programs', '0002_published_packs_refuse_change'),
    ]

    operations = [
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('rung', models.CharField(max_length=64)),
                ('recommended', models.CharField(blank=True, max_length=64)),
                ('count', models.PositiveSmallIntegerField()),
                ('factors', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), default=list, size=None)),
                ('reasons', models.TextField()),
                ('deviation_reason', models.TextField(blank=True)),
                ('approvals_needed', models.PositiveSmallIntegerField()),
                ('proposed_at', models.DateTimeField()),
                ('weighed_on', models.DateField()),
                ('recorded_at', models.DateTimeField(db_default=goodstanding.evidence.models.RecordedNow(), editable=False)),
                ('pack_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programs.packversion')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('case', 'number'),
            },
        ),
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('year', models.PositiveSmallIntegerField()),
                ('number', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=200)),
                ('state', models.CharField(default='opened', max_length=12)),
                ('opened_at', models.DateTimeField()),
                ('decide_again_by', models.DateTimeField(null=True)),
                ('investigator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases_investigated', to=settings.AUTH_USER_MODEL)),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='partners.partner')),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='programs.program')),
            ],
            options={
                'indexes': [models.Index(fields=['partner', 'program', 'id'], name='case_by_partner')],
                'constraints': [models.UniqueConstraint(fields=('program', 'year', 'number'), name='case_number_is_used_once'), models.CheckConstraint(condition=models.Q(('state__in', ['opened', 'alleged', 'answered', 'found', 'proposed', 'decided', 'appealed', 'reopened', 'unfounded', 'undone'])), name='case_state_is_known')],
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('happened_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=goodstanding.evidence.models.RecordedNow(), editable=False)),
                ('voided_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('agreement', models.CharField(max_length=64)),
                ('clause', models.CharField(max_length=64)),
                ('position', models.PositiveIntegerField()),
                ('severity', models.CharField(max_length=64)),
                ('event_at', models.DateTimeField()),
                ('event_on', models.DateField()),
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('reasons', models.TextField()),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='finding', to='cases.case')),
                ('found_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='partners.partner')),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='programs.program')),
            ],
            options={
                'indexes': [models.Index(fields=['partner', 'program'], name='finding_by_partner')],
                'constraints': [models.CheckConstraint(condition=models.Q(('agreement__regex', '^[a-z0-9]+(-[a-z0-9]+)*$'), ('clause__regex', '^[a-z0-9]+(-[a-z0-9]+)*$'), ('position__gte', 1), ('severity__regex', '^[a-z0-9]+(-[a-z0-9]+)*$')), name='finding_names_a_clause'), models.CheckConstraint(condition=models.Q(('reasons', ''), _negated=True), name='finding_has_reasons'), models.CheckConstraint(condition=models.Q(('event_at__lte', models.F('happened_at'))), name='finding_follows_its_event'), models.UniqueConstraint(condition=models.Q(('voided_at', None)), fields=('partner', 'program', 'agreement', 'clause', 'event_at'), name='finding_is_made_once_on_the_same_facts')],
            },
        ),
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('words', models.TextField()),
                ('filed_at', models.DateTimeField()),
                ('decide_by', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=goodstanding.evidence.models.RecordedNow(), editable=False)),
                ('filed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='appeal', to='cases.decision')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='appeal_says_something')],
            },
        ),
        migrations.AddField(
            model_name='decision',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='cases.case'),
        ),
        migrations.CreateModel(
            name='Allegation',
            fields=[
                ('agreement', models.CharField(max_length=64)),
                ('clause', models.CharField(max_length=64)),
                ('position', models.PositiveIntegerField()),
                ('severity', models.CharField(max_length=64)),
                ('event_at', models.DateTimeField()),
                ('event_on', models.DateField()),
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('facts', models.TextField()),
                ('zone', models.CharField(max_length=64)),
                ('answer_days', models.PositiveSmallIntegerField()),
                ('alleged_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=goodstanding.evidence.models.RecordedNow(), editable=False)),
                ('alleged_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='notices.notice')),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='allegation', to='cases.case')),
            ],
            options={
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('agreement__regex', '^[a-z0-9]+(-[a-z0-9]+)*$'), ('clause__regex', '^[a-z0-9]+(-[a-z0-9]+)*$'), ('position__gte', 1), ('severity__regex', '^[a-z0-9]+(-[a-z0-9]+)*$')), name='allegation_names_a_clause'), models.CheckConstraint(condition=models.Q(('facts', ''), _negated=True), name='allegation_says_facts')],
            },
        ),
        migrations.CreateModel(
            name='CaseEnding',
            fields=[
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('reasons', models.TextField()),
                ('ended_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=goodstanding.evidence.models.RecordedNow(), editable=False)),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='ending', to='cases.case')),
                ('ended_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('notice', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='notices.notice')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('reasons', ''), _negated=True), name='case_ending_has_reasons')],
            },
        ),
        migrations.CreateModel(
            name='ChosenMeasure',
            fields=[
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('place', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=64)),
                ('ends', models.CharField(max_length=12)),
                ('months', models.PositiveSmallIntegerField(default=0)),
                ('days', models.PositiveSmallIntegerField(default=0)),
                ('release_months', models.PositiveSmallIntegerField(null=True)),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='cases.decision')),
            ],
            options={
                'ordering': ('decision', 'place'),
                'constraints': [models.UniqueConstraint(fields=('decision', 'name'), name='measure_is_chosen_once_a_decision'), models.CheckConstraint(condition=models.Q(('ends__in', ['once', 'calendar', 'passed', 'completed', 'cleared', 'released', 'never'])), name='chosen_measure_end_is_known'), models.CheckConstraint(condition=models.Q(('name__regex', '^[a-z0-9]+(-[a-z0-9]+)*$')), name='chosen_measure_has_a_name')],
            },
        ),
        migrations.CreateModel(
            name='ClawbackOrder',
            fields=[
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('amount_minor', models.BigIntegerField(null=True)),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clawbacks', to='cases.decision')),
                ('earning', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='incentives.earning')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('decision', 'earning'), name='clawback_is_ordered_once_a_decision'), models.CheckConstraint(condition=models.Q(('amount_minor', None), ('amount_minor__gt', 0), _connector='OR'), name='clawback_order_takes_something')],
            },
        ),
        migrations.CreateModel(
            name='Concern',
            fields=[
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('source', models.CharField(choices=[('report', 'Somebody told us'), ('audit', 'An audit'), ('signal', 'A rule over transactions'), ('own', 'We saw it ourselves')], max_length=12)),
                ('words', models.TextField()),
                ('received_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=goodstanding.evidence.models.RecordedNow(), editable=False)),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='concern', to='cases.case')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('source__in', ['report', 'audit', 'signal', 'own'])), name='concern_source_is_known')],
            },
        ),
        migrations.CreateModel(
            name='DecisionFate',
            fields=[
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('fate', models.CharField(choices=[('ends', 'Ended'), ('kept', 'Stays'), ('stayed', 'Stayed, to be decided again')], max_length=12)),
                ('reached', models.CharField(blank=True, max_length=64)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=goodstanding.evidence.models.RecordedNow(), editable=False)),
                ('appeal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fates', to='cases.appeal')),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fates', to='cases.decision')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('appeal', 'decision'), name='fate_is_settled_once_an_appeal'), models.UniqueConstraint(condition=models.Q(('fate', 'ends')), fields=('decision',), name='decision_ends_once')],
            },
        ),
        migrations.CreateModel(
            name='Overturning',
            fields=[
                ('finding', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='overturning', serialize=False, to='cases.finding')),
                ('overturned_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=goodstanding.evidence.models.RecordedNow(), editable=False)),
            ],
        ),
        migrations.CreateModel(
            name='Basis',
            fields=[
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('answered', models.BooleanField()),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='basis', to='cases.decision')),
                ('finding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bearing', to='cases.finding')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('decision', 'finding'), name='decision_rests_on_a_finding_once')],
            },
        ),
        migrations.CreateModel(
            name='Measure',
            fields=[
                ('fact_id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False)),
                ('valid_from', models.DateTimeField()),
                ('valid_until', models.DateTimeField(blank=True, null=True)),
                ('recorded_at', models.DateTimeField(db_default=goodstanding.evidence.models.RecordedNow(), editable=False)),
                ('superseded_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=64)),
                ('chosen', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='in_effect', to='cases.chosenmeasure')),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='in_effect', to='cases.decision')),
                ('location', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='partners.location')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='partners.partner')),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='programs.program')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['partner', 'program'], name='measure_by_partner')],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_until', None), ('valid_until__gt', models.F('valid_from')), _connector='OR'), name='cases_measure_ends_after_it_starts'), models.UniqueConstraint(condition=models.Q(('superseded_at', None)), fields=('fact_id',), name='cases_measure_is_said_once'), models.CheckConstraint(condition=models.Q(('name__regex', '^[a-z0-9]+(-[a-z0-9]+)*$')), name='measure_has_a_name'), models.UniqueConstraint(condition=models.Q(('superseded_at', None), ('valid_until', None)), fields=('chosen', 'location'), name='measure_is_open_once_a_decision', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='MilestonePlanned',
            fields=[
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('place', models.PositiveSmallIntegerField()),
                ('words', models.TextField()),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='milestones', to='cases.decision')),
            ],
            options={
                'ordering': ('decision', 'place'),
                'constraints': [models.UniqueConstraint(fields=('decision', 'place'), name='milestone_place_is_used_once'), models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='milestone_says_something')],
            },
        ),
        migrations.CreateModel(
            name='PartnerAnswer',
            fields=[
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('words', models.TextField()),
                ('answered_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=goodstanding.evidence.models.RecordedNow(), editable=False)),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='answer', to='cases.case')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='case_answers', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='case_answer_says_something')],
            },
        ),
        migrations.CreateModel(
            name='Stay',
            fields=[
                ('fact_id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False)),
                ('valid_from', models.DateTimeField()),
                ('valid_until', models.DateTimeField(blank=True, null=True)),
                ('recorded_at', models.DateTimeField(db_default=goodstanding.evidence.models.RecordedNow(), editable=False)),
                ('superseded_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('measure', models.CharField(max_length=64)),
                ('reason', models.CharField(choices=[('appeal', 'Until the appeal is decided'), ('not-reached', 'The ladder does not reach it any more')], max_length=12)),
                ('appeal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stays', to='cases.appeal')),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stays', to='cases.decision')),
            ],
            options={
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_until', None), ('valid_until__gt', models.F('valid_from')), _connector='OR'), name='cases_stay_ends_after_it_starts'), models.UniqueConstraint(condition=models.Q(('superseded_at', None)), fields=('fact_id',), name='cases_stay_is_said_once'), models.UniqueConstraint(condition=models.Q(('superseded_at', None), ('valid_until', None)), fields=('decision', 'measure', 'reason'), name='measure_is_stayed_once_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='AppealOutcome',
            fields=[
                ('appeal', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='outcome', serialize=False, to='cases.appeal')),
                ('outcome', models.CharField(choices=[('full', 'Upheld in full'), ('part', 'Upheld in part'), ('refused', 'Refused')], max_length=12)),
                ('measures', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), default=list, size=None)),
                ('reasons', models.TextField()),
                ('decided_at', models.DateTimeField()),
                ('count_before', models.PositiveSmallIntegerField()),
                ('count_after', models.PositiveSmallIntegerField()),
                ('recorded_at', models.DateTimeField(db_default=goodstanding.evidence.models.RecordedNow(), editable=False)),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='notices.notice')),
                ('reviewer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('reasons', ''), _negated=True), name='appeal_outcome_has_reasons'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'part'), models.Q(('measures', []), _negated=True)), models.Q(models.Q(('outcome', 'part'), _negated=True), ('measures', [])), _connector='OR'), name='appeal_outcome_in_part_names_measures')],
            },
        ),
        migrations.CreateModel(
            name='CarriedOut',
            fields=[
                ('decision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='carried_out', serialize=False, to='cases.decision')),
                ('decided_at', models.DateTimeField()),
                ('zone', models.CharField(max_length=64)),
                ('appeal_days', models.PositiveSmallIntegerField()),
                ('recorded_at', models.DateTimeField(db_default=goodstanding.evidence.models.RecordedNow(), editable=False)),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='notices.notice')),
            ],
        ),
        migrations.CreateModel(
            name='PlanCompletion',
            fields=[
                ('decision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='plan_completion', serialize=False, to='cases.decision')),
                ('remark', models.TextField(blank=True)),
                ('completed_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=goodstanding.evidence.models.RecordedNow(), editable=False)),
                ('verified_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('verdict', models.CharField(choices=[('approved', 'Approved'), ('returned', 'Returned')], max_length=12)),
                ('reason', models.TextField(blank=True)),
                ('given_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=goodstanding.evidence.models.RecordedNow(), editable=False)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='approvals', to='cases.decision')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('decision', 'person'), name='decider_speaks_once_on_a_decision'), models.CheckConstraint(condition=models.Q(('verdict', 'approved'), models.Q(('verdict', 'returned'), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='return_has_its_reason')],
            },
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.UniqueConstraint(fields=('case', 'number'), name='decision_number_is_used_once_a_case'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('rung', models.F('recommended')), models.Q(('deviation_reason', ''), _negated=True), _connector='OR'), name='decision_other_than_recommended_has_its_reason'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('reasons', ''), _negated=True), name='decision_has_reasons'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('approvals_needed__gte', 1)), name='decision_needs_somebody'),
        ),
        migrations.AddField(
            model_name='overturning',
            name='appeal',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='overturning', to='cases.appeal'),
        ),
    ]
