"""Sending: a text, the notices made of it, their recipients and their letters, by set.

Whether the actor may do what the notice tells is decided by the room that does it: a decider
decides, a signatory accepts, a routine reminds. This room checks what a notice is.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from importlib import resources
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from goodstanding.accounts.models import Person, Role
from goodstanding.accounts.selectors import holds
from goodstanding.evidence import canonical
from goodstanding.evidence.dated import in_force
from goodstanding.evidence.merkle import items_root
from goodstanding.evidence.payloads import Code, Private
from goodstanding.evidence.services import Change, change
from goodstanding.notices import jobs
from goodstanding.notices.events import NoticeSent
from goodstanding.notices.models import (
    Delivery,
    DeliveryState,
    Notice,
    NoticeSubject,
    NoticeText,
    Recipient,
)
from goodstanding.notices.rules.codes import NUMBER_BITS, VerificationCode
from goodstanding.notices.rules.deadlines import Deadline, DueAfterService, DueAt, require_fitting
from goodstanding.notices.rules.words import Words, WordsRefusedError, reveals
from goodstanding.notices.site import sender_address
from goodstanding.notices.subjects import due_date, subject_line
from goodstanding.partners.acting import CONTACTS
from goodstanding.partners.models import PartnerProfile
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError, InvalidValueError, NotPermittedError
from goodstanding.values.ids import new_id
from goodstanding.values.keys import PartnerKey

#: How many notices one act may make at once; a campaign sends more in as many acts.
NOTICES_MAX = 10_000
#: How many letters one job hands over.
CHUNK_LETTERS = 500
#: Up to this many partners the event names each; beyond, the root over the rows stands for them.
NAMED_PARTNERS_MAX = 200

SENDERS = (Role.OFFICER, Role.DECIDER, Role.APPEAL_REVIEWER, Role.FINANCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Whom one notice is for.

    A partner alone: whoever holds one of the roles the notice is sent to. With a person: that
    person alone, as somebody of the partner, or wherever they work where no partner is given.
    """

    partner_id: UUID | None = None
    person_id: UUID | None = None
    entity_id: UUID | None = None
    deadline: Deadline | None = None

    def __post_init__(self) -> None:
        if self.partner_id is None and (self.person_id is None or self.entity_id is not None):
            raise InvalidValueError("A notice is for a partner or a person. Name one of them.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a notice is about, for the rule book: an agreement, in a version, or an obligation."""

    code: str
    position: int | None = None

    def __str__(self) -> str:
        return self.code if self.position is None else f"{self.code}@{self.position}"


def send_notice(
    words: Words,
    *,
    program_id: UUID,
    to: Addressee,
    cause_id: UUID,
    sender_id: UUID,
    actor: Actor,
    at: datetime,
    subjects: Sequence[Subject] = (),
    roles: Iterable[str] = CONTACTS,
) -> Notice:
    """Send one notice; sending the same for the same cause again returns the first.

    Besides what ``send_notices`` refuses, the public part of the words must not give away who
    the addressee is.

    Raises:
        WordsRefusedError: A name or address of the addressee stands in a public part.
        ConflictError: The same was sent with another date.
    """
    _refuse_names(words, to, roles=roles, at=at)
    text = send_notices(
        words,
        program_id=program_id,
        to=[to],
        cause_id=cause_id,
        sender_id=sender_id,
        actor=actor,
        at=at,
        subjects=subjects,
        roles=roles,
    )
    notice = text.notices.get(
        Q(partner_id=to.partner_id) & Q(person_id=to.person_id) & Q(entity_id=to.entity_id)
    )
    if notice.deadline != to.deadline:
        raise ConflictError(
            f"“{notice.subject_line}” was sent with another date, and a date that was told does "
            "not change. Send a new notice with its own words."
        )
    return notice


def send_notices(
    words: Words,
    *,
    program_id: UUID,
    to: Sequence[Addressee],
    cause_id: UUID,
    sender_id: UUID,
    actor: Actor,
    at: datetime,
    subjects: Sequence[Subject] = (),
    roles: Iterable[str] = CONTACTS,
) -> NoticeText:
    """Send the same words to many, each with their own date; who has them already is left out.

    Text, notices, recipients, letters and the event are one transaction; letters leave in the
    background, in jobs of ``CHUNK_LETTERS``. A partner without a reachable person gets a notice
    all the same: it is in the inbox, and listed as not reached.

    Raises:
        InvalidValueError: There are more than ``NOTICES_MAX``, or a date does not fit the kind.
        NotPermittedError: The person who signs has no right in the program to sign.
    """
    if len(to) > NOTICES_MAX:
        raise InvalidValueError(
            f"{len(to)} notices at once are too many. Send {NOTICES_MAX} at a time."
        )
    for addressee in to:
        require_fitting(words.kind, addressee.deadline, sent_at=at)
    if not holds(sender_id, SENDERS, program_id=program_id, at=at):
        raise NotPermittedError(
            "A notice is signed by a person of the vendor who answers for it. Choose an officer, "
            "decider, reviewer or somebody of finance in this program."
        )
    with change(actor=actor, at=at) as done:
        text = _text_of(
            words, program_id=program_id, cause_id=cause_id, sender_id=sender_id, subjects=subjects
        )
        notices = _write_notices(text, words, to, at=at)
        if notices:
            _enrol([notice.pk for notice in notices], roles=roles, at=at)
            _record(done, text, words, notices)
    return text


def _refuse_names(words: Words, to: Addressee, *, roles: Iterable[str], at: datetime) -> None:
    """Keep who the one addressee is out of what the public check shows."""
    found = reveals(words, tuple(_names_of(to, roles=roles, at=at)))
    if found:
        raise WordsRefusedError(
            tuple(
                f"“{name}” stands in the title or in a short answer, which anybody with the code "
                "can read. Say it in the detail instead."
                for name in found
            )
        )


def _names_of(to: Addressee, *, roles: Iterable[str], at: datetime) -> Iterator[str]:
    if to.partner_id is not None:
        yield from PartnerProfile.objects.filter(
            partner_id=to.partner_id, superseded_at=None
        ).values_list("name", flat=True)
        holders = Person.objects.filter(
            in_force(at, prefix="affiliations__"),
            affiliations__partner_id=to.partner_id,
            affiliations__role__in=list(roles),
        )
        for pair in holders.values_list("name", "email"):
            yield from filter(None, pair)
    if to.person_id is not None:
        for pair in Person.objects.filter(pk=to.person_id).values_list("name", "email"):
            yield from filter(None, pair)


def _text_of(
    words: Words,
    *,
    program_id: UUID,
    cause_id: UUID,
    sender_id: UUID,
    subjects: Sequence[Subject],
) -> NoticeText:
    """Return the text of these words for this cause, written now or by an earlier sending."""
    kept = words.to_json()
    digest = sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()
    made = NoticeText(
        program_id=program_id,
        cause_id=cause_id,
        kind=words.kind.value,
        words=kept,
        words_sha256=digest,
        sender_id=sender_id,
    )
    # Two who send the same at once: the second waits for the first, then finds its row.
    NoticeText.objects.bulk_create([made], ignore_conflicts=True)
    text = NoticeText.objects.get(program_id=program_id, cause_id=cause_id, words_sha256=digest)
    if text.pk == made.pk:
        NoticeSubject.objects.bulk_create(
            NoticeSubject(text=text, code=subject.code, position=subject.position)
            for subject in dict.fromkeys(subjects)
        )
    return text


def _write_notices(
    text: NoticeText, words: Words, to: Sequence[Addressee], *, at: datetime
) -> list[Notice]:
    """Write a notice for every addressee who has none of this text yet, and return those."""
    codes = _new_codes(len(to))
    made = [
        Notice(
            text=text,
            program_id=text.program_id,
            partner_id=addressee.partner_id,
            person_id=addressee.person_id,
            entity_id=addressee.entity_id,
            subject_line=subject_line(words.kind, words.title, addressee.deadline),
            code=code.letters,
            sent_at=at,
            **_deadline_columns(addressee.deadline),
        )
        for addressee, code in zip(to, codes, strict=True)
    ]
    Notice.objects.bulk_create(made, ignore_conflicts=True, batch_size=1_000)
    written = set(
        Notice.objects.filter(pk__in=[notice.pk for notice in made]).values_list("pk", flat=True)
    )
    return [notice for notice in made if notice.pk in written]


def _new_codes(count: int) -> list[VerificationCode]:
    """Return codes nobody has yet: a taken one is drawn anew rather than lost as a conflict."""
    codes: dict[str, VerificationCode] = {}
    while len(codes) < count:
        drawn = [
            VerificationCode.of_number(secrets.randbits(NUMBER_BITS))
            for _ in range(count - len(codes))
        ]
        taken = set(
            Notice.objects.filter(code__in=[code.letters for code in drawn]).values_list(
                "code", flat=True
            )
        )
        codes.update({code.letters: code for code in drawn if code.letters not in taken})
    return list(codes.values())


def _deadline_columns(deadline: Deadline | None) -> Mapping[str, Any]:
    if deadline is None:
        return {}
    columns: dict[str, Any] = {
        "zone": deadline.place.zone,
        "city": deadline.place.city,
        "zone_assumed": deadline.place.zone_assumed,
    }
    match deadline:
        case DueAt():
            return columns | {"due_at": deadline.at, "due_on": due_date(deadline).day}
        case DueAfterService():
            return columns | {"due_days": deadline.days}


def _statement(name: str) -> str:
    return (resources.files("goodstanding.notices") / "sql" / name).read_text(encoding="utf-8")


def _enrol(notice_ids: list[UUID], *, roles: Iterable[str], at: datetime) -> None:
    """Write the recipients and their letters by set, and queue one job for each chunk."""
    domain = sender_address().rpartition("@")[2]
    with connection.cursor() as cursor:
        cursor.execute(
            _statement("enrol_recipients.sql"),
            {"notice_ids": notice_ids, "roles": list(roles), "at": at},
        )
        chunk_ids = [new_id() for _ in range(0, max(cursor.rowcount, 1), CHUNK_LETTERS)]
        cursor.execute(
            _statement("enrol_deliveries.sql"),
            {
                "notice_ids": notice_ids,
                "chunk_ids": chunk_ids,
                "chunk_size": CHUNK_LETTERS,
                "domain": domain or "localhost",
                "at": at,
            },
        )
        used = {chunk_id for (chunk_id,) in cursor.fetchall()}
    for chunk_id in sorted(used):
        jobs.deliver_chunk.defer(chunk_id=str(chunk_id))


def _record(done: Change, text: NoticeText, words: Words, notices: Sequence[Notice]) -> None:
    """Record one event for everybody, with the root over the recipients."""
    rows = [
        canonical.encode(
            {
                "recipient": recipient.pk,
                "notice": recipient.notice_id,
                "person": recipient.person_id,
                "contacts": recipient.contact_ids,
                "roles": recipient.roles,
            }
        )
        for recipient in Recipient.objects.filter(
            notice_id__in=[notice.pk for notice in notices]
        ).order_by("pk")
    ]
    keys = [
        PartnerKey(text.program_id, notice.partner_id) for notice in notices if notice.partner_id
    ]
    done.record(
        NoticeSent(
            text_id=text.pk,
            notice_id=notices[0].pk if len(notices) == 1 else None,
            sent_program_id=text.program_id,
            cause_id=text.cause_id,
            kind=Code(text.kind),
            subjects=tuple(Code(str(subject)) for subject in text.subjects.order_by("code", "pk")),
            sender_id=text.sender_id,
            words=Private(canonical.encode(words.to_json()).decode()),
            notices=len(notices),
            recipients=len(rows),
            items_root=Code(items_root(rows).hex()),
        ),
        partners=keys if len(keys) <= NAMED_PARTNERS_MAX else (),
    )


def effects_of(cause_id: UUID) -> list[Notice]:
    """Return the notices an act sent; none can be unsent, a later notice corrects it."""
    return list(Notice.objects.filter(text__cause_id=cause_id).order_by("pk"))


def end_effects(cause_id: UUID) -> int:
    """Stop the letters of an act that have not left, and return how many; notices stay.

    Letters are machinery, so there is no event: the act that ended the cause has its own.
    """
    return Delivery.objects.filter(
        recipient__notice__text__cause_id=cause_id, state=DeliveryState.WAITING
    ).update(state=DeliveryState.WITHDRAWN, next_try_at=None)
