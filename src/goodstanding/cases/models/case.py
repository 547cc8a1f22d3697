"""A case: what was received, what was put to the partner, what it answered, how it ended.

The case itself is a machine that moves from state to state; everything that happened in it is
a row that is only ever added (migration 0002).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from goodstanding.cases.rules.states import CaseState
from goodstanding.evidence.models import RecordedNow
from goodstanding.notices.models import Notice
from goodstanding.partners.models import Partner
from goodstanding.programs.models import CODE, Program
from goodstanding.values.clauses import ClauseRef
from goodstanding.values.ids import new_id


class Source(models.TextChoices):
    """Where the first word of a case came from."""

    REPORT = "report", "Somebody told us"
    AUDIT = "audit", "An audit"
    SIGNAL = "signal", "A rule over transactions"
    OWN = "own", "We saw it ourselves"


class Case(models.Model):
    """One matter between the vendor and a partner, from the first word to its end.

    Whoever changes anything in a case queues on its row and on those of the partner's other
    cases, in the order of their keys: decisions rest on the findings of all of them.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="cases")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="cases")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=12, default=CaseState.OPENED.value)
    investigator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cases_investigated"
    )
    opened_at = models.DateTimeField()
    decide_again_by = models.DateTimeField(null=True)  # set while what was decided is stayed

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="case_number_is_used_once", fields=("program", "year", "number")
            ),
            models.CheckConstraint(
                name="case_state_is_known",
                condition=Q(state__in=[state.value for state in CaseState]),
            ),
        )
        indexes = (models.Index(name="case_by_partner", fields=("partner", "program", "id")),)

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """What people call it, such as ``C-2026-0188``."""
        return f"C-{self.year}-{self.number:04d}"

    @property
    def stage(self) -> CaseState:
        """How far it has come."""
        return CaseState(self.state)


class Concern(models.Model):
    """The first word of a case, as it was received. The partner never sees it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="concern")
    source = models.CharField(max_length=12, choices=Source)
    words = models.TextField()
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=RecordedNow(), editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="concern_source_is_known",
                condition=Q(source__in=[source.value for source in Source]),
            ),
        )

    def __str__(self) -> str:
        return f"concern of {self.case_id}"


class AboutAnEvent(models.Model):
    """One event, judged by one clause as it read when the event happened."""

    agreement = models.CharField(max_length=64)
    clause = models.CharField(max_length=64)
    position = models.PositiveIntegerField()
    severity = models.CharField(max_length=64)
    event_at = models.DateTimeField()
    event_on = models.DateField()

    class Meta:
        abstract = True
        constraints = (
            models.CheckConstraint(
                name="%(class)s_names_a_clause",
                condition=Q(
                    agreement__regex=CODE,
                    clause__regex=CODE,
                    severity__regex=CODE,
                    position__gte=1,
                ),
            ),
        )

    @property
    def clause_ref(self) -> ClauseRef:
        """The clause, in the version that was in force at the event."""
        return ClauseRef(self.agreement, self.clause, self.position)


class Allegation(AboutAnEvent):
    """What is put to the partner: the facts, the clause, and how long there is to answer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="allegation")
    facts = models.TextField()
    zone = models.CharField(max_length=64)
    answer_days = models.PositiveSmallIntegerField()
    alleged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    alleged_at = models.DateTimeField()
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow(), editable=False)

    class Meta(AboutAnEvent.Meta):
        constraints = (  # type: ignore[assignment] # More constraints than the base has.
            *AboutAnEvent.Meta.constraints,
            models.CheckConstraint(name="allegation_says_facts", condition=~Q(facts="")),
        )

    def __str__(self) -> str:
        return f"allegation in {self.case_id}"


class PartnerAnswer(models.Model):
    """The partner's side, as one of its people told it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="answer")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="case_answers"
    )
    words = models.TextField()
    answered_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=RecordedNow(), editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(name="case_answer_says_something", condition=~Q(words="")),
        )

    def __str__(self) -> str:
        return f"answer in {self.case_id}"


class CaseEnding(models.Model):
    """A case ended without a finding. It counts nowhere and leaves no mark."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="ending")
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reasons = models.TextField()
    ended_at = models.DateTimeField()
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="+", null=True)
    recorded_at = models.DateTimeField(db_default=RecordedNow(), editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(name="case_ending_has_reasons", condition=~Q(reasons="")),
        )

    def __str__(self) -> str:
        return f"end of {self.case_id}"
