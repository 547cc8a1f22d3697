"""A second person approves one text of a rule book, and anything else needs a new approval."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from goodstanding.accounts.models import Role
from goodstanding.accounts.selectors import require
from goodstanding.evidence.payloads import Code, Private
from goodstanding.evidence.services import change
from goodstanding.programs.events import PackApproved
from goodstanding.programs.models import PackApproval, PackState, PackVersion, Program
from goodstanding.programs.reading import read_once
from goodstanding.programs.surroundings import Trial, enrolled_count, trial_of
from goodstanding.rulebook.parse_known import Known
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError, NotPermittedError


class DraftChangedError(ConflictError):
    """Somebody saved the draft after it was read; ``draft`` is what it says now."""

    code = "pack_draft_changed"

    def __init__(self, draft: PackVersion) -> None:
        self.draft = draft
        super().__init__(
            "The saved draft says something else than what you read. Nothing was done. Read what "
            "it says now, then go on from there."
        )


class NotTriedError(ConflictError):
    """Nobody tried the text on the partners, and nobody said why that is not needed."""

    code = "pack_not_tried"

    def __init__(self) -> None:
        super().__init__(
            "Nobody has tried this text on everybody yet. Try it first, or say why that is not "
            "needed; the reason is recorded."
        )


class NotApprovedError(ConflictError):
    """No second person has approved the text as it is now."""

    code = "pack_not_approved"

    def __init__(self) -> None:
        super().__init__(
            "No second person has approved this text. Another officer than the one who wrote it "
            "reads and approves it first."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What was done with a draft: on this text, or on an earlier one that counts no more."""

    trial: Trial | None
    approval: PackApproval | None
    is_tried: bool
    is_approved: bool
    partners: int  #: Who take part; where nobody does, there is nobody to try it on.


def done_with(draft: PackVersion, *, at: datetime) -> Standing:
    """Return what was done with a draft so far."""
    trial = trial_of(draft.program_id, number=draft.number, text_sha256=draft.text_sha256)
    partners = enrolled_count(draft.program_id, at=at)
    approval = latest_approval(draft)
    return Standing(
        trial=trial,
        approval=approval,
        is_tried=partners == 0
        or (trial is not None and trial.is_done and trial.text_sha256 == draft.text_sha256),
        is_approved=approval is not None and holds(approval, draft),
        partners=partners,
    )


def latest_approval(draft: PackVersion) -> PackApproval | None:
    """Return the latest approval of a draft, of this text before one of another."""
    given = draft.approvals.select_related("approved_by").order_by("-approved_at", "-pk")
    return next((one for one in given if holds(one, draft)), None) or given.first()


def holds(approval: PackApproval, draft: PackVersion) -> bool:
    """Return whether an approval is of the text as it is now, by another than its author."""
    same_text = approval.text_sha256 == draft.text_sha256
    return same_text and approval.approved_by_id != draft.drafted_by_id


def is_approved(draft: PackVersion) -> bool:
    """Return whether a second person approved the text as it is now."""
    approval = latest_approval(draft)
    return approval is not None and holds(approval, draft)


def untried_because(published: PackVersion) -> str:
    """Return why a published version was not tried on everybody; empty where it was."""
    approval = latest_approval(published)
    return approval.untried_because if approval is not None and holds(approval, published) else ""


def approve_pack(
    version_id: UUID,
    *,
    known: Known,
    read_sha256: str | None = None,
    untried_because: str = "",
    actor: Actor,
    at: datetime,
) -> PackApproval:
    """Approve the text of a draft as a second person; doing so again changes nothing.

    ``read_sha256`` is the hash of the text the person read; only a routine that has just drafted
    it leaves it out. ``untried_because`` says why it need not be tried on everybody first.

    Raises:
        PackRefusedError: The text is not a valid pack.
        NotPermittedError: The actor is not an officer, or wrote it.
        DraftChangedError: It says something else than what the person read.
        NotTriedError: It was not tried, and there is no reason.
        ConflictError: It is published already.
    """
    with change(actor=actor, at=at) as done:
        draft = locked(version_id)
        require(actor, Role.OFFICER, program_id=draft.program_id, at=at)
        if draft.state == PackState.PUBLISHED:
            raise ConflictError("It is published already, so there is nothing to approve.")
        if read_sha256 is not None and read_sha256 != draft.text_sha256:
            raise DraftChangedError(draft)
        if actor.person_id is None or actor.person_id == draft.drafted_by_id:
            raise NotPermittedError(
                "Whoever wrote a version cannot approve it. Ask another officer to read it."
            )
        read_once(draft.text, known)
        so_far = done_with(draft, at=at)
        if so_far.approval is not None and so_far.is_approved:
            return so_far.approval
        reason = "" if so_far.is_tried else untried_because.strip()
        if not (so_far.is_tried or reason):
            raise NotTriedError
        approval = draft.approvals.create(
            text_sha256=draft.text_sha256,
            approved_by_id=actor.person_id,
            approved_at=at,
            untried_because=reason,
        )
        done.record(_approved(draft, reason))
    return approval


def _approved(draft: PackVersion, reason: str) -> PackApproved:
    return PackApproved(
        pack_version_id=draft.pk,
        approved_program_id=draft.program_id,
        number=draft.number,
        text_sha256=Code(draft.text_sha256),
        is_tried=not reason,
        untried_because=Private(reason) if reason else None,
    )


def locked_program(program_id: UUID) -> Program:
    """Return a program on whose row everything that is done to its rules queues.

    So a number is given once, and nobody saves over what somebody approves or publishes.
    """
    return Program.objects.select_for_update(no_key=True).get(pk=program_id)


def locked(version_id: UUID) -> PackVersion:
    """Return a version whose program nobody else does anything to the rules of meanwhile."""
    locked_program(PackVersion.objects.values_list("program_id", flat=True).get(pk=version_id))
    return PackVersion.objects.get(pk=version_id)
