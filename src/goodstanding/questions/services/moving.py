"""What every act on a question does: lock it, move it, write down the step and its words."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from goodstanding.accounts.models import Role
from goodstanding.accounts.selectors import holds
from goodstanding.evidence.payloads import Code
from goodstanding.evidence.services import Change
from goodstanding.partners.selectors.structure import zone_of
from goodstanding.questions.events import QuestionEscalated
from goodstanding.questions.models import Question, Step, StepKind, StepWords
from goodstanding.questions.rules.clocks import due_at
from goodstanding.questions.rules.states import BETWEEN, Act, Desk, desk_of, next_state
from goodstanding.questions.selectors.visible import DESK
from goodstanding.questions.selectors.ways import relationship_lasts
from goodstanding.values.actor import Actor
from goodstanding.values.errors import NotPermittedError
from goodstanding.values.keys import PartnerKey


def locked_question(question_id: UUID) -> Question:
    """Return a question, locked: whoever moves it, from any side, queues on its row."""
    return (
        Question.objects.select_for_update(no_key=True, of=("self",))
        .select_related("program")
        .get(pk=question_id)
    )


def key_of(question: Question) -> PartnerKey:
    """Return the partner that asked, in its program."""
    return PartnerKey(question.program_id, question.partner_id)


def clock_of(question: Question, desk: Desk, *, at: datetime) -> tuple[datetime, str]:
    """Return by when a desk answers what comes to it now, and in whose zone."""
    zone = question.program.zone
    if desk is Desk.DISTRIBUTOR and question.distributor_id is not None:
        zone = zone_of(question.distributor_id, program_id=question.program_id, at=at)
    return due_at(at, desk, zone=zone), zone


def move(question: Question, act: Act, done: Change, *, words: str = "") -> datetime:
    """Move a locked question on and return by when it was due, or is now.

    A clock starts anew when the question comes to another desk. Where it stays at the vendor's,
    what was promised stays promised.

    Raises:
        NotNowError: The act is not possible now.
    """
    before, state = question.stage, next_state(question.stage, act)
    promised = question.due_at
    assert promised is not None  # it is open, so the table let it pass
    desk = desk_of(state)
    if desk is None:
        question.due_at, question.due_zone = None, ""
    elif desk is not desk_of(before):
        question.due_at, question.due_zone = clock_of(question, desk, at=done.at)
    question.state = state.value
    question.save(update_fields=["state", "due_at", "due_zone"])
    write_step(question, StepKind(act.value), desk, done, words=words)
    return question.due_at or promised


def write_step(
    question: Question, kind: StepKind, desk: Desk | None, done: Change, *, words: str = ""
) -> None:
    """Add what was done, and beside it what was written."""
    step = Step.objects.create(
        question=question,
        kind=kind.value,
        person_id=done.actor.person_id,
        desk="" if desk is None else desk.value,
        done_at=done.at,
    )
    if words:
        StepWords.objects.create(step=step, words=words)


def taken_before(question: Question, act: Act, done: Change, *, words: str) -> bool:
    """Return whether the actor took this step before in the same words: a form came twice."""
    step = Step.objects.filter(question=question, kind=act.value).select_related("wording").first()
    if step is None or step.person_id != done.actor.person_id:
        return False
    wording: StepWords | None = getattr(step, "wording", None)
    return words == ("" if wording is None else wording.words)


def leave_lost_way(question: Question, done: Change) -> bool:
    """Take a locked question to the vendor if its partner buys through the distributor no more.

    Returns whether it went.
    """
    relationship_id = question.relationship_id
    if (
        question.stage not in BETWEEN
        or relationship_id is None
        or relationship_lasts(relationship_id, at=done.at)
    ):
        return False
    take_up(question, Act.FALL_UP, done)
    return True


def take_up(question: Question, act: Act, done: Change) -> None:
    """Take a locked question past the distributor to the vendor.

    Raises:
        NotNowError: It does not lie between them.
    """
    due = move(question, act, done)
    assert question.relationship_id is not None  # what lies between came that way
    done.record(
        QuestionEscalated(
            question_id=question.pk,
            relationship_id=question.relationship_id,
            why=Code(act.value),
            due_at=due,
        ),
        partners=[key_of(question)],
    )


def require_vendor(question: Question, *, actor: Actor, at: datetime) -> None:
    """Let somebody of the vendor's desk go on; what is confidential, officers alone see.

    Raises:
        NotPermittedError: They lack the right.
    """
    roles = (Role.OFFICER,) if question.confidential else DESK
    person_id = actor.person_id
    if person_id is None or not holds(person_id, roles, program_id=question.program_id, at=at):
        names = " or ".join(role.label.lower() for role in roles)
        raise NotPermittedError(
            f"Answering this needs the right of {names}. Ask the operator of your installation."
        )
