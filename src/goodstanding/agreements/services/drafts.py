"""What changes agreements and the drafts of their next versions."""

from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from goodstanding.accounts.models import Role
from goodstanding.accounts.selectors import require
from goodstanding.agreements.events import AgreementCreated, VersionDrafted, VersionReturned
from goodstanding.agreements.models import Agreement, AgreementDraft
from goodstanding.agreements.rules.announcement import NOTICE_DAYS
from goodstanding.agreements.rules.clauses import is_clause_code, read_text, split
from goodstanding.evidence.payloads import Code, Private
from goodstanding.evidence.services import change
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError, InvalidValueError, NotPermittedError


def create_agreement(
    program_id: UUID,
    *,
    code: str,
    title: str,
    notice_days: int = NOTICE_DAYS,
    actor: Actor,
    at: datetime,
) -> Agreement:
    """Make an agreement that has no version yet; it binds nobody.

    Args:
        program_id: The program whose partners will accept it.
        code: What references to its clauses start with, never changed afterwards.
        title: What people call it.
        notice_days: Whole days between the publication of a version and its effect.
        actor: An officer of the program.
        at: When.

    Raises:
        NotPermittedError: The actor is not an officer of the program.
        InvalidValueError: The code is no code, or there is no title.
        ConflictError: An agreement has this code already.
    """
    require(actor, Role.OFFICER, program_id=program_id, at=at)
    _require_names(code, title)
    with change(actor=actor, at=at) as done:
        if Agreement.objects.filter(code=code).exists():
            raise ConflictError(f"There is an agreement {code} already. Choose another code.")
        agreement = Agreement.objects.create(
            program_id=program_id,
            code=code,
            title=title.strip(),
            notice_days=notice_days,
            created_at=at,
        )
        done.record(
            AgreementCreated(
                agreement_id=agreement.pk,
                created_program_id=program_id,
                code=Code(code),
                title=Private(agreement.title),
                notice_days=notice_days,
            )
        )
    return agreement


def _require_names(code: str, title: str) -> None:
    if not is_clause_code(code):
        raise InvalidValueError(
            f"“{code}” cannot be a code. Use small letters, digits and single dashes, such as "
            "partner-code."
        )
    if not title.strip():
        raise InvalidValueError("The agreement has no title. Write what people call it.")


class DraftChangedError(ConflictError):
    """Somebody saved the draft after its author opened it; ``draft`` is what it says now."""

    code = "agreement_draft_changed"

    def __init__(self, draft: AgreementDraft) -> None:
        self.draft = draft
        super().__init__(
            "Somebody else changed this draft while you wrote. Nothing was saved. Open the "
            "draft, and put your changes into what it says now."
        )


def draft_version(
    agreement_id: UUID,
    *,
    text: bytes | str,
    material: bool,
    reason: str = "",
    summary: str = "",
    effective_on: date | None = None,
    replaces_revision: int | None = None,
    actor: Actor,
    at: datetime,
) -> AgreementDraft:
    """Write the next version, or write it again; it binds nobody until it is published.

    ``text`` is Markdown, ``reason`` says why the change is material or why it is not, and
    ``summary`` what changes, in plain words. ``effective_on`` is a local day of the program;
    none means as early as the notice allows. ``replaces_revision`` is what the author had
    before them, 0 where there was no draft; none where they do not mind.

    Raises:
        TextRefusedError: The text cannot be cut into clauses; it names every problem.
        NotPermittedError: The actor is not an officer of the program.
        DraftChangedError: Somebody else changed the draft in the meantime.
    """
    kept = read_text(text)
    split(kept)
    with change(actor=actor, at=at) as done:
        # Drafting and publishing one agreement queue on its row.
        agreement = Agreement.objects.select_for_update(no_key=True).get(pk=agreement_id)
        written: dict[str, object] = {
            "text": kept,
            "material": material,
            "reason": reason.strip(),
            "summary": summary.strip(),
            "effective_on": effective_on,
            "drafted_by_id": officer_of(agreement, actor=actor, at=at),
        }
        draft = _next_draft(agreement)
        if draft.returned_at is not None or not _says(draft, written):
            _write(draft, written, replaces_revision=replaces_revision, at=at)
            done.record(
                VersionDrafted(
                    draft_id=draft.pk,
                    agreement_id=agreement.pk,
                    revision=draft.revision,
                    text_sha256=Code(draft.text_sha256),
                    material=material,
                )
            )
    return draft


