"""Service: what proves that a notice reached a human who acts for the partner.

A mail server that takes a letter proves nothing, and neither does opening a page or a link: mail
programs and scanners do both. What proves it is an act of a signed-in person: pressing "I have
read this", or doing what the notice asks for.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from importlib import resources
from uuid import UUID

from django.db import connection
from django.db.models import Q

from goodstanding.accounts.models import Role
from goodstanding.accounts.selectors import holds
from goodstanding.evidence.payloads import Code, Private
from goodstanding.evidence.services import change
from goodstanding.notices.events import NoticeBounced, NoticeHandedOver, NoticeServed
from goodstanding.notices.models import Notice, NoticeSubject, Recipient
from goodstanding.notices.rules.kinds import NoticeKind
from goodstanding.notices.rules.outcomes import FailedBy, ServedBy
from goodstanding.notices.selectors.service import readers_of
from goodstanding.notices.services.sending import Subject
from goodstanding.partners.models import Affiliation
from goodstanding.rulebook.facts import ProofOutcome
from goodstanding.values.actor import Actor
from goodstanding.values.days import local_day
from goodstanding.values.errors import ConflictError, InvalidValueError, NotPermittedError
from goodstanding.values.ids import new_id
from goodstanding.values.keys import PartnerKey

#: A capacity in which somebody was reached (none without a partner), and the local day there.
Capacity = tuple[UUID | None, date]

SHOWN_BY_CHARS_MAX = 500


def record_service(
    notice_id: UUID, *, person_id: UUID, how: ServedBy, actor: Actor, at: datetime
) -> bool:
    """Record that a notice reached a person; return whether that was news.

    From the first service on the notice is served and its clocks run. The person counts in every
    capacity in which the notice is for them. A second time, by them or in another way, adds
    nothing and records no event.

    Raises:
        NotPermittedError: The notice is not for this person, or somebody else acts for them.
        ConflictError: The instant lies before the notice was sent.
    """
    if actor.person_id != person_id:
        raise NotPermittedError(
            "Only the person who read a notice can say so. Ask them to sign in."
        )
    with change(actor=actor, at=at) as done:
        notice = Notice.objects.select_related("program").get(pk=notice_id)
        if at < notice.sent_at:
            raise ConflictError("Nobody can read a notice before it is sent. Check the clock.")
        capacities = capacities_of(notice, person_id, at=at)
        if not capacities:
            raise NotPermittedError(
                "This message is not for you. Ask your signatory who receives such messages."
            )
        reached = _record(notice, person_id, capacities, ProofOutcome.DELIVERED, how=how, at=at)
        if reached is None:
            return False
        done.record(
            NoticeServed(
                notice_id=notice.pk,
                served_program_id=notice.program_id,
                person_id=person_id,
                contact_ids=reached,
                how=Code(how.value),
            ),
            partners=_keys(notice),
        )
    return True


def record_handover(
    notice_id: UUID, *, person_id: UUID, shown_by: str, actor: Actor, at: datetime
) -> bool:
    """Record that an officer had a notice handed to a person; return whether that was news.

    For whoever no letter reaches. It counts from when it is recorded on, in every capacity in
    which the person acts for the partner. ``shown_by`` says what shows that they have it.

    Raises:
        NotPermittedError: The actor is no officer of the program.
        InvalidValueError: Nothing is said to show it.
        ConflictError: The person does not act for the partner, or it is not sent yet.
    """
    with change(actor=actor, at=at) as done:
        notice = Notice.objects.select_related("program").get(pk=notice_id)
        if actor.person_id is None or not holds(
            actor.person_id, (Role.OFFICER,), program_id=notice.program_id, at=at
        ):
            raise NotPermittedError("Only an officer of the program can say so. Ask one.")
        words = shown_by.strip()
        if not 0 < len(words) <= SHOWN_BY_CHARS_MAX:
            raise InvalidValueError(
                "Say what shows that they have it, such as a signed receipt, in 1 to "
                f"{SHOWN_BY_CHARS_MAX} letters."
            )
        capacities = capacities_of(notice, person_id, at=at)
        if at < notice.sent_at:
            raise ConflictError("Nobody can be handed a notice before it is sent. Check the clock.")
        if not capacities:
            raise ConflictError(
                "This person does not act for the partner now. Choose somebody who does."
            )
        reached = _record(
            notice, person_id, capacities, ProofOutcome.DELIVERED, how=ServedBy.BY_HAND, at=at
        )
        if reached is None:
            return False
        done.record(
            NoticeHandedOver(
                notice_id=notice.pk,
                served_program_id=notice.program_id,
                person_id=person_id,
                contact_ids=reached,
                how=Code(ServedBy.BY_HAND.value),
                shown_by=Private(words),
            ),
            partners=_keys(notice),
        )
    return True


def record_answer(
    cause_id: UUID, *, partner_id: UUID, person_id: UUID, actor: Actor, at: datetime
) -> int:
    """Record that a person did what the notices of a cause ask; return how many that served.

    Rooms call it from the act itself: whoever accepted a version has the notice about it.
    Notices of the cause that are not for this person are left alone.
    """
    answered = Q(text__cause_id=cause_id, partner_id=partner_id)
    return _record_act(answered, person_id=person_id, actor=actor, at=at)


def record_act(
    subject: Subject,
    *,
    program_id: UUID,
    partner_ids: Collection[UUID],
    person_id: UUID,
    actor: Actor,
    at: datetime,
) -> int:
    """Record that a person did what notices about a subject ask; return how many that served.

    Whoever accepts version 4 of an agreement has also answered what asked for version 3, or for
    the agreement without naming a version. Notices that only inform or that put something to the
    partner are left alone: doing another thing does not show that they were read.

    Args:
        subject: What was done: an agreement in a version, or a course or an obligation.
        program_id: Where it counts.
        partner_ids: For whom the person did it.
        person_id: Who did it.
        actor: The same person.
        at: When.
    """
    codes = NoticeSubject.objects.filter(code=subject.code)
    if subject.position is not None:
        codes = codes.filter(Q(position=None) | Q(position__lte=subject.position))
    answered = Q(
        Q(partner_id__in=partner_ids) | Q(partner_id=None, person_id=person_id),
        program_id=program_id,
        text__in=codes.values("text_id"),
        text__kind=NoticeKind.CALL_TO_ACTION,
    )
    return _record_act(answered, person_id=person_id, actor=actor, at=at)


def _record_act(answered: Q, *, person_id: UUID, actor: Actor, at: datetime) -> int:
    served = 0
    with change(actor=actor, at=at):
        for notice in Notice.objects.filter(answered, sent_at__lte=at).order_by("pk"):
            if capacities_of(notice, person_id, at=at):
                served += record_service(
                    notice.pk, person_id=person_id, how=ServedBy.ACT, actor=actor, at=at
                )
    return served


def record_bounce(recipient_id: UUID, *, reply_code: int, actor: Actor, at: datetime) -> bool:
    """Record that the letter to a recipient can never arrive; return whether that was news."""
    with change(actor=actor, at=at) as done:
        recipient = Recipient.objects.select_related("notice__program").get(pk=recipient_id)
        notice = recipient.notice
        zones = dict(
            Affiliation.objects.filter(
                fact_id__in=recipient.contact_ids, superseded_at=None
            ).values_list("fact_id", "zone")
        )
        usual = notice.program.zone
        capacities: list[Capacity] = [
            (contact_id, local_day(at, zones.get(contact_id, usual)))
            for contact_id in recipient.contact_ids
        ]
        reached = _record(
            notice,
            recipient.person_id,
            capacities or [(None, local_day(at, usual))],
            ProofOutcome.FAILED,
            how=FailedBy.MAILBOX_REFUSED,
            at=at,
        )
        if reached is None:
            return False
        done.record(
            NoticeBounced(
                notice_id=notice.pk,
                bounced_program_id=notice.program_id,
                person_id=recipient.person_id,
                contact_ids=reached,
                how=Code(FailedBy.MAILBOX_REFUSED.value),
                reply_code=reply_code,
            ),
            partners=_keys(notice),
        )
    return True


def capacities_of(notice: Notice, person_id: UUID, *, at: datetime) -> list[Capacity]:
    """Return the capacities in which a notice is for a person now, each with its local day.

    A notice to a partner is for whoever may speak for it or holds a role it was sent to, also
    when they came after it was sent. One to a person is for that person alone.
    """
    if notice.person_id not in {None, person_id}:
        return []
    if notice.partner_id is None:
        return [(None, local_day(at, notice.program.zone))]
    held = readers_of(notice, at=at).filter(person_id=person_id)
    return [(row.fact_id, local_day(at, row.zone)) for row in held]


def _record(
    notice: Notice,
    person_id: UUID,
    capacities: Sequence[Capacity],
    outcome: ProofOutcome,
    *,
    how: ServedBy | FailedBy,
    at: datetime,
) -> tuple[UUID, ...] | None:
    """Write the proofs that are not there yet; return their contacts, or None where all were."""
    statement = (resources.files("goodstanding.notices") / "sql" / "record_proofs.sql").read_text(
        encoding="utf-8"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            {
                "notice_id": notice.pk,
                "person_id": person_id,
                "outcome": outcome.value,
                "how": how.value,
                "at": at,
                "ids": [new_id() for _ in capacities],
                "contact_ids": [contact_id for contact_id, _ in capacities],
                "days": [day for _, day in capacities],
            },
        )
        written = [contact_id for (contact_id,) in cursor.fetchall()]
    if not written:
        return None
    return tuple(sorted(contact_id for contact_id in written if contact_id is not None))


def _keys(notice: Notice) -> list[PartnerKey]:
    return [PartnerKey(notice.program_id, notice.partner_id)] if notice.partner_id else []
