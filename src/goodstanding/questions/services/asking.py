"""Asking, taking a question from a late distributor to the vendor, and withdrawing it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from goodstanding.cases.selectors.cases import cases_visible_to_partner
from goodstanding.evidence.payloads import Code, Private
from goodstanding.evidence.services import Change, change
from goodstanding.notices.selectors.inbox import messages_visible_to
from goodstanding.partners.acting import CONTACTS, roles_held
from goodstanding.questions.events import QuestionAsked, QuestionWithdrawn
from goodstanding.questions.models import Question, StepKind, StepWords
from goodstanding.questions.rules.routing import About, decide_way
from goodstanding.questions.rules.states import Act, Desk, QuestionState, desk_of
from goodstanding.questions.rules.wording import clean_words
from goodstanding.questions.selectors.duties import duties_of
from goodstanding.questions.selectors.ways import Way, is_confidential, ways_of
from goodstanding.questions.services.moving import (
    clock_of,
    key_of,
    leave_lost_way,
    locked_question,
    move,
    take_up,
    write_step,
)
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError, InvalidValueError, NotPermittedError
from goodstanding.values.keys import PartnerKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a question is about: one message, one duty by its name, one case, or anything."""

    about: About
    notice_id: UUID | None = None
    duty: str = ""
    case_id: UUID | None = None


class NothingToAskAboutError(InvalidValueError):
    """What the question is about does not exist for who asks."""

    code = "question_about_nothing"

    def __init__(self) -> None:
        super().__init__("There is no such thing here to ask about. Begin again from its page.")


class NotLateError(ConflictError):
    """The distributor still has time."""

    code = "question_not_late"

    def __init__(self) -> None:
        super().__init__(
            "Your distributor still has time to answer. You can take the question to the vendor "
            "once the answer is late."
        )


def confidential(
    subject: Subject, *, key: PartnerKey, person_id: UUID, roles: frozenset[str], at: datetime
) -> bool:
    """Return whether distributors must not know of a question, once its subject is found.

    Raises:
        NothingToAskAboutError: The asker cannot see the subject, or there is none.
    """
    match subject.about:
        case About.GENERAL:
            return False
        case About.DUTY:
            if subject.duty not in duties_of(key.program_id, at=at):
                raise NothingToAskAboutError
            return False
        case About.CASE:
            assert subject.case_id is not None  # the subject names one
            cases = cases_visible_to_partner(program_id=key.program_id, partner_id=key.partner_id)
            if not roles & CONTACTS or not cases.filter(pk=subject.case_id).exists():
                raise NothingToAskAboutError
            return True
        case About.NOTICE:
            visible = messages_visible_to(
                person_id,
                program_id=key.program_id,
                partner_id=key.partner_id,
                roles=roles,
                at=at,
            )
            assert subject.notice_id is not None  # the subject names one
            notice = visible.filter(pk=subject.notice_id).first()
            if notice is None:
                raise NothingToAskAboutError
            return is_confidential(notice)


def ask(
    subject: Subject,
    *,
    key: PartnerKey,
    words: str,
    way: UUID | None,
    once: UUID,
    actor: Actor,
    at: datetime,
) -> Question:
    """Ask a question and lay it on a desk; the same form sent again returns the first question.

    Args:
        subject: What it is about.
        key: The partner for which it is asked.
        words: The question.
        way: The relationship through which it goes; none is straight to the vendor.
        once: The form's own key.
        actor: Who asks: somebody who acts for the partner.
        at: Now.

    Raises:
        NotPermittedError: The actor does not act for the partner.
        InvalidValueError: There are no words, too many, or nothing to ask about.
        WayClosedError: The partner does not buy through that distributor any more.
        ConflictError: The same form was sent with another question in it.
    """
    kept = clean_words(words, what="question")
    with change(actor=actor, at=at) as done:
        person_id = actor.person_id
        roles = roles_held(person_id, key.partner_id, at=at) if person_id else frozenset()
        if person_id is None or not roles:
            raise NotPermittedError("Only people who act for the partner ask for it.")
        secret = confidential(subject, key=key, person_id=person_id, roles=roles, at=at)
        ways = {found.relationship_id: found for found in ways_of(key, at=at)}
        taken = decide_way(confidential=secret, wanted=way, open_ways=ways.keys())
        question = _new_question(
            subject, key, None if taken is None else ways[taken], once=once, person_id=person_id
        )
        question.confidential = secret
        return _write(question, kept, done)