def _next_draft(agreement: Agreement) -> AgreementDraft:
    """Return the draft to write on: the open one, or a new one that says nothing yet."""
    draft = AgreementDraft.objects.filter(agreement=agreement, version=None).first()
    return draft or AgreementDraft(agreement=agreement, revision=0)


def _write(
    draft: AgreementDraft,
    written: dict[str, object],
    *,
    replaces_revision: int | None,
    at: datetime,
) -> None:
    if draft.revision and replaces_revision not in {None, draft.revision}:
        raise DraftChangedError(draft)
    for name, value in written.items():
        setattr(draft, name, value)
    draft.text_sha256 = sha256(draft.text.encode()).hexdigest()
    draft.revision += 1
    draft.drafted_at = at
    draft.returned_at = draft.returned_by = None
    draft.returned_because = ""
    draft.save()


def return_draft(
    draft_id: UUID, *, revision: int, reason: str, actor: Actor, at: datetime
) -> AgreementDraft:
    """Give a draft back to its author with a reason; returning it twice changes nothing.

    Raises:
        NotPermittedError: The actor is not a second officer of the program.
        InvalidValueError: There is no reason.
        ConflictError: The draft was changed or published in the meantime.
    """
    if not reason.strip():
        raise InvalidValueError("Say what has to change, so that the author can do it.")
    with change(actor=actor, at=at) as done:
        draft = locked_draft(draft_id)
        reader = second_officer_of(draft, actor=actor, at=at)
        require_revision(draft, revision)
        if draft.returned_at is not None:
            return draft
        draft.returned_by_id = reader
        draft.returned_at = at
        draft.returned_because = reason.strip()
        draft.save(update_fields=["returned_by", "returned_at", "returned_because"])
        done.record(
            VersionReturned(
                draft_id=draft.pk,
                agreement_id=draft.agreement_id,
                revision=draft.revision,
                reason=Private(draft.returned_because),
            )
        )
    return draft


def locked_draft(draft_id: UUID) -> AgreementDraft:
    """Return a draft whose agreement nobody else drafts or publishes meanwhile."""
    # Drafting and publishing one agreement queue on its row.
    Agreement.objects.select_for_update(no_key=True).get(drafts=draft_id)
    return AgreementDraft.objects.select_related("agreement__program").get(pk=draft_id)


def officer_of(agreement: Agreement, *, actor: Actor, at: datetime) -> UUID:
    """Return the officer who acts.

    Raises:
        NotPermittedError: It is a machine, or a person without the right.
    """
    require(actor, Role.OFFICER, program_id=agreement.program_id, at=at)
    if actor.person_id is None:
        raise NotPermittedError(
            "A machine can neither write nor publish what binds people. Sign in and do it yourself."
        )
    return actor.person_id


def second_officer_of(draft: AgreementDraft, *, actor: Actor, at: datetime) -> UUID:
    """Return the officer who acts on what another one wrote.

    Raises:
        NotPermittedError: It is the author, a machine, or a person without the right.
    """
    person_id = officer_of(draft.agreement, actor=actor, at=at)
    if person_id == draft.drafted_by_id:
        raise NotPermittedError(
            "Whoever wrote a version cannot publish it. Ask another officer to read it."
        )
    return person_id


def require_revision(draft: AgreementDraft, revision: int) -> None:
    """Let an act go on if it is about what the draft says now.

    Raises:
        ConflictError: The draft was changed since it was read, or it is published.
    """
    if draft.version_id is not None:
        raise ConflictError("This version is published already. Open it in the list of versions.")
    if draft.revision != revision:
        raise ConflictError(
            "The draft was changed after you opened it. Nothing was done. Read what it says now, "
            "then decide."
        )


def _says(draft: AgreementDraft, written: dict[str, object]) -> bool:
    return all(getattr(draft, name) == value for name, value in written.items())
