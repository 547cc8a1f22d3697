"""Questions, what was done about them, what was written, and guidance for everybody.

A question is a machine that moves from desk to desk; every move is a step that is only ever
added, and the words of a step lie beside it, so that they can be erased without it.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from goodstanding.cases.models import Case
from goodstanding.evidence.dated import Happening
from goodstanding.evidence.models import RecordedNow
from goodstanding.notices.models import Notice
from goodstanding.partners.models import Partner
from goodstanding.programs.models import CODE, Program
from goodstanding.questions.rules.routing import About
from goodstanding.questions.rules.states import BETWEEN, OPEN_STATES, Act, Desk, QuestionState
from goodstanding.questions.rules.wording import WORDS_CHARS_MAX
from goodstanding.values.ids import new_id

_BETWEEN = sorted(state.value for state in BETWEEN)
_OPEN = sorted(state.value for state in OPEN_STATES)
_ANSWERS = [Act.ANSWER.value, Act.ANSWER_BELOW.value]


class Question(models.Model):
    """One question of a partner, from asking to its answer.

    ``relationship_id`` is the relationship (its ``fact_id``) through which it was asked; without
    one it went straight to the vendor. A distributor knows of it while exactly that relationship
    lasts. ``confidential`` questions have none, and a partner development manager does not see
    them either. ``once`` is the form's own key, so that sending it twice asks once.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="questions")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="questions")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="questions"
    )
    once = models.UUIDField()
    about = models.CharField(max_length=8)
    notice = models.ForeignKey(
        Notice, on_delete=models.PROTECT, related_name="questions", null=True
    )
    duty = models.CharField(max_length=64, blank=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="questions", null=True)
    confidential = models.BooleanField()
    relationship_id = models.UUIDField(null=True)
    distributor = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="questions_between", null=True
    )
    state = models.CharField(max_length=16)
    due_at = models.DateTimeField(null=True)
    due_zone = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=RecordedNow(), editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(name="question_form_asks_once", fields=("asked_by", "once")),
            models.CheckConstraint(
                name="question_state_is_known",
                condition=Q(state__in=[state.value for state in QuestionState]),
            ),
            models.CheckConstraint(
                name="question_is_about_one_thing",
                condition=Q(about=About.NOTICE.value, notice__isnull=False, duty="", case=None)
                | Q(about=About.DUTY.value, notice=None, duty__regex=CODE, case=None)
                | Q(about=About.CASE.value, notice=None, duty="", case__isnull=False)
                | Q(about=About.GENERAL.value, notice=None, duty="", case=None),
            ),
            models.CheckConstraint(
                name="question_about_a_case_is_confidential",
                condition=Q(case=None) | Q(confidential=True),
            ),
            models.CheckConstraint(
                name="question_in_confidence_passes_nobody",
                condition=Q(confidential=False) | Q(relationship_id=None),
            ),
            models.CheckConstraint(
                name="question_passes_through_a_distributor",
                condition=Q(relationship_id=None, distributor=None)
                | Q(relationship_id__isnull=False, distributor__isnull=False),
            ),
            models.CheckConstraint(
                name="question_lies_between_only_on_its_way",
                condition=Q(relationship_id__isnull=False) | ~Q(state__in=_BETWEEN),
            ),
            models.CheckConstraint(
                name="question_is_due_while_it_is_open",
                condition=(Q(state__in=_OPEN, due_at__isnull=False) & ~Q(due_zone=""))
                | (~Q(state__in=_OPEN) & Q(due_at=None, due_zone="")),
            ),
        )
        indexes = (
            models.Index(name="question_by_partner", fields=("partner", "program", "-asked_at")),
            models.Index(
                name="question_open", fields=("program", "due_at"), condition=Q(state__in=_OPEN)
            ),
            models.Index(name="question_by_way", fields=("relationship_id",)),
        )

    def __str__(self) -> str:
        return f"question {self.pk}"

    @property
    def stage(self) -> QuestionState:
        """How far it has come."""
        return QuestionState(self.state)


class StepKind(models.TextChoices):
    """What was done about a question. All but the first are acts of the rules."""

    ASK = "ask", "Asked"
    RELAY = Act.RELAY.value, "Passed on to the vendor"
    RETURN = Act.RETURN.value, "Answered to the distributor"
    ANSWER_BELOW = Act.ANSWER_BELOW.value, "Answered by the distributor"
    ANSWER = Act.ANSWER.value, "Answered by the vendor"
    ESCALATE = Act.ESCALATE.value, "Taken to the vendor by who asked"
    FALL_UP = Act.FALL_UP.value, "Taken to the vendor, the distributor having left"
    WITHDRAW = Act.WITHDRAW.value, "Withdrawn"


class Step(models.Model):
    """One thing that was done about a question. ``person`` is none where the product did it.

    ``desk`` is where the question lay afterwards, empty once it was closed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=16)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    desk = models.CharField(max_length=12, blank=True)
    done_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=RecordedNow(), editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="question_step_is_known",
                condition=Q(kind__in=[kind.value for kind in StepKind]),
            ),
            models.CheckConstraint(
                name="question_step_leads_to_a_desk",
                condition=Q(desk__in=["", *(desk.value for desk in Desk)]),
            ),
            models.UniqueConstraint(
                name="question_is_answered_once",
                fields=("question",),
                condition=Q(kind__in=_ANSWERS),
            ),
            models.UniqueConstraint(
                name="question_step_is_taken_once", fields=("question", "kind")
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.question_id}"


class StepWords(models.Model):
    """What somebody wrote in a step. Erased by deleting the row; the step and its hash stay."""

    step = models.OneToOneField(
        Step, on_delete=models.PROTECT, primary_key=True, related_name="wording"
    )
    words = models.TextField(max_length=WORDS_CHARS_MAX)

    class Meta:
        constraints = (
            models.CheckConstraint(name="question_words_are_not_empty", condition=~Q(words="")),
        )

    def __str__(self) -> str:
        return f"words of {self.step_id}"


class StepTold(models.Model):
    """That whoever sits at the desk a step led to was written to; once a step."""

    step = models.OneToOneField(
        Step, on_delete=models.PROTECT, primary_key=True, related_name="told"
    )
    told_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"told {self.step_id}"


class Guidance(Happening):
    """A question and its answer, in words for every partner of the program.

    Voiding takes it back. It is corrected by taking it back and publishing it anew.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="guidance")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="guidance")
    asks = models.TextField(max_length=WORDS_CHARS_MAX)
    answers = models.TextField(max_length=WORDS_CHARS_MAX)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(Happening.Meta):
        constraints = (
            models.CheckConstraint(
                name="guidance_asks_and_answers", condition=~Q(asks="") & ~Q(answers="")
            ),
            models.UniqueConstraint(
                name="guidance_is_published_once_a_question",
                fields=("question",),
                condition=Q(voided_at=None),
            ),
        )
        indexes = (models.Index(name="guidance_by_program", fields=("program", "-happened_at")),)

    def __str__(self) -> str:
        return f"guidance {self.pk}"
