"""Documents that partners show, byte for byte, and what an officer said to each."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from goodstanding.agreements.models.texts import SHA256
from goodstanding.agreements.rules.documents import BYTES_MAX, MediaType
from goodstanding.evidence.dated import Happening
from goodstanding.evidence.models import CLOCK_SKEW, RecordedNow
from goodstanding.partners.models import LegalEntity, Location, Partner
from goodstanding.programs.models import CODE, Program
from goodstanding.values.ids import new_id


class Document(models.Model):
    """A file that a partner sent to prove what an obligation names; never changed.

    ``until_on`` is the last day on which it proves it, as the partner says; none where the
    document has no end. The unit is the partner, or a legal entity, or a location of it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="documents")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="documents")
    entity = models.ForeignKey(
        LegalEntity, on_delete=models.PROTECT, null=True, related_name="documents"
    )
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, null=True, related_name="documents"
    )
    name = models.CharField(max_length=64)
    obligation = models.CharField(max_length=64)
    until_on = models.DateField(null=True)
    zone = models.CharField(max_length=64)
    file_name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=20)
    content = models.BinaryField()
    content_sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveIntegerField()
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=RecordedNow(), editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(name="document_name_is_a_code", condition=Q(name__regex=CODE)),
            models.CheckConstraint(
                name="document_is_of_one_unit", condition=Q(entity=None) | Q(location=None)
            ),
            models.CheckConstraint(
                name="document_type_is_known",
                condition=Q(media_type__in=[one.value for one in MediaType]),
            ),
            models.CheckConstraint(
                name="document_hash_is_sha256", condition=Q(content_sha256__regex=SHA256)
            ),
            models.CheckConstraint(
                name="document_size_is_bounded",
                condition=Q(size_bytes__gte=1, size_bytes__lte=BYTES_MAX),
            ),
            models.CheckConstraint(name="document_has_a_zone", condition=~Q(zone="")),
            models.CheckConstraint(
                name="document_is_not_from_the_future",
                condition=Q(sent_at__lte=F("recorded_at") + CLOCK_SKEW),
            ),
        )
        indexes = (models.Index(name="document_by_partner", fields=("partner", "program")),)

    def __str__(self) -> str:
        return self.file_name


class DocumentVerdict(Happening):
    """What an officer said to a document. A wrong word is voided, and the document waits again.

    An accepted one proves what it is for until the end of ``until_on`` in the document's zone.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="verdicts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    accepted = models.BooleanField()
    reason = models.TextField(blank=True)
    until_on = models.DateField(null=True)
    until_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="document_has_one_verdict",
                fields=("document",),
                condition=Q(voided_at=None),
            ),
            models.CheckConstraint(
                name="document_is_declined_with_a_reason",
                condition=Q(accepted=True) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="document_verdict_ends_on_a_day_where_it_ends",
                condition=Q(until_on=None, until_at=None)
                | Q(until_on__isnull=False, until_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{'yes' if self.accepted else 'no'} to {self.document_id}"
