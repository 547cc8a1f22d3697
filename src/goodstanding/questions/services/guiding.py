"""Making guidance for every partner of a question and its answer, and taking it back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from goodstanding.accounts.models import Role
from goodstanding.accounts.selectors import require
from goodstanding.evidence.payloads import Private
from goodstanding.evidence.services import change
from goodstanding.partners.models import PartnerProfile
from goodstanding.questions.events import GuidancePublished, GuidanceWithdrawn
from goodstanding.questions.models import Guidance, Question
from goodstanding.questions.rules.states import QuestionState
from goodstanding.questions.rules.wording import clean_words, refuse_names
from goodstanding.questions.services.moving import locked_question
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError


class NoGuidanceError(ConflictError):
    """This question cannot become guidance, now or ever."""

    code = "question_no_guidance"


def publish_guidance(
    question_id: UUID, *, asks: str, answers: str, actor: Actor, at: datetime
) -> Guidance:
    """Publish a question and its answer, in other words, to every partner of the program.

    Raises:
        NotPermittedError: The actor is no officer of the program.
        NoGuidanceError: It is not answered, is confidential, or became guidance before.
        InvalidValueError: Words are missing or too many, or they name somebody.
    """
    said = (
        clean_words(asks, what="question for everybody"),
        clean_words(answers, what="answer for everybody"),
    )
    with change(actor=actor, at=at) as done:
        question = locked_question(question_id)
        require(actor, Role.OFFICER, program_id=question.program_id, at=at)
        _require_fit(question)
        refuse_names(said, _names_around(question))
        person_id = actor.person_id
        assert person_id is not None  # routines publish nothing
        guidance = Guidance.objects.create(
            program_id=question.program_id,
            question=question,
            asks=said[0],
            answers=said[1],
            published_by_id=person_id,
            happened_at=at,
        )
        done.record(
            GuidancePublished(
                guidance_id=guidance.pk,
                guided_program_id=question.program_id,
                question_id=question.pk,
                asks=Private(said[0]),
                answers=Private(said[1]),
            )
        )
    return guidance


def _require_fit(question: Question) -> None:
    if question.confidential:
        raise NoGuidanceError(
            "A question about a case or a message to one person stays between you and the "
            "partner. Write an article for what everybody should know."
        )
    if question.stage is not QuestionState.ANSWERED:
        raise NoGuidanceError("Only an answered question becomes guidance. Answer it first.")
    if Guidance.objects.filter(question=question, voided_at=None).exists():
        raise NoGuidanceError(
            "This question is guidance already. Take the earlier words back to publish others."
        )


def _names_around(question: Question) -> Iterator[str]:
    """Yield what would tell who asked, and through whom."""
    parties = [question.partner_id]
    if question.distributor_id is not None:
        parties.append(question.distributor_id)
    yield from PartnerProfile.objects.filter(
        partner_id__in=parties, superseded_at=None
    ).values_list("name", flat=True)
    yield question.asked_by.name
    if question.asked_by.email:
        yield question.asked_by.email


def withdraw_guidance(guidance_id: UUID, *, actor: Actor, at: datetime) -> Guidance:
    """Take guidance back: partners read it no more.

    Raises:
        NotPermittedError: The actor is no officer of the program.
        ConflictError: It was taken back already.
    """
    with change(actor=actor, at=at) as done:
        # Two who take it back at once queue on the row.
        guidance = Guidance.objects.select_for_update(no_key=True).get(pk=guidance_id)
        require(actor, Role.OFFICER, program_id=guidance.program_id, at=at)
        if guidance.voided_at is not None:
            raise ConflictError("This guidance was taken back already. Reload the page.")
        guidance.voided_at = done.recorded_at
        guidance.save(update_fields=["voided_at"])
        done.record(GuidanceWithdrawn(guidance_id=guidance.pk))
    return guidance
