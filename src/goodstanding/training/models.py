"""Courses in immutable versions, who is learning, who passed, and who was asked to."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from goodstanding.evidence.dated import Happening, SpanRow
from goodstanding.evidence.models import RecordedNow
from goodstanding.partners.models import Partner
from goodstanding.programs.models import CODE, Program
from goodstanding.rulebook.phrases import Duration
from goodstanding.training.rules.certificates import new_code
from goodstanding.training.rules.course import (
    PERCENT_MAX,
    VALID_MONTHS_MAX,
    ChoiceText,
    QuestionText,
)
from goodstanding.training.rules.validity import is_good
from goodstanding.values.clauses import ClauseRef
from goodstanding.values.ids import new_id

SHA256 = r"^[0-9a-f]{64}$"
CERTIFICATE = r"^[0-9A-HJKMNP-TV-Z]{12}$"


class Course(models.Model):
    """Something to learn. Its code is what rule books ask for; its versions say what it is."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="courses")
    code = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(name="course_code_is_a_code", condition=Q(code__regex=CODE)),
        )

    def __str__(self) -> str:
        return self.code


class CourseVersion(models.Model):
    """One published version: this article, these questions, this pass mark. Never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    article = models.TextField()
    source = models.TextField()
    source_sha256 = models.CharField(max_length=64)
    pass_percent = models.PositiveSmallIntegerField()
    valid_months = models.PositiveSmallIntegerField(null=True)
    published_at = models.DateTimeField()
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(db_default=RecordedNow(), editable=False)

    class Meta:
        ordering = ("course", "number")
        constraints = (
            models.UniqueConstraint(
                name="course_version_number_is_used_once", fields=("course", "number")
            ),
            models.CheckConstraint(
                name="course_version_counts_from_one", condition=Q(number__gte=1)
            ),
            models.CheckConstraint(
                name="course_version_hash_is_sha256", condition=Q(source_sha256__regex=SHA256)
            ),
            models.CheckConstraint(
                name="course_version_pass_mark_is_a_share",
                condition=Q(pass_percent__gte=1, pass_percent__lte=PERCENT_MAX),
            ),
            models.CheckConstraint(
                name="course_version_is_good_for_some_months",
                condition=Q(valid_months=None)
                | Q(valid_months__gte=1, valid_months__lte=VALID_MONTHS_MAX),
            ),
            models.CheckConstraint(
                name="course_version_is_approved_by_a_second_person",
                condition=~Q(approved_by=F("drafted_by")),
            ),
        )

    def __str__(self) -> str:
        return self.title


class Question(models.Model):
    """One question of a version, about one clause of an agreement. Never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="questions")
    place = models.PositiveSmallIntegerField()
    heading = models.TextField()
    text = models.TextField(blank=True)
    clause = models.CharField(max_length=129)

    class Meta:
        ordering = ("version", "place")
        constraints = (
            models.UniqueConstraint(
                name="question_place_is_used_once_a_version", fields=("version", "place")
            ),
            models.CheckConstraint(name="question_names_a_clause", condition=~Q(clause="")),
        )
        indexes = (models.Index(name="question_by_clause", fields=("clause",)),)

    def __str__(self) -> str:
        return self.heading

    def to_rules(self) -> QuestionText:
        """Return the question with its choices in the order they were written."""
        return QuestionText(
            heading=self.heading,
            text=self.text,
            clause=ClauseRef.parse(self.clause),
            choices=tuple(
                ChoiceText(text=choice.text, feedback=choice.feedback, right=choice.right)
                for choice in self.choices.all()
            ),
        )


class Choice(models.Model):
    """One choice of a question, and what is said to who takes it. Never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="choices")
    place = models.PositiveSmallIntegerField()
    text = models.TextField()
    feedback = models.TextField()
    right = models.BooleanField()

    class Meta:
        ordering = ("question", "place")
        constraints = (
            models.UniqueConstraint(
                name="choice_place_is_used_once_a_question", fields=("question", "place")
            ),
            models.UniqueConstraint(
                name="choice_is_right_once_a_question",
                fields=("question",),
                condition=Q(right=True),
            ),
        )

    def __str__(self) -> str:
        return self.text


class CourseDraft(models.Model):
    """The next version while it is being written. ``revision`` is what a second officer read."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="drafts")
    revision = models.PositiveIntegerField(default=1)
    source = models.TextField()
    source_sha256 = models.CharField(max_length=64)
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
        CourseVersion, on_delete=models.PROTECT, related_name="draft", null=True
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="course_has_one_draft_at_a_time",
                fields=("course",),
                condition=Q(version=None),
            ),
            models.CheckConstraint(
                name="course_draft_hash_is_sha256", condition=Q(source_sha256__regex=SHA256)
            ),
            models.CheckConstraint(
                name="course_draft_returned_has_its_reason",
                condition=Q(returned_at=None, returned_by=None, returned_because="")
                | (
                    Q(returned_at__isnull=False, returned_by__isnull=False)
                    & ~Q(returned_because="")
                ),
            ),
        )

    def __str__(self) -> str:
        return f"draft of {self.course_id}"


