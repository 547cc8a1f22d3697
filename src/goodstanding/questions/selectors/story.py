"""What became of a question, as each of the three sides may read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from goodstanding.questions.models import Question, Step, StepKind
from goodstanding.questions.rules.routing import About
from goodstanding.questions.selectors.duties import duties_of
from goodstanding.questions.selectors.ways import names_of


class Side(StrEnum):
    """From which side a question is read."""

    PARTNER = "partner"
    DISTRIBUTOR = "distributor"
    VENDOR = "vendor"


#: What only those who answer read: remarks, and what the vendor told the distributor.
_NOT_FOR_PARTNERS = frozenset({StepKind.RELAY.value, StepKind.RETURN.value})
_ANSWERS = frozenset({StepKind.ANSWER.value, StepKind.ANSWER_BELOW.value})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One step with what the reader may know of it; ``erased`` where its words are gone."""

    kind: StepKind
    person_name: str
    done_at: datetime
    words: str
    erased: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One question as a side reads it."""

    question: Question
    side: Side
    partner_name: str
    distributor_name: str  #: Empty where none is between.
    subject: str  #: What it is about; empty for the program in general.
    steps: tuple[Told, ...]

    @property
    def vendor_name(self) -> str:
        """What the vendor is called."""
        return str(self.question.program.vendor_name)

    @property
    def asked(self) -> Told:
        """The question itself."""
        return self.steps[0]

    @property
    def remark(self) -> Told | None:
        """What the distributor remarked when it passed the question on, for who may read it."""
        return self._with_words(StepKind.RELAY)

    @property
    def returned(self) -> Told | None:
        """What the vendor told the distributor, for who may read it."""
        return self._with_words(StepKind.RETURN)

    @property
    def answer(self) -> Told | None:
        """The answer, once there is one."""
        return next((told for told in self.steps if told.kind.value in _ANSWERS), None)

    @property
    def answered_by(self) -> str:
        """The company that answered."""
        told = self.answer
        below = told is not None and told.kind is StepKind.ANSWER_BELOW
        return self.distributor_name if below else self.vendor_name

    def _with_words(self, kind: StepKind) -> Told | None:
        return next((told for told in self.steps if told.kind is kind and told.words), None)


def stories_of(questions: Iterable[Question], *, side: Side, at: datetime) -> list[Story]:
    """Return questions with what became of them, in the order given."""
    held = list(questions)
    steps: dict[UUID, list[Step]] = {question.pk: [] for question in held}
    for step in (
        Step.objects.filter(question__in=steps)
        .select_related("person", "wording")
        .order_by("done_at", "pk")
    ):
        steps[step.question_id].append(step)
    parties = {question.partner_id for question in held} | {
        question.distributor_id for question in held if question.distributor_id
    }
    names = names_of(parties, at=at)
    duties = {
        program_id: duties_of(program_id, at=at)
        for program_id in {question.program_id for question in held if question.duty}
    }
    return [
        Story(
            question=question,
            side=side,
            partner_name=names.get(question.partner_id, ""),
            distributor_name=names.get(question.distributor_id, "")
            if question.distributor_id
            else "",
            subject=_subject(question, duties.get(question.program_id, {})),
            steps=tuple(_told(step, side=side) for step in steps[question.pk]),
        )
        for question in held
    ]


def story_of(question: Question, *, side: Side, at: datetime) -> Story:
    """Return one question with what became of it."""
    return stories_of([question], side=side, at=at)[0]


def _subject(question: Question, duties: dict[str, str]) -> str:
    match About(question.about):
        case About.NOTICE:
            assert question.notice is not None  # the table says so
            return str(question.notice.subject_line)
        case About.DUTY:
            return duties.get(question.duty, question.duty)
        case About.CASE:
            assert question.case is not None  # the table says so
            return f"{question.case.title} ({question.case.reference})"
        case About.GENERAL:
            return ""


def _told(step: Step, *, side: Side) -> Told:
    kind = StepKind(step.kind)
    hidden = side is Side.PARTNER and step.kind in _NOT_FOR_PARTNERS
    wording = None if hidden else getattr(step, "wording", None)
    always_says = step.kind == StepKind.ASK.value or step.kind in _ANSWERS
    return Told(
        kind=kind,
        person_name=step.person.name if step.person is not None else "",
        done_at=step.done_at,
        words="" if wording is None else wording.words,
        erased=wording is None and always_says,
    )