def _new_question(
    subject: Subject, key: PartnerKey, way: Way | None, *, once: UUID, person_id: UUID
) -> Question:
    state = QuestionState.WITH_VENDOR if way is None else QuestionState.WITH_DISTRIBUTOR
    return Question(
        program_id=key.program_id,
        partner_id=key.partner_id,
        asked_by_id=person_id,
        once=once,
        about=subject.about.value,
        notice_id=subject.notice_id,
        duty=subject.duty,
        case_id=subject.case_id,
        relationship_id=None if way is None else way.relationship_id,
        distributor_id=None if way is None else way.distributor_id,
        state=state.value,
    )


def _write(question: Question, words: str, done: Change) -> Question:
    desk = desk_of(question.stage)
    assert desk is not None  # a new question lies at one
    question.asked_at = done.at
    question.due_at, question.due_zone = clock_of(question, desk, at=done.at)
    # Two who send one form at once: the second waits for the first, then finds its row.
    Question.objects.bulk_create([question], ignore_conflicts=True)
    kept = Question.objects.get(asked_by_id=question.asked_by_id, once=question.once)
    if kept.pk != question.pk:
        _require_same(kept, question, words)
        return kept
    write_step(question, StepKind.ASK, desk, done, words=words)
    _record(question, words, desk, done)
    return question


def _require_same(kept: Question, again: Question, words: str) -> None:
    compared = ("partner_id", "program_id", "about", "notice_id", "duty", "case_id")
    same = all(getattr(kept, name) == getattr(again, name) for name in compared)
    first = StepWords.objects.filter(step__question=kept, step__kind=StepKind.ASK.value).first()
    if not same or (first is not None and first.words != words):
        raise ConflictError(
            "This form was sent before with another question, which we have. Look it up under "
            "“Questions”, and begin a new one for what you want to add."
        )


def _record(question: Question, words: str, desk: Desk, done: Change) -> None:
    assert question.due_at is not None  # it was just laid on a desk
    done.record(
        QuestionAsked(
            question_id=question.pk,
            about=Code(question.about),
            notice_id=question.notice_id,
            duty=Code(question.duty) if question.duty else None,
            case_id=question.case_id,
            confidential=question.confidential,
            relationship_id=question.relationship_id,
            desk=Code(desk.value),
            due_at=question.due_at,
            words=Private(words),
        ),
        partners=[key_of(question)],
    )


def escalate(question_id: UUID, *, actor: Actor, at: datetime) -> Question:
    """Take a question from a distributor that is late to the vendor.

    Raises:
        NotPermittedError: The actor neither asked nor speaks for the partner.
        NotLateError: The distributor still has time.
        NotNowError: It does not lie with a distributor.
    """
    with change(actor=actor, at=at) as done:
        question = locked_question(question_id)
        _require_asker(question, actor=actor, at=at)
        if leave_lost_way(question, done):
            return question
        if (
            desk_of(question.stage) is Desk.DISTRIBUTOR
            and question.due_at is not None
            and at < question.due_at
        ):
            raise NotLateError
        take_up(question, Act.ESCALATE, done)
    return question


def withdraw(question_id: UUID, *, actor: Actor, at: datetime) -> Question:
    """Need no answer any more; whoever has the question sees that it is withdrawn.

    Raises:
        NotPermittedError: The actor neither asked nor speaks for the partner.
        NotNowError: It is answered or withdrawn already.
    """
    with change(actor=actor, at=at) as done:
        question = locked_question(question_id)
        _require_asker(question, actor=actor, at=at)
        move(question, Act.WITHDRAW, done)
        done.record(QuestionWithdrawn(question_id=question.pk), partners=[key_of(question)])
    return question


def _require_asker(question: Question, *, actor: Actor, at: datetime) -> None:
    person_id = actor.person_id
    roles = roles_held(person_id, question.partner_id, at=at) if person_id else frozenset()
    if not roles or (question.asked_by_id != person_id and not roles & CONTACTS):
        raise NotPermittedError(
            "Only who asked, or somebody who speaks for the partner, can do this. Ask your "
            "signatory."
        )