class Attempt(models.Model):
    """Somebody working through a version. Machinery: it is no fact until it is handed in.

    ``seed`` decides the order of questions and choices. After ``closed_at`` its answers stay as
    they are (migration 0002); they may be deleted, because only the person may see them.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attempts"
    )
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="attempts")
    seed = models.BigIntegerField()
    started_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="attempt_is_open_once_a_version",
                fields=("person", "version"),
                condition=Q(closed_at=None),
            ),
        )

    def __str__(self) -> str:
        return f"attempt of {self.person_id}"


class Answer(models.Model):
    """What somebody chose, saved as soon as it is given. No choice is “I am not sure”."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    choice = models.ForeignKey(Choice, on_delete=models.PROTECT, related_name="+", null=True)
    answered_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="answer_is_given_once_an_attempt", fields=("attempt", "question")
            ),
        )

    def __str__(self) -> str:
        return f"answer in {self.attempt_id}"


class AttemptResult(Happening):
    """An attempt was handed in, and passed or not. How many were right is nowhere recorded."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    attempt = models.OneToOneField(Attempt, on_delete=models.PROTECT, related_name="result")
    passed = models.BooleanField()

    def __str__(self) -> str:
        return f"result of {self.attempt_id}"


class Completion(Happening):
    """A person passed a course. It is theirs, and counts for everybody they act for.

    ``passed_on`` is the local day in ``zone``; ``until_on`` the last day the course itself lets
    it count, if it says so.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="completions"
    )
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="+")
    result = models.OneToOneField(
        AttemptResult, on_delete=models.PROTECT, related_name="completion"
    )
    zone = models.CharField(max_length=64)
    passed_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="completion_ends_after_it_starts",
                condition=Q(until_on=None) | Q(until_on__gte=F("passed_on")),
            ),
            models.CheckConstraint(name="completion_states_the_zone", condition=~Q(zone="")),
        )
        indexes = (models.Index(name="completion_by_version", fields=("version", "person")),)

    def __str__(self) -> str:
        return f"completion of {self.person_id}"

    def counts(self, *, valid: Duration | None, on: date) -> bool:
        """Return whether it counts on a day where a rule book lets it count for ``valid``."""
        return is_good(self.passed_on, until_on=self.until_on, valid=valid, on=on)


class Certificate(models.Model):
    """What a person can show, and a stranger can check by its code. Never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    completion = models.OneToOneField(
        Completion, on_delete=models.PROTECT, related_name="certificate"
    )
    code = models.CharField(max_length=12, unique=True, default=new_code)
    issued_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=RecordedNow(), editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="certificate_has_a_code", condition=Q(code__regex=CERTIFICATE)
            ),
        )

    def __str__(self) -> str:
        return self.code


class Assignment(SpanRow):
    """A measure asks people of a partner to pass a course, until they did or it ends.

    Without ``person`` it asks everybody who acts for the partner in one of ``roles``; without
    roles, everybody who acts for it. ``cause_id`` is the act of a higher room it was made for.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="assignments")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="assignments")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments", null=True
    )
    roles = ArrayField(models.CharField(max_length=64), default=list)
    due_on = models.DateField(null=True)
    cause_id = models.UUIDField(db_index=True)

    class Meta(SpanRow.Meta):
        constraints = (
            *SpanRow.Meta.constraints,
            models.UniqueConstraint(
                name="assignment_is_open_once_a_cause",
                fields=("cause_id", "course", "partner", "person"),
                condition=Q(superseded_at=None, valid_until=None),
                nulls_distinct=False,
            ),
        )

    def __str__(self) -> str:
        return f"{self.course_id} for {self.partner_id}"

    def asks(self, person_id: UUID, roles: frozenset[str]) -> bool:
        """Return whether it asks a person who acts for the partner in ``roles``."""
        if self.person_id is not None:
            return bool(self.person_id == person_id)
        return not self.roles or bool(roles.intersection(self.roles))
