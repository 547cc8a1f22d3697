"""What a distributor does at its desk: answer, or relay to the vendor."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from goodstanding.evidence.payloads import Private
from goodstanding.evidence.services import change
from goodstanding.partners.acting import DISTRIBUTOR_MANAGER, roles_held
from goodstanding.questions.events import QuestionRelayed
from goodstanding.questions.models import Question
from goodstanding.questions.rules.states import Act, Desk
from goodstanding.questions.rules.wording import clean_words
from goodstanding.questions.selectors.ways import relationship_lasts
from goodstanding.questions.services.answering import tell_answer
from goodstanding.questions.services.moving import key_of, locked_question, move, taken_before
from goodstanding.values.actor import Actor
from goodstanding.values.errors import NotPermittedError


def answer_below(question_id: UUID, *, words: str, actor: Actor, at: datetime) -> Question:
    """Answer a question as the distributor it was asked through.

    The same answer of the same person a second time changes nothing.

    Raises:
        NotPermittedError: The actor is no account manager of that distributor, or the partner
            buys through it no more.
        InvalidValueError: There are no words, or too many.
        NotNowError: It is answered, withdrawn, or with the vendor.
    """
    kept = clean_words(words, what="answer")
    with change(actor=actor, at=at) as done:
        question = locked_question(question_id)
        _require_between(question, actor=actor, at=at)
        if taken_before(question, Act.ANSWER_BELOW, done, words=kept):
            return question
        due = move(question, Act.ANSWER_BELOW, done, words=kept)
        tell_answer(question, done, desk=Desk.DISTRIBUTOR, words=kept, due=due)
    return question


def relay(question_id: UUID, *, remark: str, actor: Actor, at: datetime) -> Question:
    """Pass a question on to the vendor, with a remark that the partner does not read.

    The same remark of the same person a second time changes nothing.

    Raises:
        NotPermittedError: The actor is no account manager of that distributor, or the partner
            buys through it no more.
        InvalidValueError: The remark is too long.
        NotNowError: It was passed on, answered or withdrawn already.
    """
    kept = clean_words(remark, what="remark") if remark.strip() else ""
    with change(actor=actor, at=at) as done:
        question = locked_question(question_id)
        _require_between(question, actor=actor, at=at)
        if taken_before(question, Act.RELAY, done, words=kept):
            return question
        due = move(question, Act.RELAY, done, words=kept)
        assert question.relationship_id is not None  # required above
        done.record(
            QuestionRelayed(
                question_id=question.pk,
                relationship_id=question.relationship_id,
                due_at=due,
                remark=Private(kept) if kept else None,
            ),
            partners=[key_of(question)],
        )
    return question


def _require_between(question: Question, *, actor: Actor, at: datetime) -> None:
    """Let account managers of the distributor in between go on, while the relationship lasts."""
    person_id, relationship_id = actor.person_id, question.relationship_id
    if (
        person_id is None
        or relationship_id is None
        or question.distributor_id is None
        or DISTRIBUTOR_MANAGER not in roles_held(person_id, question.distributor_id, at=at)
        or not relationship_lasts(relationship_id, at=at)
    ):
        raise NotPermittedError(
            "Only account managers of the distributor the partner buys through can do this."
        )
