"""What a person sees of their own attempts. Nobody else's attempts can be asked for here."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from goodstanding.training.models import Answer, Attempt, Choice, Completion, Question
from goodstanding.training.rules.attempts import Score, score, shuffled


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One question of an attempt at its place, with the choices in this attempt's order."""

    place: int  #: Counted from 1 in this attempt's order.
    question: Question
    choices: tuple[Choice, ...]
    answer: Answer | None

    @property
    def right(self) -> bool:
        """Whether it was answered rightly."""
        return self.answer is not None and self.answer.choice_id == self.right_choice.pk

    @property
    def unsure(self) -> bool:
        """Whether the answer was “I am not sure”."""
        return self.answer is not None and self.answer.choice_id is None

    @property
    def right_choice(self) -> Choice:
        """The choice that is right."""
        return next(choice for choice in self.choices if choice.right)

    @property
    def chosen(self) -> Choice | None:
        """The choice that was taken; None before that, and for “I am not sure”."""
        if self.answer is None:
            return None
        return next((each for each in self.choices if each.pk == self.answer.choice_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """An attempt with everything it asks, in its own order."""

    attempt: Attempt
    questions: tuple[Asking, ...]

    @property
    def answered(self) -> int:
        """How many questions have an answer."""
        return sum(asking.answer is not None for asking in self.questions)

    @property
    def next_open(self) -> Asking | None:
        """The first question without an answer."""
        return next((each for each in self.questions if each.answer is None), None)

    @property
    def score(self) -> Score | None:
        """How it went; None while questions are open, and after the answers were deleted."""
        if self.next_open is not None:
            return None
        return score(
            {each.question.pk: each.right_choice.pk for each in self.questions},
            {
                each.question.pk: each.answer.choice_id
                for each in self.questions
                if each.answer is not None
            },
            pass_percent=self.attempt.version.pass_percent,
        )


def attempts_of(person_id: UUID) -> QuerySet[Attempt]:
    """Return a person's own attempts."""
    return Attempt.objects.filter(person_id=person_id).select_related(
        "version__course__program", "result__completion__certificate"
    )


def open_attempt(person_id: UUID, *, course_id: UUID) -> Attempt | None:
    """Return the attempt a person is in the middle of, the newest first, if there is one."""
    return (
        attempts_of(person_id)
        .filter(version__course_id=course_id, closed_at=None)
        .order_by("-started_at", "-pk")
        .first()
    )


def sheet_of(attempt: Attempt) -> Sheet:
    """Return everything an attempt asks, in the order its seed gives."""
    questions = {
        question.pk: question
        for question in Question.objects.filter(version_id=attempt.version_id).prefetch_related(
            "choices"
        )
    }
    answers = {answer.question_id: answer for answer in attempt.answers.all()}
    return Sheet(
        attempt=attempt,
        questions=tuple(
            _asking(place, questions[pk], answers.get(pk), seed=attempt.seed)
            for place, pk in enumerate(shuffled(questions, seed=attempt.seed), start=1)
        ),
    )


def _asking(place: int, question: Question, answer: Answer | None, *, seed: int) -> Asking:
    choices = {choice.pk: choice for choice in question.choices.all()}
    return Asking(
        place=place,
        question=question,
        choices=tuple(choices[pk] for pk in shuffled(choices, seed=seed)),
        answer=answer,
    )


def completions_of(person_id: UUID) -> QuerySet[Completion]:
    """Return what a person passed, wherever they worked then, the newest first."""
    return (
        Completion.objects.filter(person_id=person_id, voided_at=None)
        .select_related("version__course", "certificate")
        .order_by("-happened_at", "-pk")
    )
