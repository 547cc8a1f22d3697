"""Documents: a partner sends one, an officer accepts or declines it, or takes that back."""

from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256
from pathlib import PurePath
from typing import Any
from uuid import UUID

from goodstanding.accounts.models import Role
from goodstanding.accounts.selectors import holds
from goodstanding.agreements.events import DocumentJudged, DocumentReopened, DocumentSent
from goodstanding.agreements.letters import accepted_words, declined_words
from goodstanding.agreements.models import Document, DocumentVerdict
from goodstanding.agreements.rules.documents import media_type_of
from goodstanding.agreements.rules.statements import StatedUnit, StatementTerms
from goodstanding.agreements.selectors.documents import documents_to_check, verdict_on
from goodstanding.agreements.selectors.units import zones_of_units
from goodstanding.evidence.models import CLOCK_SKEW
from goodstanding.evidence.payloads import Code, Private
from goodstanding.evidence.services import Change, change
from goodstanding.notices.rules.words import Words
from goodstanding.notices.services.sending import Addressee, Subject, send_notices
from goodstanding.notices.services.serving import record_act
from goodstanding.partners.acting import CONTACTS, roles_held
from goodstanding.partners.models import Partner
from goodstanding.programs.calendar import ensure_days
from goodstanding.programs.selectors import pack_of, version_in_force
from goodstanding.values import clock
from goodstanding.values.actor import Actor
from goodstanding.values.days import ends_at, local_day
from goodstanding.values.errors import ConflictError, InvalidValueError, NotPermittedError
from goodstanding.values.keys import PartnerKey

_FILE_NAME_MAX = 200


def send_document(
    terms: StatementTerms,
    key: PartnerKey,
    *,
    unit: StatedUnit,
    file_name: str,
    content: bytes,
    until_on: date | None,
    actor: Actor,
    at: datetime,
) -> Document:
    """Keep a document of a partner byte for byte, until an officer looks at it.

    The same bytes for the same unit, sent while they wait, are one document.

    Raises:
        NotPermittedError: The actor is no contact of the partner.
        InvalidValueError: The file is no PDF, PNG or JPEG, too large, or over already; or the
            unit is of another kind or not the partner's.
    """
    with change(actor=actor, at=at) as done:
        # Documents of one partner queue on its row, so that two people send once.
        Partner.objects.select_for_update(no_key=True).get(pk=key.partner_id)
        person = _contact(key.partner_id, actor=actor, at=at)
        zone = _zone(terms, key, unit, until_on, at=at)
        document = Document(
            program_id=key.program_id,
            partner_id=key.partner_id,
            entity_id=unit.entity_id,
            location_id=unit.location_id,
            name=terms.name,
            obligation=terms.obligation,
            until_on=until_on,
            zone=zone,
            sent_by_id=person,
            sent_at=at,
            **_file(file_name, content),
        )
        earlier = _waiting(document)
        if earlier is not None:
            return earlier
        document.save(force_insert=True)
        _record_sent(document, done)
    return document


def accept_document(
    document_id: UUID, *, until_on: date | None, actor: Actor, at: datetime
) -> DocumentVerdict:
    """Accept a document: it proves what it is for, from when it was sent until ``until_on``.

    Raises:
        NotPermittedError: The actor is no officer of the program.
        InvalidValueError: The day is over already.
        ConflictError: Somebody has said something else to it.
    """
    with change(actor=actor, at=at) as done:
        document, officer = _locked(document_id, actor=actor, at=at)
        if until_on is not None and until_on < local_day(at, document.zone):
            raise InvalidValueError("That day is over. Decline the document, and say so.")
        ensure_days([document.zone])
        verdict = DocumentVerdict(
            document=document,
            person_id=officer,
            accepted=True,
            until_on=until_on,
            until_at=ends_at(until_on, document.zone) if until_on else None,
            happened_at=at,
        )
        held = _same(verdict)
        return held or _judged(document, verdict, accepted_words(_title(document, at=at)), done)


def decline_document(
    document_id: UUID, *, reason: str, actor: Actor, at: datetime
) -> DocumentVerdict:
    """Decline a document, with what is missing; the partner is asked for another.

    Raises:
        NotPermittedError: The actor is no officer of the program.
        InvalidValueError: No reason is given.
        ConflictError: Somebody has said something else to it.
    """
    if not reason.strip():
        raise InvalidValueError("Say what is missing, so that the partner can send another.")
    with change(actor=actor, at=at) as done:
        document, officer = _locked(document_id, actor=actor, at=at)
        verdict = DocumentVerdict(
            document=document,
            person_id=officer,
            accepted=False,
            reason=reason.strip(),
            happened_at=at,
        )
        words = declined_words(_title(document, at=at), reason.strip())
        return _same(verdict) or _judged(document, verdict, words, done)


