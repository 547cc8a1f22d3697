"""What changes programs and their rule books."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db.models import Max

from goodstanding.accounts.models import Role
from goodstanding.accounts.selectors import require
from goodstanding.evidence.payloads import Code, Private
from goodstanding.evidence.services import change
from goodstanding.programs.calendar import ensure_days
from goodstanding.programs.events import PackDrafted, PackPublished, ProgramCreated
from goodstanding.programs.models import PackState, PackVersion, Program
from goodstanding.programs.scopes import compile_for_storage
from goodstanding.rulebook.parse import read_pack
from goodstanding.rulebook.parse_known import Known
from goodstanding.values.actor import Actor
from goodstanding.values.days import starts_at
from goodstanding.values.errors import ConflictError, NotPermittedError


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
    program_id: UUID, *, text: str, known: Known, actor: Actor, at: datetime
) -> PackVersion:
    """Write the next version of a program's rule book, as a draft that binds nobody.

    Raises:
        PackRefusedError: The text is not a valid pack; it names every problem.
        ConflictError: The pack is for another program, or its number is not the next.
        NotPermittedError: The actor is not an officer of the program.
    """
    require(actor, Role.OFFICER, program_id=program_id, at=at)
    pack = read_pack(text, known=known)
    with change(actor=actor, at=at) as done:
        # Drafts of one program queue on its row, so that numbers are given once.
        program = Program.objects.select_for_update(no_key=True).get(pk=program_id)
        if pack.program != program.code:
            raise ConflictError(
                f"The pack is for {pack.program}; this program is {program.code}. Change the line "
                "“program:”."
            )
        published = program.pack_versions.filter(state=PackState.PUBLISHED)
        expected = (published.aggregate(last=Max("number"))["last"] or 0) + 1
        if pack.version != expected:
            raise ConflictError(
                f"The pack says version {pack.version}; the next one is {expected}. Change the "
                "line “version:”."
            )
        draft, _ = PackVersion.objects.update_or_create(
            program_id=program_id,
            number=pack.version,
            state=PackState.DRAFT,
            defaults={
                "text": text,
                "text_sha256": sha256(text.encode()).hexdigest(),
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


def publish_pack(version_id: UUID, *, known: Known, actor: Actor, at: datetime) -> PackVersion:
    """Publish a draft as a second person; publishing it again returns what was published.

    The draft is read again against what is known now, and compiled. The text and its SQL are
    kept for ever; everybody's standing is recomputed in the background.

    Raises:
        PackRefusedError: What the draft relies on is no longer there.
        NotPermittedError: The actor is not an officer, or drafted it.
        ConflictError: Its effect would lie in the past.
    """
    with change(actor=actor, at=at) as done:
        # Two officers publishing at once queue on the draft.
        draft = PackVersion.objects.select_for_update(no_key=True).get(pk=version_id)
        require(actor, Role.OFFICER, program_id=draft.program_id, at=at)
        if draft.state == PackState.PUBLISHED:
            return draft
        if actor.person_id is None or actor.person_id == draft.drafted_by_id:
            raise NotPermittedError(
                "Whoever wrote a version cannot publish it. Ask another officer to read it."
            )
        pack = read_pack(draft.text, known=known)
        effective_at = starts_at(pack.effective, pack.zone)
        if effective_at < at and _any_published(draft.program_id):
            raise ConflictError(
                f"The pack would take effect on {pack.effective}, which is past: rules never "
                "change the past. Choose a later day."
            )
        compiled = compile_for_storage(pack)
        draft.state = PackState.PUBLISHED
        draft.approved_by_id = actor.person_id
        draft.published_at = at
        draft.effective_at = effective_at
        draft.compiled = compiled.to_json()
        draft.save()
        done.record(
            PackPublished(
                pack_version_id=draft.pk,
                published_program_id=draft.program_id,
                number=draft.number,
                text_sha256=Code(draft.text_sha256),
                compiled_sha256=Code(compiled.sha256),
                compiler=compiled.compiler,
                drafted_by=draft.drafted_by_id,
                effective_at=effective_at,
            ),
            program_id=draft.program_id,
        )
    return draft


def _any_published(program_id: UUID) -> bool:
    return PackVersion.objects.filter(program_id=program_id, state=PackState.PUBLISHED).exists()
