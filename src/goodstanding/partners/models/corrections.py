"""Corrections of what is on record of authorizations: one officer proposes, another judges."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from goodstanding.evidence.models import RecordedNow
from goodstanding.partners.models.structure import Partner
from goodstanding.partners.models.taking_part import Authorization
from goodstanding.programs.models import Program
from goodstanding.values.ids import new_id


class Wrong(models.TextChoices):
    """What of an authorization is wrongly on record."""

    END = "end", "Its end"
    GRANT = "grant", "The grant itself"


class AuthorizationCorrection(models.Model):
    """An officer's word that a row about an authorization is wrong, and what shows it.

    ``corrected`` is the row as it was known then. It is never changed; another officer agrees to
    the correction or refuses it with a ``CorrectionVerdict``.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="corrections")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="corrections")
    corrected = models.ForeignKey(
        Authorization, on_delete=models.PROTECT, related_name="corrections"
    )
    wrong = models.CharField(max_length=8, choices=Wrong)
    reason = models.TextField()
    evidence = models.TextField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=RecordedNow(), editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="correction_is_of_something_known",
                condition=Q(wrong__in=[wrong.value for wrong in Wrong]),
            ),
            models.CheckConstraint(
                name="correction_has_its_reason_and_evidence",
                condition=~Q(reason="") & ~Q(evidence=""),
            ),
        )
        indexes = (models.Index(name="correction_by_partner", fields=("partner", "program")),)

    def __str__(self) -> str:
        return f"{self.wrong} of {self.corrected_id} wrong"


class CorrectionVerdict(models.Model):
    """What another officer says to a correction, once. ``restored`` is what counts instead.

    Where a grant was wrong nothing counts instead.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    correction = models.OneToOneField(
        AuthorizationCorrection, on_delete=models.PROTECT, related_name="verdict"
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agrees = models.BooleanField()
    reason = models.TextField(blank=True)
    restored = models.ForeignKey(
        Authorization, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    given_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=RecordedNow(), editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="correction_is_judged_by_a_second_person",
                condition=~Q(person=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="correction_refused_has_a_reason_and_restores_nothing",
                condition=Q(agrees=True) | (~Q(reason="") & Q(restored=None)),
            ),
        )

    def __str__(self) -> str:
        return f"{'yes' if self.agrees else 'no'} to {self.correction_id}"
