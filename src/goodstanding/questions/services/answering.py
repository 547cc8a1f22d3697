"""What the vendor does: answer the partner, or the distributor in between; and telling of it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from goodstanding.accounts.selectors import first_officer, holds
from goodstanding.evidence.payloads import Code, Private
from goodstanding.evidence.services import Change, change
from goodstanding.notices.services.sending import SENDERS, Addressee, send_notices
from goodstanding.partners.selectors.structure import zone_of
from goodstanding.questions.events import QuestionAnswered, QuestionReturned
from goodstanding.questions.letters import answered_words
from goodstanding.questions.models import Question
from goodstanding.questions.rules.states import Act, Desk
from goodstanding.questions.rules.wording import clean_words
from goodstanding.questions.selectors.visible import left_behind
from goodstanding.questions.services.moving import (
    key_of,
    leave_lost_way,
    locked_question,
    move,
    require_vendor,
    taken_before,
)
from goodstanding.values.actor import Actor
from goodstanding.values.days import local_day

ROUTINE = Actor.system("questions")


def answer(question_id: UUID, *, words: str, actor: Actor, at: datetime) -> Question:
    """Answer the partner as the vendor; a distributor in between sees the answer too.

    The same answer of the same person a second time changes nothing.

    Raises:
        NotPermittedError: The actor does not answer for the vendor.
        InvalidValueError: There are no words, or too many.
        NotNowError: It is answered, withdrawn, or with the distributor.
    """
    kept = clean_words(words, what="answer")
    with change(actor=actor, at=at) as done:
        question = locked_question(question_id)
        require_vendor(question, actor=actor, at=at)
        if taken_before(question, Act.ANSWER, done, words=kept):
            return question
        leave_lost_way(question, done)
        due = move(question, Act.ANSWER, done, words=kept)
        tell_answer(question, done, desk=Desk.VENDOR, words=kept, due=due)
    return question


def answer_distributor(question_id: UUID, *, words: str, actor: Actor, at: datetime) -> Question:
    """Answer the distributor that relayed a question; it passes the answer on in its own words.

    The same answer of the same person a second time changes nothing.

    Raises:
        NotPermittedError: The actor does not answer for the vendor.
        InvalidValueError: There are no words, or too many.
        NotNowError: No distributor relayed it, or the partner buys through that one no more.
    """
    kept = clean_words(words, what="answer")
    with change(actor=actor, at=at) as done:
        question = locked_question(question_id)
        require_vendor(question, actor=actor, at=at)
        if taken_before(question, Act.RETURN, done, words=kept):
            return question
        leave_lost_way(question, done)
        due = move(question, Act.RETURN, done, words=kept)
        assert question.relationship_id is not None  # it was relayed
        done.record(
            QuestionReturned(
                question_id=question.pk,
                relationship_id=question.relationship_id,
                due_at=due,
                words=Private(kept),
            ),
            partners=[key_of(question)],
        )
    return question


def take_over(question_id: UUID, *, at: datetime) -> Question:
    """Take a question to the vendor whose distributor has left; any other stays where it is."""
    with change(actor=ROUTINE, at=at) as done:
        question = locked_question(question_id)
        leave_lost_way(question, done)
    return question


def take_over_all(*, at: datetime) -> int:
    """Take every question to the vendor whose distributor has left, and return how many."""
    found = list(left_behind(at=at).values_list("pk", flat=True))
    for question_id in found:
        take_over(question_id, at=at)
    return len(found)


def tell_answer(question: Question, done: Change, *, desk: Desk, words: str, due: datetime) -> None:
    """Record an answer and send a letter that there is one; the letter does not hold it."""
    done.record(
        QuestionAnswered(
            question_id=question.pk, desk=Code(desk.value), due_at=due, words=Private(words)
        ),
        partners=[key_of(question)],
    )
    sender_id = _sender(question, actor=done.actor, at=done.at)
    if sender_id is None:
        return
    zone = zone_of(question.partner_id, program_id=question.program_id, at=done.at)
    # Nothing in the words was written by a person, so there is no name to look for in them.
    send_notices(
        answered_words(local_day(question.asked_at, zone)),
        program_id=question.program_id,
        to=[Addressee(partner_id=question.partner_id, person_id=question.asked_by_id)],
        cause_id=question.pk,
        sender_id=sender_id,
        actor=done.actor,
        at=done.at,
    )


def _sender(question: Question, *, actor: Actor, at: datetime) -> UUID | None:
    """Return who signs the letter: who answered, where they may sign, else an officer, if any."""
    person_id = actor.person_id
    if person_id and holds(person_id, SENDERS, program_id=question.program_id, at=at):
        return person_id
    return first_officer(question.program_id, at=at)
