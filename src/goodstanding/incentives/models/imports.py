"""Files of earnings: what was sent, how it was understood, and what became of each row.

An import is machinery until it is applied; what its rows then do is evidence
(``earnings.imported``).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from goodstanding.partners.rules.plans import Outcome
from goodstanding.programs.models import CODE, Program
from goodstanding.values.ids import new_id


class State(models.TextChoices):
    """How far an import has come."""

    CHECKED = "checked", "Checked, nothing applied yet"
    APPLYING = "applying", "Being applied"
    APPLIED = "applied", "Applied"
    REFUSED = "refused", "Refused, nothing applied"
    FAILED = "failed", "Interrupted by a fault"


#: States in which an import can still be applied or continued.
OPEN_STATES = (State.CHECKED, State.APPLYING, State.FAILED)


class EarningsImport(models.Model):
    """One file sent to one program.

    ``namespace`` says whose numbers the participants' are. ``skip_refused`` leaves bad rows
    out; without it one bad row and nothing is applied. ``discretionary`` are the codes of
    optional incentives; null goes by the words in their names. ``content`` is the file until it
    is applied, then empty.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="earnings_imports")
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    content = models.BinaryField(default=bytes)
    namespace = models.CharField(max_length=32)
    skip_refused = models.BooleanField()
    discretionary = models.JSONField(null=True)
    header = models.JSONField(default=list)
    remarks = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=State)
    sent_by = models.CharField(max_length=80)
    sent_at = models.DateTimeField()
    applied_by = models.CharField(max_length=80, blank=True)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-sent_at", "-id")
        constraints = (
            models.CheckConstraint(
                name="earnings_import_namespace_is_a_code", condition=Q(namespace__regex=CODE)
            ),
            models.CheckConstraint(
                name="earnings_import_state_is_known",
                condition=Q(state__in=[state.value for state in State]),
            ),
        )
        indexes = (models.Index(name="earnings_import_by_program", fields=("program", "-sent_at")),)

    def __str__(self) -> str:
        return self.file_name


class ImportedRow(models.Model):
    """One row of a file: what it would do, and, once applied, what it did.

    ``item`` are the canonical bytes that the event's ``items_root`` proves: identifiers and
    amounts. They stand with the first row of an earning that changed something.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    earnings_import = models.ForeignKey(
        EarningsImport, on_delete=models.PROTECT, related_name="rows"
    )
    number = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    external_id = models.CharField(max_length=128, blank=True)
    outcome = models.CharField(
        max_length=12, choices=[(outcome.value, outcome.value) for outcome in Outcome]
    )
    refusals = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    earning = models.ForeignKey(
        "incentives.Earning", on_delete=models.PROTECT, null=True, related_name="+"
    )
    item = models.BinaryField(default=bytes)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("earnings_import", "number")
        constraints = (
            models.UniqueConstraint(
                name="imported_row_is_kept_once", fields=("earnings_import", "number")
            ),
            models.CheckConstraint(
                name="imported_row_counts_from_one", condition=Q(number__gte=1, line__gte=1)
            ),
            models.CheckConstraint(
                name="imported_row_is_refused_with_a_reason",
                condition=~Q(outcome=Outcome.REFUSED.value) | ~Q(refusals=[]),
            ),
            models.CheckConstraint(
                name="imported_row_outcome_is_known",
                condition=Q(outcome__in=[outcome.value for outcome in Outcome]),
            ),
        )
        indexes = (
            models.Index(
                name="imported_rows_to_apply",
                fields=("earnings_import", "number"),
                condition=Q(applied_at=None),
            ),
        )

    def __str__(self) -> str:
        return f"row {self.number}"
