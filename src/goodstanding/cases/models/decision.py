"""Findings, and what was decided because of them. None of these rows ever changes."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from goodstanding.cases.models.case import AboutAnEvent, Case
from goodstanding.cases.rules.lengths import Ends, Lasting
from goodstanding.evidence.dated import Happening
from goodstanding.evidence.models import RecordedNow
from goodstanding.incentives.models import Earning
from goodstanding.notices.models import Notice
from goodstanding.partners.models import Partner
from goodstanding.programs.models import CODE, PackVersion, Program
from goodstanding.values.ids import new_id


class Finding(Happening, AboutAnEvent):
    """It was decided that a clause was broken. ``happened_at`` is when it was decided.

    ``number`` counts a partner's findings for people; one that falls keeps its number.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="finding")
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="findings")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="findings")
    found_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reasons = models.TextField()

    class Meta:
        constraints = (
            *AboutAnEvent.Meta.constraints,
            models.CheckConstraint(name="finding_has_reasons", condition=~Q(reasons="")),
            models.CheckConstraint(
                name="finding_follows_its_event", condition=Q(event_at__lte=F("happened_at"))
            ),
            models.UniqueConstraint(
                name="finding_is_made_once_on_the_same_facts",
                fields=("partner", "program", "agreement", "clause", "event_at"),
                condition=Q(voided_at=None),
            ),
        )
        indexes = (models.Index(name="finding_by_partner", fields=("partner", "program")),)

    def __str__(self) -> str:
        return f"finding in {self.case_id}"


class Decision(models.Model):
    """What is to follow from a finding, as one decider wants it; others may have to approve.

    ``recommended`` is the rung the ladder gave and ``reached`` what it gave before factors; both
    are empty where it gave none. A rung other than the recommended one has its reason.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    rung = models.CharField(max_length=64)
    recommended = models.CharField(max_length=64, blank=True)
    count = models.PositiveSmallIntegerField()
    factors = ArrayField(models.CharField(max_length=64), default=list)
    reasons = models.TextField()
    deviation_reason = models.TextField(blank=True)
    approvals_needed = models.PositiveSmallIntegerField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField()
    weighed_on = models.DateField()
    recorded_at = models.DateTimeField(db_default=RecordedNow(), editable=False)

    class Meta:
        ordering = ("case", "number")
        constraints = (
            models.UniqueConstraint(
                name="decision_number_is_used_once_a_case", fields=("case", "number")
            ),
            models.CheckConstraint(
                name="decision_other_than_recommended_has_its_reason",
                condition=Q(rung=F("recommended")) | ~Q(deviation_reason=""),
            ),
            models.CheckConstraint(name="decision_has_reasons", condition=~Q(reasons="")),
            models.CheckConstraint(
                name="decision_needs_somebody", condition=Q(approvals_needed__gte=1)
            ),
        )

    def __str__(self) -> str:
        return f"{self.rung} in {self.case_id}"


class Basis(models.Model):
    """A finding that a decision rests on; ``answered`` where the decision answers it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="basis")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="bearing")
    answered = models.BooleanField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="decision_rests_on_a_finding_once", fields=("decision", "finding")
            ),
        )

    def __str__(self) -> str:
        return f"{self.finding_id} under {self.decision_id}"


class ChosenMeasure(models.Model):
    """One measure of a decision, with the length that was chosen for it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="measures")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=64)
    ends = models.CharField(max_length=12)
    months = models.PositiveSmallIntegerField(default=0)
    days = models.PositiveSmallIntegerField(default=0)
    release_months = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ("decision", "place")
        constraints = (
            models.UniqueConstraint(
                name="measure_is_chosen_once_a_decision", fields=("decision", "name")
            ),
            models.CheckConstraint(
                name="chosen_measure_end_is_known",
                condition=Q(ends__in=[ends.value for ends in Ends]),
            ),
            models.CheckConstraint(name="chosen_measure_has_a_name", condition=Q(name__regex=CODE)),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def lasting(self) -> Lasting:
        """How long it lasts."""
        return Lasting(ends=Ends(self.ends), months=self.months, days=self.days)


class ClawbackOrder(models.Model):
    """An earning to be taken back; without an amount, all of it that was earned."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="clawbacks")
    earning = models.ForeignKey(Earning, on_delete=models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="clawback_is_ordered_once_a_decision", fields=("decision", "earning")
            ),
            models.CheckConstraint(
                name="clawback_order_takes_something",
                condition=Q(amount_minor=None) | Q(amount_minor__gt=0),
            ),
        )

    def __str__(self) -> str:
        return f"{self.earning_id} by {self.decision_id}"


class MilestonePlanned(models.Model):
    """One step of the remediation plan a decision asks for."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="milestones")
    place = models.PositiveSmallIntegerField()
    words = models.TextField()

    class Meta:
        ordering = ("decision", "place")
        constraints = (
            models.UniqueConstraint(
                name="milestone_place_is_used_once", fields=("decision", "place")
            ),
            models.CheckConstraint(name="milestone_says_something", condition=~Q(words="")),
        )

    def __str__(self) -> str:
        return self.words


class Verdict(models.TextChoices):
    """What a decider says of a decision."""

    APPROVED = "approved", "Approved"
    RETURNED = "returned", "Returned"


class Approval(models.Model):
    """One decider's word on a decision; the first is of the person who proposed it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="approvals")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=12, choices=Verdict)
    reason = models.TextField(blank=True)
    given_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=RecordedNow(), editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="decider_speaks_once_on_a_decision", fields=("decision", "person")
            ),
            models.CheckConstraint(
                name="return_has_its_reason",
                condition=Q(verdict=Verdict.APPROVED)
                | (Q(verdict=Verdict.RETURNED) & ~Q(reason="")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.verdict} by {self.person_id}"


class CarriedOut(models.Model):
    """A decision had its approvals: the partner was told, and its measures began."""

    decision = models.OneToOneField(
        Decision, on_delete=models.PROTECT, primary_key=True, related_name="carried_out"
    )
    decided_at = models.DateTimeField()
    zone = models.CharField(max_length=64)
    appeal_days = models.PositiveSmallIntegerField()
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow(), editable=False)

    def __str__(self) -> str:
        return f"{self.decision_id} carried out"
