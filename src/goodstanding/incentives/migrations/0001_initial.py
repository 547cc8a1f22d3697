import django.db.models.deletion
import goodstanding.evidence.models
import goodstanding.values.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('evidence', '0002_log_refuses_change'),
        ('partners', '0003_imports_are_staged'),
        ('programs', '0002_published_packs_refuse_change'),
    ]

    operations = [
        migrations.CreateModel(
            name='Clawback',
            fields=[
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('cause_id', models.UUIDField(db_index=True)),
                ('started_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=goodstanding.evidence.models.RecordedNow(), editable=False)),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clawbacks', to='partners.partner')),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clawbacks', to='programs.program')),
            ],
            options={
                'ordering': ('started_at', 'id'),
                'indexes': [models.Index(fields=['partner', 'program'], name='clawback_by_partner')],
                'constraints': [models.UniqueConstraint(fields=('cause_id', 'program', 'partner'), name='clawback_of_a_cause_is_one_per_partner')],
            },
        ),
        migrations.CreateModel(
            name='Earning',
            fields=[
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('external_id', models.CharField(max_length=128)),
                ('participant_id', models.CharField(max_length=128)),
                ('incentive_type', models.CharField(max_length=64)),
                ('incentive_name', models.CharField(max_length=200)),
                ('discretionary', models.BooleanField()),
                ('amount_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('rate', models.DecimalField(decimal_places=12, max_digits=24, null=True)),
                ('rate_on', models.DateField(null=True)),
                ('rate_source', models.CharField(blank=True, max_length=64)),
                ('report_currency', models.CharField(blank=True, max_length=3)),
                ('earned_at', models.DateTimeField()),
                ('applies_on', models.DateField()),
                ('import_id', models.UUIDField()),
                ('recorded_at', models.DateTimeField(db_default=goodstanding.evidence.models.RecordedNow(), editable=False)),
                ('location', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='earnings', to='partners.location')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='earnings', to='partners.partner')),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='earnings', to='programs.program')),
            ],
            options={
                'indexes': [models.Index(fields=['partner', 'program', 'earned_at'], include=('currency', 'amount_minor'), name='earning_by_partner_and_time'), models.Index(fields=['program', 'applies_on'], name='earning_by_program_and_month')],
                'constraints': [models.UniqueConstraint(fields=('program', 'external_id'), name='earning_is_counted_once'), models.CheckConstraint(condition=models.Q(models.Q(('external_id', ''), _negated=True), models.Q(('participant_id', ''), _negated=True)), name='earning_has_a_number'), models.CheckConstraint(condition=models.Q(('incentive_type__regex', '^[a-z0-9]+(-[a-z0-9]+)*$')), name='earning_type_is_a_code'), models.CheckConstraint(condition=models.Q(('currency__regex', '^[A-Z]{3}$')), name='earning_currency_is_iso_code'), models.CheckConstraint(condition=models.Q(models.Q(('rate', None), ('rate_on', None), ('rate_source', ''), ('report_currency', '')), models.Q(('rate__gt', 0), ('rate_on__isnull', False), ('report_currency__regex', '^[A-Z]{3}$'), models.Q(('rate_source', ''), _negated=True)), _connector='OR'), name='earning_rate_says_to_what_when_and_from_where'), models.CheckConstraint(condition=models.Q(('applies_on__day', 1)), name='earning_applies_from_the_first_of_a_month')],
            },
        ),
        migrations.CreateModel(
            name='EarningsImport',
            fields=[
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('file_name', models.CharField(max_length=200)),
                ('file_sha256', models.CharField(max_length=64)),
                ('content', models.BinaryField(default=bytes)),
                ('namespace', models.CharField(max_length=32)),
                ('skip_refused', models.BooleanField()),
                ('discretionary', models.JSONField(null=True)),
                ('header', models.JSONField(default=list)),
                ('remarks', models.JSONField(default=list)),
                ('state', models.CharField(choices=[('checked', 'Checked, nothing applied yet'), ('applying', 'Being applied'), ('applied', 'Applied'), ('refused', 'Refused, nothing applied'), ('failed', 'Interrupted by a fault')], max_length=12)),
                ('sent_by', models.CharField(max_length=80)),
                ('sent_at', models.DateTimeField()),
                ('applied_by', models.CharField(blank=True, max_length=80)),
                ('applied_at', models.DateTimeField(null=True)),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='earnings_imports', to='programs.program')),
            ],
            options={
                'ordering': ('-sent_at', '-id'),
                'indexes': [models.Index(fields=['program', '-sent_at'], name='earnings_import_by_program')],
                'constraints': [models.CheckConstraint(condition=models.Q(('namespace__regex', '^[a-z0-9]+(-[a-z0-9]+)*$')), name='earnings_import_namespace_is_a_code'), models.CheckConstraint(condition=models.Q(('state__in', ['checked', 'applying', 'applied', 'refused', 'failed'])), name='earnings_import_state_is_known')],
            },
        ),
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('fact_id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False)),
                ('valid_from', models.DateTimeField()),
                ('valid_until', models.DateTimeField(blank=True, null=True)),
                ('recorded_at', models.DateTimeField(db_default=goodstanding.evidence.models.RecordedNow(), editable=False)),
                ('superseded_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('incentive_type', models.CharField(blank=True, max_length=64)),
                ('cause_id', models.UUIDField(db_index=True)),
                ('location', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.location')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.partner')),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programs.program')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('superseded_at', None)), fields=['partner', 'program'], name='hold_by_partner')],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_until', None), ('valid_until__gt', models.F('valid_from')), _connector='OR'), name='incentives_hold_ends_after_it_starts'), models.UniqueConstraint(condition=models.Q(('superseded_at', None)), fields=('fact_id',), name='incentives_hold_is_said_once'), models.CheckConstraint(condition=models.Q(('incentive_type', ''), ('incentive_type__regex', '^[a-z0-9]+(-[a-z0-9]+)*$'), _connector='OR'), name='incentives_hold_type_is_a_code'), models.UniqueConstraint(condition=models.Q(('superseded_at', None)), fields=('cause_id', 'program', 'partner', 'location', 'incentive_type'), name='incentives_hold_is_set_once_a_cause', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='ImportedRow',
            fields=[
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('line', models.PositiveIntegerField()),
                ('external_id', models.CharField(blank=True, max_length=128)),
                ('outcome', models.CharField(choices=[('created', 'created'), ('updated', 'updated'), ('unchanged', 'unchanged'), ('refused', 'refused')], max_length=12)),
                ('refusals', models.JSONField(default=list)),
                ('notes', models.JSONField(default=list)),
                ('item', models.BinaryField(default=bytes)),
                ('applied_at', models.DateTimeField(null=True)),
                ('earning', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='incentives.earning')),
                ('earnings_import', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='incentives.earningsimport')),
            ],
            options={
                'ordering': ('earnings_import', 'number'),
                'indexes': [models.Index(condition=models.Q(('applied_at', None)), fields=['earnings_import', 'number'], name='imported_rows_to_apply')],
                'constraints': [models.UniqueConstraint(fields=('earnings_import', 'number'), name='imported_row_is_kept_once'), models.CheckConstraint(condition=models.Q(('line__gte', 1), ('number__gte', 1)), name='imported_row_counts_from_one'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'refused'), _negated=True), models.Q(('refusals', []), _negated=True), _connector='OR'), name='imported_row_is_refused_with_a_reason'), models.CheckConstraint(condition=models.Q(('outcome__in', ['created', 'updated', 'unchanged', 'refused'])), name='imported_row_outcome_is_known')],
            },
        ),
        migrations.CreateModel(
            name='LedgerEntry',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('earned', 'earned'), ('paid', 'paid'), ('returned', 'returned'), ('reversed', 'reversed'), ('clawed-back', 'clawed-back'), ('restored', 'restored'), ('lessened', 'lessened')], max_length=12)),
                ('cause_id', models.UUIDField(db_index=True)),
                ('currency', models.CharField(max_length=3)),
                ('reference', models.CharField(blank=True, max_length=256)),
                ('happened_on', models.DateField(null=True)),
                ('posted_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=goodstanding.evidence.models.RecordedNow(), editable=False)),
                ('clawback', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='incentives.clawback')),
                ('earning', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='incentives.earning')),
                ('undoes', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone_by', to='incentives.ledgerentry')),
            ],
            options={
                'ordering': ('id',),
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['earned', 'paid', 'returned', 'reversed', 'clawed-back', 'restored', 'lessened'])), name='ledger_entry_kind_is_known'), models.CheckConstraint(condition=models.Q(('currency__regex', '^[A-Z]{3}$')), name='ledger_entry_currency_is_iso_code'), models.UniqueConstraint(condition=models.Q(('kind', 'earned')), fields=('earning',), name='ledger_entry_earns_once'), models.UniqueConstraint(condition=models.Q(('kind', 'clawed-back')), fields=('earning', 'cause_id'), name='ledger_entry_one_clawback_per_cause'), models.UniqueConstraint(condition=models.Q(('kind', 'reversed')), fields=('earning', 'reference'), name='ledger_entry_reverses_a_row_once'), models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['lessened', 'restored']), ('undoes__isnull', False)), models.Q(models.Q(('kind__in', ['lessened', 'restored']), _negated=True), ('undoes', None)), _connector='OR'), name='ledger_entry_undoes_a_clawback_or_nothing'), models.CheckConstraint(condition=models.Q(('undoes', None), models.Q(('undoes', models.F('id')), _negated=True), _connector='OR'), name='ledger_entry_undoes_another'), models.CheckConstraint(condition=models.Q(models.Q(('clawback__isnull', False), ('kind', 'clawed-back')), models.Q(models.Q(('kind', 'clawed-back'), _negated=True), ('clawback', None)), _connector='OR'), name='ledger_entry_of_a_clawback_has_its_head')],
            },
        ),
        migrations.CreateModel(
            name='LedgerPosting',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('account', models.CharField(choices=[('program_fund', 'program_fund'), ('partner_payable', 'partner_payable'), ('partner_paid', 'partner_paid'), ('recovery_due', 'recovery_due'), ('cancelled', 'cancelled')], max_length=16)),
                ('amount_minor', models.BigIntegerField()),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='incentives.ledgerentry')),
            ],
            options={
                'ordering': ('id',),
                'constraints': [models.UniqueConstraint(fields=('entry', 'account'), name='ledger_posting_names_an_account_once'), models.CheckConstraint(condition=models.Q(('account__in', ['program_fund', 'partner_payable', 'partner_paid', 'recovery_due', 'cancelled'])), name='ledger_posting_account_is_known'), models.CheckConstraint(condition=models.Q(('amount_minor', 0), _negated=True), name='ledger_posting_moves_something')],
            },
        ),
        migrations.CreateModel(
            name='Pause',
            fields=[
                ('fact_id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False)),
                ('valid_from', models.DateTimeField()),
                ('valid_until', models.DateTimeField(blank=True, null=True)),
                ('recorded_at', models.DateTimeField(db_default=goodstanding.evidence.models.RecordedNow(), editable=False)),
                ('superseded_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('id', models.UUIDField(default=goodstanding.values.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('incentive_type', models.CharField(blank=True, max_length=64)),
                ('cause_id', models.UUIDField(db_index=True)),
                ('location', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.location')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.partner')),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programs.program')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('superseded_at', None)), fields=['partner', 'program'], name='pause_by_partner')],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_until', None), ('valid_until__gt', models.F('valid_from')), _connector='OR'), name='incentives_pause_ends_after_it_starts'), models.UniqueConstraint(condition=models.Q(('superseded_at', None)), fields=('fact_id',), name='incentives_pause_is_said_once'), models.CheckConstraint(condition=models.Q(('incentive_type', ''), ('incentive_type__regex', '^[a-z0-9]+(-[a-z0-9]+)*$'), _connector='OR'), name='incentives_pause_type_is_a_code'), models.UniqueConstraint(condition=models.Q(('superseded_at', None)), fields=('cause_id', 'program', 'partner', 'location', 'incentive_type'), name='incentives_pause_is_set_once_a_cause', nulls_distinct=False)],
            },
        ),
    ]
