"""Files of partners: what was sent, how it was understood, and what became of each row.

An import is machinery until it is applied; what its rows then do to partners is evidence
(``partners.imported``).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from goodstanding.partners.rules.columns import STAND_IN_MAX
from goodstanding.partners.rules.plans import Mode, Outcome
from goodstanding.programs.models import Program
from goodstanding.values.ids import new_id


class ImportKind(models.TextChoices):
    """What the rows of a file speak of."""

    PARTNERS = "partners", "Partners"
    AMOUNTS = "amounts", "Monthly amounts"
    AUTHORIZATIONS = "authorizations", "Authorizations"
    OWNERSHIPS = "ownerships", "Who owns whom"


class ImportState(models.TextChoices):
    """How far an import has come."""

    UPLOADED = "uploaded", "Waits for its columns"
    CHECKING = "checking", "Being checked"
    STAGED = "staged", "Checked, nothing applied yet"
    APPLYING = "applying", "Being applied"
    APPLIED = "applied", "Applied"
    REFUSED = "refused", "Refused, nothing applied"
    FAILED = "failed", "Interrupted by a fault"


#: States in which an import can still be applied or continued.
OPEN_STATES = (ImportState.STAGED, ImportState.APPLYING, ImportState.FAILED)
#: States in which a file, read in one way, is one import.
CLAIMED_STATES = (ImportState.CHECKING, *OPEN_STATES)


class PartnerImport(models.Model):
    """One file sent to one program.

    ``fingerprint`` is SHA-256 over the file and everything that says how to read it: the same
    file sent twice is one import as long as it is being checked or open, so that a killed one
    continues. Until its columns are chosen it is empty, and of a workbook over the file and the
    sheet that was read.
    ``content`` is the file until it is staged, then empty. ``names`` and ``metric`` stand in for
    a column that the file lacks: ``metric`` is what all rows of amounts measure; in a file of
    authorizations it is the one all are, and in one of who owns whom where all of it is written.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="partner_imports")
    kind = models.CharField(
        max_length=16, choices=ImportKind, default=ImportKind.PARTNERS, db_default="partners"
    )
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64, blank=True)
    content = models.BinaryField(default=bytes)
    mode = models.CharField(max_length=8, choices=[(mode.value, mode.value) for mode in Mode])
    header = models.JSONField(default=list)
    mapping = models.JSONField(default=list)  # our column of each of the file's; empty: not used
    names = models.CharField(max_length=32, blank=True)  # where a name is the ID: its namespace
    metric = models.CharField(max_length=STAND_IN_MAX, blank=True)
    remarks = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=ImportState)
    sent_by = models.CharField(max_length=80)
    sent_at = models.DateTimeField()
    applied_by = models.CharField(max_length=80, blank=True)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-sent_at", "-id")
        constraints = (
            models.CheckConstraint(
                name="import_mode_is_known", condition=Q(mode__in=[mode.value for mode in Mode])
            ),
            models.CheckConstraint(
                name="import_kind_is_known",
                condition=Q(kind__in=[kind.value for kind in ImportKind]),
            ),
            models.CheckConstraint(
                name="import_state_is_known",
                condition=Q(state__in=[state.value for state in ImportState]),
            ),
            models.UniqueConstraint(
                name="import_of_a_file_is_open_once",
                fields=("program", "fingerprint"),
                condition=Q(state__in=[state.value for state in CLAIMED_STATES]),
            ),
        )
        indexes = (models.Index(name="import_by_program", fields=("program", "-sent_at")),)

    def __str__(self) -> str:
        return self.file_name


class StagedRow(models.Model):
    """One row of a file: what it says, what it is to do, and, once applied, what it did.

    ``cells`` are the row as it stands in the file, ``says`` what it means. ``item`` are the
    canonical bytes that the event's ``items_root`` proves: identifiers, and the salted hash of
    what the row says.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    partner_import = models.ForeignKey(PartnerImport, on_delete=models.PROTECT, related_name="rows")
    number = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    turn = models.PositiveSmallIntegerField()  # distributors come first
    cells = models.JSONField()
    says = models.JSONField(null=True)
    outcome = models.CharField(
        max_length=12, choices=[(outcome.value, outcome.value) for outcome in Outcome]
    )
    refusals = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    partner_id = models.UUIDField(null=True)
    salt = models.BinaryField(default=bytes)
    item = models.BinaryField(default=bytes)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("partner_import", "number")
        constraints = (
            models.UniqueConstraint(
                name="import_row_is_staged_once", fields=("partner_import", "number")
            ),
            models.CheckConstraint(
                name="import_row_counts_from_one",
                condition=Q(number__gte=1, line__gte=1),
            ),
            models.CheckConstraint(
                name="import_row_is_refused_with_a_reason",
                condition=~Q(outcome=Outcome.REFUSED.value) | ~Q(refusals=[]),
            ),
            models.CheckConstraint(
                name="import_row_outcome_is_known",
                condition=Q(outcome__in=[item.value for item in Outcome]),
            ),
        )
        indexes = (
            models.Index(
                name="import_rows_to_apply",
                fields=("partner_import", "turn", "number"),
                condition=Q(applied_at=None),
            ),
        )

    def __str__(self) -> str:
        return f"row {self.number}"