def reopen_document(document_id: UUID, *, reason: str, actor: Actor, at: datetime) -> Document:
    """Take back what was said to a document; it waits for an officer again.

    Raises:
        NotPermittedError: The actor is no officer of the program.
        InvalidValueError: No reason is given.
        ConflictError: Nothing was said to it.
    """
    if not reason.strip():
        raise InvalidValueError("Say what was wrong with what was said.")
    with change(actor=actor, at=at) as done:
        document, _ = _locked(document_id, actor=actor, at=at)
        verdict = verdict_on(document.pk)
        if verdict is None:
            raise ConflictError("Nobody has said anything to this document. Accept or decline it.")
        verdict.voided_at = done.recorded_at
        verdict.save(update_fields=["voided_at"])
        done.record(
            DocumentReopened(
                document_id=document.pk,
                document=Code(document.name),
                reason=Private(reason.strip()),
            ),
            partners=[_key(document)],
        )
    return document


def _contact(partner_id: UUID, *, actor: Actor, at: datetime) -> UUID:
    person = actor.person_id
    if person is None or not roles_held(person, partner_id, at=at) & CONTACTS:
        raise NotPermittedError(
            "Only a contact of the partner can send its documents. Ask your signatory."
        )
    return person


def _zone(
    terms: StatementTerms,
    key: PartnerKey,
    unit: StatedUnit,
    until_on: date | None,
    *,
    at: datetime,
) -> str:
    if at > clock.now() + CLOCK_SKEW:
        raise InvalidValueError("Nobody can send a document in the future. Send it then.")
    zones = zones_of_units(terms.per, program_id=key.program_id, partner_id=key.partner_id, at=at)
    if unit not in zones:
        raise InvalidValueError(
            f"“{terms.name}” is shown for each {terms.per} of the partner. Load the page again and "
            "choose from what it shows."
        )
    if until_on is not None and until_on < local_day(at, zones[unit]):
        raise InvalidValueError("The document is over already. Send one that still holds.")
    return zones[unit]


def _waiting(document: Document) -> Document | None:
    return (
        documents_to_check(document.program_id)
        .filter(
            partner_id=document.partner_id,
            entity=document.entity_id,
            location=document.location_id,
            name=document.name,
            until_on=document.until_on,
            content_sha256=document.content_sha256,
        )
        .first()
    )


def _record_sent(document: Document, done: Change) -> None:
    done.record(
        DocumentSent(
            document_id=document.pk,
            document=Code(document.name),
            obligation=Code(document.obligation),
            entity_id=document.entity_id,
            location_id=document.location_id,
            until_on=document.until_on,
            media_type=Code(document.media_type),
            content_sha256=Code(document.content_sha256),
            size_bytes=document.size_bytes,
            file_name=Private(document.file_name),
        ),
        partners=[_key(document)],
    )
    record_act(
        Subject(code=document.obligation),
        program_id=document.program_id,
        partner_ids=[document.partner_id],
        person_id=document.sent_by_id,
        actor=done.actor,
        at=done.at,
    )


def _file(file_name: str, content: bytes) -> dict[str, Any]:
    """Return what is kept of a file: all of it, and what proves that it is unchanged."""
    return {
        "file_name": PurePath(file_name.replace("\\", "/")).name[-_FILE_NAME_MAX:] or "document",
        "media_type": media_type_of(content).value,
        "content": content,
        "content_sha256": sha256(content).hexdigest(),
        "size_bytes": len(content),
    }


def _key(document: Document) -> PartnerKey:
    return PartnerKey(document.program_id, document.partner_id)


def _locked(document_id: UUID, *, actor: Actor, at: datetime) -> tuple[Document, UUID]:
    # Officers who look at one document queue on its row: the second sees what the first said.
    document = Document.objects.defer("content").select_for_update(no_key=True).get(pk=document_id)
    person = actor.person_id
    if person is None or not holds(person, [Role.OFFICER], program_id=document.program_id, at=at):
        raise NotPermittedError("Only a compliance officer of the program judges documents.")
    return document, person


def _same(verdict: DocumentVerdict) -> DocumentVerdict | None:
    """Return what was said before if it is the same; anything else is refused."""
    held = verdict_on(verdict.document_id)
    if held is None:
        return None
    if (held.accepted, held.until_on, held.reason) != (
        verdict.accepted,
        verdict.until_on,
        verdict.reason,
    ):
        raise ConflictError(
            f"{held.person} has looked at this document already. Reload the page to see how."
        )
    return held


def _title(document: Document, *, at: datetime) -> str:
    version = version_in_force(document.program_id, as_of=at)
    duties = pack_of(version).obligations if version else ()
    titles = {duty.name: duty.title for duty in duties}
    return titles.get(document.obligation, document.name.replace("-", " "))


def _judged(
    document: Document, verdict: DocumentVerdict, words: Words, done: Change
) -> DocumentVerdict:
    verdict.save(force_insert=True)
    done.record(
        DocumentJudged(
            document_id=document.pk,
            document=Code(document.name),
            accepted=verdict.accepted,
            until_on=verdict.until_on,
            reason=Private(verdict.reason),
        ),
        partners=[_key(document)],
    )
    send_notices(
        words,
        program_id=document.program_id,
        to=[Addressee(partner_id=document.partner_id)],
        cause_id=verdict.pk,
        sender_id=verdict.person_id,
        actor=done.actor,
        at=done.at,
        subjects=[Subject(code=document.obligation)],
    )
    return verdict
