"""What a decision does: measures and their plan, kept or not, and what an appeal undoes of it."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from goodstanding.cases.models.decision import ChosenMeasure, Decision, Finding
from goodstanding.evidence.dated import SpanRow
from goodstanding.evidence.models import RecordedNow
from goodstanding.notices.models import Notice
from goodstanding.partners.models import Location, Partner
from goodstanding.programs.models import CODE, Program
from goodstanding.values.ids import new_id


class Measure(SpanRow):
    """A measure binds a partner, or one of its locations, because of a decision.

    Its ``fact_id`` is the cause of every effect in lower rooms. One that an appeal set aside
    is superseded by nothing: as known since, it never held. One that is stayed ends.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="measures")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="measures")
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, null=True, related_name="measures"
    )
    name = models.CharField(max_length=64)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="in_effect")
    chosen = models.ForeignKey(ChosenMeasure, on_delete=models.PROTECT, related_name="in_effect")

    class Meta(SpanRow.Meta):
        constraints = (
            *SpanRow.Meta.constraints,
            models.CheckConstraint(name="measure_has_a_name", condition=Q(name__regex=CODE)),
            models.UniqueConstraint(
                name="measure_is_open_once_a_decision",
                fields=("chosen", "location"),
                condition=Q(superseded_at=None, valid_until=None),
                nulls_distinct=False,
            ),
        )
        indexes = (models.Index(name="measure_by_partner", fields=("partner", "program")),)

    def __str__(self) -> str:
        return self.name


class PlanCompletion(models.Model):
    """A second look found every step of a remediation plan done."""

    decision = models.OneToOneField(
        Decision, on_delete=models.PROTECT, primary_key=True, related_name="plan_completion"
    )
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    remark = models.TextField(blank=True)
    completed_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=RecordedNow(), editable=False)

    def __str__(self) -> str:
        return f"plan of {self.decision_id}"


class PlanFailure(models.Model):
    """A decider found that a plan was not done by the time it was due. A rung may answer it.

    ``due_on`` was the last local day, and ``due_at`` its end: when it failed. ``missing`` are
    the places of steps that were planned. It counts as long as its decision stands.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="plan_failure")
    measure = models.CharField(max_length=64)
    due_at = models.DateTimeField()
    due_on = models.DateField()
    missing = ArrayField(models.PositiveSmallIntegerField(), default=list)
    reasons = models.TextField()
    found_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    found_at = models.DateTimeField()
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow(), editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="plan_failure_names_a_measure", condition=Q(measure__regex=CODE)
            ),
            models.CheckConstraint(name="plan_failure_has_reasons", condition=~Q(reasons="")),
            models.CheckConstraint(
                name="plan_failure_follows_its_time", condition=Q(due_at__lte=F("found_at"))
            ),
        )

    def __str__(self) -> str:
        return f"{self.measure} of {self.decision_id} not kept"


class FailureBasis(models.Model):
    """A failed plan that a decision rests on; ``answered`` where the decision answers it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="failure_basis")
    failure = models.ForeignKey(PlanFailure, on_delete=models.PROTECT, related_name="bearing")
    answered = models.BooleanField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="decision_rests_on_a_failure_once", fields=("decision", "failure")
            ),
        )

    def __str__(self) -> str:
        return f"{self.failure_id} under {self.decision_id}"


class Appeal(models.Model):
    """The partner asks somebody else to look at a decision again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="appeal")
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    words = models.TextField()
    filed_at = models.DateTimeField()
    decide_by = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=RecordedNow(), editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(name="appeal_says_something", condition=~Q(words="")),
        )

    def __str__(self) -> str:
        return f"appeal against {self.decision_id}"


class Outcome(models.TextChoices):
    """What a review came to."""

    FULL = "full", "Upheld in full"
    PART = "part", "Upheld in part"
    REFUSED = "refused", "Refused"


class AppealOutcome(models.Model):
    """What a reviewer who decided nothing before came to, with reasons the partner reads.

    ``measures`` are those that end where an appeal is upheld in part.
    """

    appeal = models.OneToOneField(
        Appeal, on_delete=models.PROTECT, primary_key=True, related_name="outcome"
    )
    outcome = models.CharField(max_length=12, choices=Outcome)
    measures = ArrayField(models.CharField(max_length=64), default=list)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reasons = models.TextField()
    decided_at = models.DateTimeField()
    count_before = models.PositiveSmallIntegerField()
    count_after = models.PositiveSmallIntegerField()
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow(), editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(name="appeal_outcome_has_reasons", condition=~Q(reasons="")),
            models.CheckConstraint(
                name="appeal_outcome_in_part_names_measures",
                condition=(Q(outcome=Outcome.PART) & ~Q(measures=[]))
                | (~Q(outcome=Outcome.PART) & Q(measures=[])),
            ),
        )

    def __str__(self) -> str:
        return f"{self.outcome} {self.appeal_id}"


class Overturning(models.Model):
    """A finding fell. It stays on record, and no rule counts it."""

    finding = models.OneToOneField(
        Finding, on_delete=models.PROTECT, primary_key=True, related_name="overturning"
    )
    appeal = models.OneToOneField(Appeal, on_delete=models.PROTECT, related_name="overturning")
    overturned_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=RecordedNow(), editable=False)

    def __str__(self) -> str:
        return f"{self.finding_id} overturned"


class FateChoice(models.TextChoices):
    """What became of a decision when a finding fell that it rested on."""

    ENDS = "ends", "Ended"
    KEPT = "kept", "Stays"
    STAYED = "stayed", "Stayed, to be decided again"


class DecisionFate(models.Model):
    """What an appeal did to one decision, beside or instead of the one appealed against."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="fates")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="fates")
    fate = models.CharField(max_length=12, choices=FateChoice)
    reached = models.CharField(max_length=64, blank=True)  # the rung without what fell
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=RecordedNow(), editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="fate_is_settled_once_an_appeal", fields=("appeal", "decision")
            ),
            models.UniqueConstraint(
                name="decision_ends_once",
                fields=("decision",),
                condition=Q(fate=FateChoice.ENDS.value),
            ),
        )

    def __str__(self) -> str:
        return f"{self.fate} {self.decision_id}"


class StayReason(models.TextChoices):
    """Why a measure waits."""

    APPEAL = "appeal", "Until the appeal is decided"
    NOT_REACHED = "not-reached", "The ladder does not reach it any more"


class Stay(SpanRow):
    """A measure of a decision waits: it is not carried on while the stay lasts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="stays")
    measure = models.CharField(max_length=64)
    reason = models.CharField(max_length=12, choices=StayReason)
    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="stays")

    class Meta(SpanRow.Meta):
        constraints = (
            *SpanRow.Meta.constraints,
            models.UniqueConstraint(
                name="measure_is_stayed_once_a_reason",
                fields=("decision", "measure", "reason"),
                condition=Q(superseded_at=None, valid_until=None),
            ),
        )

    def __str__(self) -> str:
        return f"{self.measure} of {self.decision_id} waits"
