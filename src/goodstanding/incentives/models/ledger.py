"""Earnings as the vendor's export states them, and the ledger of what became of each."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from goodstanding.evidence.models import RecordedNow
from goodstanding.incentives.rules.ledger import UNDOING, Account, Entry, Kind, Posting
from goodstanding.partners.models import Location, Partner
from goodstanding.programs.models import CODE, Program
from goodstanding.values.ids import new_id
from goodstanding.values.keys import PartnerKey

CURRENCY = r"^[A-Z]{3}$"
_UNDOING = sorted(kind.value for kind in UNDOING)


class Earning(models.Model):
    """One earning of a partner, as it was first stated. Never edited: entries say the rest.

    ``external_id`` is the vendor's number, unique in a program however often a file repeats it.
    ``applies_on`` is the first day of the month the earning counts for, in UTC like
    ``earned_at``. ``rate`` takes the amount to ``report_currency``, exactly as it was stated.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="earnings")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="earnings")
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, null=True, related_name="earnings"
    )
    external_id = models.CharField(max_length=128)
    participant_id = models.CharField(max_length=128)
    incentive_type = models.CharField(max_length=64)
    incentive_name = models.CharField(max_length=200)
    discretionary = models.BooleanField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    rate = models.DecimalField(max_digits=24, decimal_places=12, null=True)
    rate_on = models.DateField(null=True)
    rate_source = models.CharField(max_length=64, blank=True)
    report_currency = models.CharField(max_length=3, blank=True)
    earned_at = models.DateTimeField()
    applies_on = models.DateField()
    import_id = models.UUIDField()
    recorded_at = models.DateTimeField(db_default=RecordedNow(), editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="earning_is_counted_once", fields=("program", "external_id")
            ),
            models.CheckConstraint(
                name="earning_has_a_number", condition=~Q(external_id="") & ~Q(participant_id="")
            ),
            models.CheckConstraint(
                name="earning_type_is_a_code", condition=Q(incentive_type__regex=CODE)
            ),
            models.CheckConstraint(
                name="earning_currency_is_iso_code", condition=Q(currency__regex=CURRENCY)
            ),
            models.CheckConstraint(
                name="earning_rate_says_to_what_when_and_from_where",
                condition=Q(rate=None, rate_on=None, report_currency="", rate_source="")
                | (
                    Q(rate__gt=0, rate_on__isnull=False, report_currency__regex=CURRENCY)
                    & ~Q(rate_source="")
                ),
            ),
            models.CheckConstraint(
                name="earning_applies_from_the_first_of_a_month", condition=Q(applies_on__day=1)
            ),
        )
        indexes = (
            models.Index(
                name="earning_by_partner_and_time",
                fields=("partner", "program", "earned_at"),
                include=("currency", "amount_minor"),
            ),
            models.Index(name="earning_by_program_and_month", fields=("program", "applies_on")),
        )

    def __str__(self) -> str:
        return self.external_id

    @property
    def partner_key(self) -> PartnerKey:
        """Whose standing and statement it concerns."""
        return PartnerKey(self.program_id, self.partner_id)


class Clawback(models.Model):
    """What one cause takes back from one partner: the head of its lines, which are entries."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="clawbacks")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="clawbacks")
    cause_id = models.UUIDField(db_index=True)
    started_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=RecordedNow(), editable=False)

    class Meta:
        ordering = ("started_at", "id")
        constraints = (
            models.UniqueConstraint(
                name="clawback_of_a_cause_is_one_per_partner",
                fields=("cause_id", "program", "partner"),
            ),
        )
        indexes = (models.Index(name="clawback_by_partner", fields=("partner", "program")),)

    def __str__(self) -> str:
        return f"clawback {self.pk}"


class LedgerEntry(models.Model):
    """One balanced movement of money. Corrected by reversal, never by update.

    The database holds what ``rules.ledger.Entry`` promises: checks and uniqueness below; by
    triggers in migration 0002, that postings sum to zero in the earning's currency, that no
    account of an earning is overdrawn, that nothing is given back above what was taken, and
    that nobody updates or deletes. ``cause_id`` is the act of a higher room, or the import.
    """

    id = models.BigAutoField(primary_key=True)
    earning = models.ForeignKey(Earning, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in Kind])
    cause_id = models.UUIDField(db_index=True)
    currency = models.CharField(max_length=3)
    reference = models.CharField(max_length=256, blank=True)
    happened_on = models.DateField(null=True)
    clawback = models.ForeignKey(
        Clawback, on_delete=models.PROTECT, null=True, related_name="entries"
    )
    undoes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="undone_by"
    )
    posted_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=RecordedNow(), editable=False)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                name="ledger_entry_kind_is_known",
                condition=Q(kind__in=[kind.value for kind in Kind]),
            ),
            models.CheckConstraint(
                name="ledger_entry_currency_is_iso_code", condition=Q(currency__regex=CURRENCY)
            ),
            models.UniqueConstraint(
                name="ledger_entry_earns_once",
                fields=("earning",),
                condition=Q(kind=Kind.EARNED.value),
            ),
            models.UniqueConstraint(
                name="ledger_entry_one_clawback_per_cause",
                fields=("earning", "cause_id"),
                condition=Q(kind=Kind.CLAWED_BACK.value),
            ),
            models.UniqueConstraint(
                name="ledger_entry_reverses_a_row_once",
                fields=("earning", "reference"),
                condition=Q(kind=Kind.REVERSED.value),
            ),
            models.CheckConstraint(
                name="ledger_entry_undoes_a_clawback_or_nothing",
                condition=Q(kind__in=_UNDOING, undoes__isnull=False)
                | (~Q(kind__in=_UNDOING) & Q(undoes=None)),
            ),
            models.CheckConstraint(
                name="ledger_entry_undoes_another", condition=Q(undoes=None) | ~Q(undoes=F("id"))
            ),
            models.CheckConstraint(
                name="ledger_entry_of_a_clawback_has_its_head",
                condition=Q(kind=Kind.CLAWED_BACK.value, clawback__isnull=False)
                | (~Q(kind=Kind.CLAWED_BACK.value) & Q(clawback=None)),
            ),
        )

    def __str__(self) -> str:
        return f"entry {self.pk}"

    def to_rules(self) -> Entry:
        """Return the entry as the rules know it."""
        return Entry(
            currency=self.currency,
            postings=tuple(posting.to_rules() for posting in self.postings.all()),
        )

    @property
    def amount_minor(self) -> int:
        """How much moved: the sum of the debits, which equals the sum of the credits."""
        return self.to_rules().amount_minor


class LedgerPosting(models.Model):
    """One leg of an entry; positive debits its account, negative credits it."""

    id = models.BigAutoField(primary_key=True)
    entry = models.ForeignKey(LedgerEntry, on_delete=models.PROTECT, related_name="postings")
    account = models.CharField(
        max_length=16, choices=[(account.value, account.value) for account in Account]
    )
    amount_minor = models.BigIntegerField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                name="ledger_posting_names_an_account_once", fields=("entry", "account")
            ),
            models.CheckConstraint(
                name="ledger_posting_account_is_known",
                condition=Q(account__in=[account.value for account in Account]),
            ),
            models.CheckConstraint(
                name="ledger_posting_moves_something", condition=~Q(amount_minor=0)
            ),
        )

    def __str__(self) -> str:
        return f"{self.account} {self.amount_minor}"

    def to_rules(self) -> Posting:
        """Return the posting as the rules know it."""
        return Posting(Account(self.account), self.amount_minor)
