"""Duties that need not be done for a time, because the vendor's people agreed to it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from goodstanding.evidence.dated import SpanRow
from goodstanding.evidence.models import RecordedNow
from goodstanding.partners.models import Partner
from goodstanding.programs.models import CODE, PackVersion, Program
from goodstanding.values.ids import new_id

UNIT_MAX_CHARACTERS = 80


class WaiverProposal(models.Model):
    """An officer's wish that a duty of a partner need not be done until the end of a day.

    ``unit`` is the one unit it is for, as the result of the rule book names it; empty: every
    unit of the duty. The proposer's is the first of the approvals that the version of the rule
    book asks for. Never changed; others agree to it or refuse it with a ``WaiverVerdict``.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="waiver_proposals")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="waiver_proposals")
    obligation = models.CharField(max_length=64)
    unit = models.CharField(max_length=UNIT_MAX_CHARACTERS, blank=True)
    until_on = models.DateField()
    zone = models.CharField(max_length=64)
    reason = models.TextField()
    pack_version = models.ForeignKey(
        PackVersion, on_delete=models.PROTECT, related_name="waiver_proposals"
    )
    approvals_needed = models.PositiveSmallIntegerField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=RecordedNow(), editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="waiver_obligation_is_a_code", condition=Q(obligation__regex=CODE)
            ),
            models.CheckConstraint(name="waiver_proposal_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="waiver_proposal_has_a_zone", condition=~Q(zone="")),
            models.CheckConstraint(
                name="waiver_needs_somebody", condition=Q(approvals_needed__gte=1)
            ),
        )
        indexes = (models.Index(name="waiver_proposal_by_partner", fields=("partner", "program")),)

    def __str__(self) -> str:
        return f"waiver of {self.obligation} proposed for {self.partner_id}"

    @property
    def missing(self) -> int:
        """How many more people have to agree."""
        given = 1 + self.verdicts.filter(agrees=True).count()
        return max(self.approvals_needed - given, 0)


class WaiverVerdict(models.Model):
    """What one person says to a proposal. A refusal has its reason and ends the proposal."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    proposal = models.ForeignKey(WaiverProposal, on_delete=models.PROTECT, related_name="verdicts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agrees = models.BooleanField()
    reason = models.TextField(blank=True)
    given_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=RecordedNow(), editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="waiver_verdict_of_a_person_once", fields=("proposal", "person")
            ),
            models.UniqueConstraint(
                name="waiver_proposal_is_refused_once",
                fields=("proposal",),
                condition=Q(agrees=False),
            ),
            models.CheckConstraint(
                name="waiver_refusal_has_a_reason", condition=Q(agrees=True) | ~Q(reason="")
            ),
        )

    def __str__(self) -> str:
        return f"{'yes' if self.agrees else 'no'} to {self.proposal_id}"


class Waiver(SpanRow):
    """A duty is waived: from the last approval needed until the end of ``until_on`` in ``zone``.

    One that a person ended early has a row with their reason, and the row before is superseded.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    proposal = models.ForeignKey(WaiverProposal, on_delete=models.PROTECT, related_name="waivers")
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="waivers")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="waivers")
    obligation = models.CharField(max_length=64)
    unit = models.CharField(max_length=UNIT_MAX_CHARACTERS, blank=True)
    zone = models.CharField(max_length=64)
    until_on = models.DateField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    ended_because = models.TextField(blank=True)

    class Meta(SpanRow.Meta):
        constraints = (
            *SpanRow.Meta.constraints,
            models.CheckConstraint(
                name="waiver_ends_some_day", condition=Q(valid_until__isnull=False)
            ),
            models.CheckConstraint(
                name="waiver_ended_early_has_its_reason",
                condition=Q(ended_by=None, ended_because="")
                | (Q(ended_by__isnull=False) & ~Q(ended_because="")),
            ),
            models.UniqueConstraint(
                name="waiver_of_a_proposal_once",
                fields=("proposal",),
                condition=Q(superseded_at=None),
            ),
        )
        indexes = (models.Index(name="waiver_by_partner", fields=("partner", "program")),)

    def __str__(self) -> str:
        return f"waiver of {self.obligation} for {self.partner_id}"
