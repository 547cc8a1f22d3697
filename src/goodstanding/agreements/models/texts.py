"""Terms, codes and policies in immutable versions, and who assented to which of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from goodstanding.agreements.rules.announcement import NOTICE_DAYS
from goodstanding.agreements.rules.receipts import new_receipt
from goodstanding.evidence.models import CLOCK_SKEW, RecordedNow
from goodstanding.partners.models import LegalEntity, Location, Partner
from goodstanding.programs.models import CODE, Program
from goodstanding.values.ids import new_id

SHA256 = r"^[0-9a-f]{64}$"
RECEIPT = r"^[0-9A-HJKMNP-TV-Z]{12}$"


class Agreement(models.Model):
    """A text that partners accept, in versions. Its code is what clause references start with."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="agreements")
    code = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=200)
    notice_days = models.PositiveSmallIntegerField(default=NOTICE_DAYS)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(name="agreement_code_is_a_code", condition=Q(code__regex=CODE)),
        )

    def __str__(self) -> str:
        return self.title


class AgreementVersion(models.Model):
    """One published version: exactly these bytes, in this language, from this day.

    Never changed after it was written (migration 0002). ``position`` counts from 1; a later
    version includes the earlier ones.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="versions")
    position = models.PositiveIntegerField()
    language = models.CharField(max_length=12, default="en")
    text = models.TextField()
    text_sha256 = models.CharField(max_length=64)
    material = models.BooleanField()
    material_reason = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    published_at = models.DateTimeField()
    published_on = models.DateField()
    effective_at = models.DateTimeField()
    effective_on = models.DateField()
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(db_default=RecordedNow(), editable=False)

    class Meta:
        ordering = ("agreement", "position")
        constraints = (
            models.UniqueConstraint(
                name="agreement_version_position_is_used_once", fields=("agreement", "position")
            ),
            models.CheckConstraint(
                name="agreement_version_counts_from_one", condition=Q(position__gte=1)
            ),
            models.CheckConstraint(
                name="agreement_version_hash_is_sha256", condition=Q(text_sha256__regex=SHA256)
            ),
            models.CheckConstraint(
                name="agreement_version_is_announced_before_it_binds",
                condition=Q(effective_at__gte=F("published_at")),
            ),
            models.CheckConstraint(
                name="agreement_version_is_approved_by_a_second_person",
                condition=~Q(approved_by=F("drafted_by")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.agreement_id} version {self.position}"


class AgreementDraft(models.Model):
    """The next version while it is being written: it binds nobody and may change.

    ``revision`` counts the changes, so that the second officer approves what they read and
    nothing newer. A draft that was published or given up stays as it was then.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="drafts")
    revision = models.PositiveIntegerField(default=1)
    language = models.CharField(max_length=12, default="en")
    text = models.TextField()
    text_sha256 = models.CharField(max_length=64)
    material = models.BooleanField()
    reason = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    effective_on = models.DateField(null=True)  # none: as early as the notice allows
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    drafted_at = models.DateTimeField()
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    returned_at = models.DateTimeField(null=True)
    returned_because = models.TextField(blank=True)
    version = models.OneToOneField(
        AgreementVersion, on_delete=models.PROTECT, related_name="draft", null=True
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="agreement_has_one_draft_at_a_time",
                fields=("agreement",),
                condition=Q(version=None),
            ),
            models.CheckConstraint(
                name="agreement_draft_hash_is_sha256", condition=Q(text_sha256__regex=SHA256)
            ),
            models.CheckConstraint(
                name="agreement_draft_returned_has_its_reason",
                condition=Q(returned_at=None, returned_by=None)
                | (
                    Q(returned_at__isnull=False, returned_by__isnull=False)
                    & ~Q(returned_because="")
                ),
            ),
        )

    def __str__(self) -> str:
        return f"draft of {self.agreement_id}"


class Clause(models.Model):
    """One clause of a version. Its code stays the same in every version that has the clause."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="clauses")
    code = models.CharField(max_length=64)
    place = models.PositiveIntegerField()
    heading = models.CharField(max_length=300)
    text = models.TextField()

    class Meta:
        ordering = ("version", "place")
        constraints = (
            models.UniqueConstraint(
                name="clause_code_is_used_once_a_version", fields=("version", "code")
            ),
            models.UniqueConstraint(
                name="clause_place_is_used_once_a_version", fields=("version", "place")
            ),
            models.CheckConstraint(name="clause_code_is_a_code", condition=Q(code__regex=CODE)),
        )

    def __str__(self) -> str:
        return self.heading


class Acceptance(models.Model):
    """Somebody with authority assented to exactly one version for a unit of a partner.

    Append-only. What identifies the signer beyond the identifier (address, network, typed name)
    lies in the private rows of the event ``acceptance.given``, so that a person can be erased
    and the assent stays provable. What was accepted in one act has one ``receipt``; ``zone`` is
    where the signer's clock stood, and ``prior_version`` what bound the unit before.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(
        AgreementVersion, on_delete=models.PROTECT, related_name="acceptances"
    )
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="acceptances")
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="acceptances")
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, null=True, related_name="acceptances"
    )
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="acceptances"
    )
    authority = models.CharField(max_length=64)
    identified_by = models.CharField(max_length=20)
    text_sha256 = models.CharField(max_length=64)
    receipt = models.CharField(max_length=12, default=new_receipt)
    zone = models.CharField(max_length=64, default="UTC")
    prior_version = models.ForeignKey(
        AgreementVersion, on_delete=models.PROTECT, related_name="+", null=True
    )
    accepted_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=RecordedNow(), editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="acceptance_of_a_version_once_a_unit",
                fields=("version", "partner", "entity", "location"),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="acceptance_states_the_authority", condition=~Q(authority="")
            ),
            models.CheckConstraint(
                name="acceptance_states_how_identified",
                condition=Q(identified_by__in=["password", "link"]),
            ),
            models.CheckConstraint(
                name="acceptance_hash_is_sha256", condition=Q(text_sha256__regex=SHA256)
            ),
            models.CheckConstraint(
                name="acceptance_has_a_receipt", condition=Q(receipt__regex=RECEIPT)
            ),
            models.CheckConstraint(name="acceptance_states_the_zone", condition=~Q(zone="")),
            models.CheckConstraint(
                name="acceptance_is_not_from_the_future",
                condition=Q(accepted_at__lte=F("recorded_at") + CLOCK_SKEW),
            ),
        )
        indexes = (
            models.Index(name="acceptance_by_partner", fields=("partner", "accepted_at")),
            models.Index(name="acceptance_by_receipt", fields=("receipt",)),
        )

    def __str__(self) -> str:
        return f"acceptance {self.pk}"
