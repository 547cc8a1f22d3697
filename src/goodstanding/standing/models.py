"""What was computed, so that lists need not compute it again. Never typed in, never evidence.

Everything here can be thrown away and worked out from the facts. A stored answer counts only
while its epoch is the program's and its ``next_change_at`` lies ahead.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from goodstanding.partners.models import Partner
from goodstanding.programs.models import Program
from goodstanding.values.ids import new_id


class ProgramEpoch(models.Model):
    """Counts the changes that reach everybody in a program; older answers are stale."""

    program = models.OneToOneField(
        Program, on_delete=models.PROTECT, primary_key=True, related_name="standing_epoch"
    )
    epoch = models.BigIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.program_id} epoch {self.epoch}"


class PartnerStanding(models.Model):
    """The standing of one partner in one program, as last computed.

    Its row is what writers queue on: it is locked, in key order, after the facts of a
    transaction are written and before they are read again for the computation.
    """

    pk = models.CompositePrimaryKey("program", "partner")
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="standings")
    level = models.CharField(max_length=64, blank=True)
    rank = models.SmallIntegerField(default=0)
    status = models.CharField(max_length=16, blank=True)
    have = models.BigIntegerField(null=True)
    need = models.BigIntegerField(null=True)
    due_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=64, blank=True)
    unknown = models.PositiveIntegerField(default=0)
    pack_version_id = models.UUIDField(null=True)
    epoch = models.BigIntegerField(default=0)
    computed_at = models.DateTimeField(null=True)
    next_change_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(name="standing_turns_next", fields=("next_change_at",)),
            models.Index(name="standing_by_level", fields=("program", "rank")),
        )

    def __str__(self) -> str:
        return f"{self.partner_id} {self.level}"


class StandingReason(models.Model):
    """One row of the computed answer: an obligation, measure or authorization and its state."""

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16)
    source = models.CharField(max_length=64)
    unit = models.CharField(max_length=64, blank=True)
    status = models.CharField(max_length=16)
    level = models.CharField(max_length=64, blank=True)
    rank = models.SmallIntegerField()
    have = models.BigIntegerField(null=True)
    need = models.BigIntegerField(null=True)
    due_at = models.DateTimeField(null=True)
    fact = models.CharField(max_length=64, blank=True)
    note = models.CharField(max_length=64, blank=True)
    turns_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="standing_reason_stands_once",
                fields=("program", "partner", "kind", "source", "unit", "fact"),
            ),
        )
        indexes = (
            models.Index(
                name="standing_reason_is_tested",
                fields=("program", "due_at"),
                condition=Q(kind="authorization", due_at__isnull=False) & ~Q(status="fulfilled"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.source} {self.status}"


class FinalActWaiting(models.Model):
    """A countdown that came to a final level, whose act waits until warnings are served.

    ``reached_at`` is the instant at which time alone would have ended it, by what was known
    then. The act is taken once every warning it owes was served, and not where it was cured.
    """

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    authorization_id = models.UUIDField()
    authorization = models.CharField(max_length=64)
    due_at = models.DateTimeField()
    reached_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="final_act_waits_once", fields=("authorization_id", "due_at")
            ),
        )

    def __str__(self) -> str:
        return f"{self.authorization} of {self.partner_id} waits"


class TurnAhead(models.Model):
    """When to look at a partner's authorizations next, where its stored answer does not say.

    That is so where somebody who began to record before an instant was still at it, so that it
    could not be settled when the answer was worked out anew; and where everything up to
    ``noted_at`` is settled, while the stored answer is from before and waits for a bulk run.
    None for an instant: nothing turns any more.
    """

    pk = models.CompositePrimaryKey("program", "partner")
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    instant = models.DateTimeField(null=True)
    noted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.partner_id} at {self.instant}"


class StandingChange(models.Model):
    """When a partner's level changed, for time lines. The engine answers any past instant."""

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=64)
    previous_level = models.CharField(max_length=64, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="standing_change_changes_something",
                condition=~Q(level=models.F("previous_level")),
            ),
        )
        indexes = (
            models.Index(
                name="standing_change_of_partner", fields=("partner", "program", "changed_at")
            ),
        )

    def __str__(self) -> str:
        return f"{self.partner_id} {self.level} from {self.changed_at:%Y-%m-%d}"


class BulkRun(models.Model):
    """Working out everybody of a program anew, in the background, to be shown all at once.

    ``epoch`` is the program's since the run was opened: a partner whose stored answer has it was
    touched meanwhile, and worked out by whoever touched it. ``horizon`` says which transactions
    were over then. A run that is not over goes on after ``reached``, whoever does the work.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="+")
    epoch = models.BigIntegerField()
    pack_version_id = models.UUIDField()
    replaces_id = models.UUIDField(null=True)  # the version whose answers are shown until it ends
    as_of = models.DateTimeField()
    horizon = models.TextField()  # a snapshot of PostgreSQL's
    reached = models.UUIDField(null=True)
    partners = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    spent = models.DurationField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="bulk_run_is_the_only_one_of_its_program",
                fields=("program",),
                condition=Q(finished_at=None),
            ),
        )

    def __str__(self) -> str:
        return f"{self.program_id} {self.done} of {self.partners}"


class StagedAnswer(models.Model):
    """One row of an answer that is kept aside until its run is complete."""

    run = models.ForeignKey(BulkRun, on_delete=models.PROTECT, related_name="+")
    partner_id = models.UUIDField()
    kind = models.CharField(max_length=16)
    source = models.CharField(max_length=64)
    unit = models.CharField(max_length=64)
    status = models.CharField(max_length=16)
    level = models.CharField(max_length=64)
    rank = models.SmallIntegerField()
    have = models.BigIntegerField(null=True)
    need = models.BigIntegerField(null=True)
    due_at = models.DateTimeField(null=True)
    fact = models.CharField(max_length=64)
    note = models.CharField(max_length=64)
    turns_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(name="staged_answer_of_partner", fields=("run", "partner_id")),)

    def __str__(self) -> str:
        return f"{self.source} {self.status}"


class Simulation(models.Model):
    """What a rule book that is not in force would do to partners, as asked by an officer.

    Neither fact nor evidence: it can be thrown away and asked again. ``text_sha256`` says which
    text was tried, so that a page can tell whether the draft still says so.
    """

    class State(models.TextChoices):
        """How far it has come."""

        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        REFUSED = "refused", "Refused"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()  # the version the text would become
    text = models.TextField()
    text_sha256 = models.CharField(max_length=64)
    first_on = models.DateField()
    last_on = models.DateField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0)
    refusal = models.TextField(blank=True)
    result = models.JSONField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(name="simulation_latest", fields=("program", "asked_at")),)
        constraints = (
            models.CheckConstraint(
                name="simulation_ends_after_it_starts",
                condition=Q(last_on__gte=models.F("first_on")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.program_id} {self.number} {self.state}"
