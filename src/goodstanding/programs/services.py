"""What changes programs and their rule books."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from goodstanding.accounts.models import Role
from goodstanding.accounts.selectors import require
from goodstanding.evidence.payloads import Code, Private
from goodstanding.evidence.services import change
from goodstanding.programs.approving import (
    DraftChangedError,
    NotApprovedError,
    holds,
    latest_approval,
    locked,
    locked_program,
)
from goodstanding.programs.calendar import ensure_days
from goodstanding.programs.events import PackDrafted, PackPublished, ProgramCreated
from goodstanding.programs.models import PackState, PackVersion, Program
from goodstanding.programs.reading import read_once
from goodstanding.programs.scopes import StoredText, compile_for_storage
from goodstanding.programs.selectors import next_number, published_versions
from goodstanding.programs.workdays import ensure_workdays_of
from goodstanding.rulebook.pack import Pack
from goodstanding.rulebook.parse_known import Known
from goodstanding.values.actor import Actor
from goodstanding.values.days import starts_at
from goodstanding.values.errors import ConflictError

#: A day further ahead is mistyped, and no later version could take effect before it.
AHEAD_MAX = timedelta(days=730)


def create_program(
    *, code: str, name: str, vendor_name: str, zone: str, actor: Actor, at: datetime
) -> Program:
    """Make a program; it asks nothing of anybody until a rule book is published.

    Raises:
        ConflictError: A program has this code already.
        NotPermittedError: The actor is not an operator.
    """
    require(actor, Role.OPERATOR, program_id=None, at=at)
    ensure_days([zone])
    with change(actor=actor, at=at) as done:
        if Program.objects.filter(code=code).exists():
            raise ConflictError(f"There is a program {code} already. Choose another code.")
        program = Program.objects.create(
            code=code, name=name, vendor_name=vendor_name, zone=zone, created_at=at
        )
        done.record(
            ProgramCreated(
                program_id=program.pk, code=Code(code), name=Private(name), zone=Code(zone)
            )
        )
    return program


def draft_pack(
    program_id: UUID,
    *,
    text: str,
    known: Known,
    replaces_sha256: str = "",
    actor: Actor,
    at: datetime,
) -> PackVersion:
    """Write the next version of a program's rule book, as a draft that binds nobody.

    ``replaces_sha256`` is the hash of the open draft that the author read; empty for the first
    one. Saving the same text again changes nothing, not even who wrote it.

    Raises:
        PackRefusedError: The text is not a valid pack; it names every problem.
        InvalidValueError: There is no calendar of its name.
        ConflictError: The pack is for another program, or its number is not the next.
        DraftChangedError: The open draft is not the one the author read.
        NotPermittedError: The actor is not an officer of the program.
    """
    require(actor, Role.OFFICER, program_id=program_id, at=at)
    ensure_workdays_of(pack := read_once(text, known))
    with change(actor=actor, at=at) as done:
        program = locked_program(program_id)
        number = _number_for(program, pack)
        text_sha256 = sha256(text.encode()).hexdigest()
        earlier = program.pack_versions.filter(state=PackState.DRAFT, number=number).first()
        if earlier is not None and earlier.text_sha256 == text_sha256:
            return earlier
        if earlier is not None and earlier.text_sha256 != replaces_sha256:
            raise DraftChangedError(earlier)
        draft, _ = program.pack_versions.update_or_create(
            number=number,
            defaults={
                "text": text,
                "text_sha256": text_sha256,
                "drafted_by_id": actor.person_id,
                "drafted_at": at,
            },
        )
        done.record(
            PackDrafted(
                pack_version_id=draft.pk,
                drafted_program_id=program_id,
                number=draft.number,
                text_sha256=Code(draft.text_sha256),
            )
        )
    return draft


def _number_for(program: Program, pack: Pack) -> int:
    """Return the number a draft gets, where the pack says the same.

    Raises:
        ConflictError: It is for another program, or says another number.
    """
    if pack.program != program.code:
        raise ConflictError(
            f"The pack is for {pack.program}; this program is {program.code}. Change the line "
            "“program:”."
        )
    expected = next_number(program.pk)
    if pack.version != expected:
        raise ConflictError(
            f"The pack says version {pack.version}; the next one is {expected}. Change the line "
            "“version:”."
        )
    return expected


def publish_pack(
    version_id: UUID,
    *,
    known: Known,
    read_sha256: str | None = None,
    actor: Actor,
    at: datetime,
) -> PackVersion:
    """Publish a draft that a second person approved; again returns what was published.

    The draft is read again against what is known now, and compiled. The text and its SQL are
    kept for ever; everybody's standing is recomputed in the background. ``read_sha256`` is the
    hash of the text the person read; only a routine that has just drafted it leaves it out.

    Raises:
        PackRefusedError: What the draft relies on is no longer there.
        NotPermittedError: The actor is not an officer.
        NotApprovedError: No second person approved this text.
        DraftChangedError: It says something else than what the person read.
        ConflictError: Its effect would lie in the past, or before that of an earlier version.
    """
    with change(actor=actor, at=at) as done:
        draft = locked(version_id)
        require(actor, Role.OFFICER, program_id=draft.program_id, at=at)
        if read_sha256 is not None and read_sha256 != draft.text_sha256:
            raise DraftChangedError(draft)
        if draft.state == PackState.PUBLISHED:
            return draft
        approval = latest_approval(draft)
        if approval is None or not holds(approval, draft):
            raise NotApprovedError
        pack = read_once(draft.text, known)
        ensure_workdays_of(pack)  # A location of another country may have come meanwhile.
        effective_at = starts_at(pack.effective, pack.zone)
        refusal = effect_refused(draft.program_id, effective_at, on=pack.effective, at=at)
        if refusal:
            raise ConflictError(refusal)
        draft.state = PackState.PUBLISHED
        draft.approved_by_id = approval.approved_by_id
        draft.published_at = at
        draft.effective_at = effective_at
        compiled = compile_for_storage(pack)
        draft.compiled = compiled.to_json()
        draft.save()
        done.record(
            _published(draft, compiled, effective_at=effective_at), program_id=draft.program_id
        )
    return draft


def _published(
    version: PackVersion, compiled: StoredText, *, effective_at: datetime
) -> PackPublished:
    return PackPublished(
        pack_version_id=version.pk,
        published_program_id=version.program_id,
        number=version.number,
        text_sha256=Code(version.text_sha256),
        compiled_sha256=Code(compiled.sha256),
        compiler=compiled.compiler,
        drafted_by=version.drafted_by_id,
        effective_at=effective_at,
    )


def effect_refused(program_id: UUID, effective_at: datetime, *, on: date, at: datetime) -> str:
    """Return why the next version cannot take effect at an instant; empty where it can.

    The first version may reach back: before it nothing was asked of anybody.
    """
    if effective_at > at + AHEAD_MAX:
        return (
            f"The pack would take effect on {on}, more than {AHEAD_MAX.days} days ahead, and no "
            "other version could before. Choose an earlier day."
        )
    latest = published_versions(program_id).first()
    if latest is None:
        return ""
    if effective_at < at:
        return (
            f"The pack would take effect on {on}, which is past: rules never change the past. "
            "Choose a later day."
        )
    assert latest.effective_at is not None  # the database refuses a published one without
    if effective_at < latest.effective_at:
        return (
            f"The pack would take effect on {on}, before version {latest.number} does: that one "
            f"would replace it. Choose {latest.effective_at:%Y-%m-%d} or a later day."
        )
    return ""
