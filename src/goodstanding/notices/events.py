"""What the log keeps about notices: who was told what kind of thing, and what proves it.

The words and addresses are not in it. The words stand beside the log as private ones, because a
text for one partner may speak about a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from goodstanding.evidence.payloads import Code, Payload, Private


class NoticeEvent(StrEnum):
    """Names of the events of this room."""

    NOTICE_SENT = "notice.sent"
    NOTICE_SERVED = "notice.served"
    NOTICE_BOUNCED = "notice.bounced"
    NOTICE_HANDED_OVER = "notice.handed-over"
    AUTHORIZATION_WARNED = "authorization.warned"
    ALARM_CLOSED = "alarm.closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSent(Payload):
    """One text went out to one partner or to many.

    ``items_root`` is the Merkle root over the canonical rows of every recipient, in the order of
    their identifiers; a notice nobody could be found for has none.
    """

    NAME: ClassVar[StrEnum] = NoticeEvent.NOTICE_SENT
    SUBJECT: ClassVar[str] = "text_id"
    FACTS: ClassVar[frozenset[str] | None] = frozenset()

    text_id: UUID
    notice_id: UUID | None  #: The notice, where there is exactly one.
    sent_program_id: UUID
    cause_id: UUID
    kind: Code
    subjects: tuple[Code, ...]
    sender_id: UUID
    words: Private
    notices: int
    recipients: int
    items_root: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeServed(Payload):
    """It is proven that a person who acts for the partner has the notice."""

    NAME: ClassVar[StrEnum] = NoticeEvent.NOTICE_SERVED
    SUBJECT: ClassVar[str] = "notice_id"
    FACTS: ClassVar[frozenset[str] | None] = frozenset({"proofs", "services"})

    notice_id: UUID
    served_program_id: UUID
    person_id: UUID
    contact_ids: tuple[UUID, ...]
    how: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeBounced(Payload):
    """It is proven that the letter can never reach the mailbox it was addressed to."""

    NAME: ClassVar[StrEnum] = NoticeEvent.NOTICE_BOUNCED
    SUBJECT: ClassVar[str] = "notice_id"
    FACTS: ClassVar[frozenset[str] | None] = frozenset({"proofs", "services"})

    notice_id: UUID
    bounced_program_id: UUID
    person_id: UUID
    contact_ids: tuple[UUID, ...]
    how: Code
    reply_code: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeHandedOver(Payload):
    """An officer had a notice handed to a person who acts for the partner, in another way.

    ``shown_by`` are the officer's words on what shows that: a receipt, a courier's number.
    """

    NAME: ClassVar[StrEnum] = NoticeEvent.NOTICE_HANDED_OVER
    SUBJECT: ClassVar[str] = "notice_id"
    FACTS: ClassVar[frozenset[str] | None] = frozenset({"proofs", "services"})

    notice_id: UUID
    served_program_id: UUID
    person_id: UUID
    contact_ids: tuple[UUID, ...]
    how: Code
    shown_by: Private


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationWarned(Payload):
    """A partner was warned ahead of the test of an authorization that may end for good.

    ``days`` are the warnings this notice stands for: so many days before ``due_at``, when the
    day of the test is over.
    """

    NAME: ClassVar[StrEnum] = NoticeEvent.AUTHORIZATION_WARNED
    SUBJECT: ClassVar[str] = "authorization_id"
    FACTS: ClassVar[frozenset[str] | None] = frozenset()

    authorization_id: UUID
    warned_partner_id: UUID
    location_id: UUID
    authorization: Code
    due_at: datetime
    days: tuple[int, ...]
    notice_id: UUID
    unmet: tuple[Code, ...]
    unknown: tuple[Code, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmClosed(Payload):
    """An officer looked at why a code is asked about from many places."""

    NAME: ClassVar[StrEnum] = NoticeEvent.ALARM_CLOSED
    SUBJECT: ClassVar[str] = "alarm_id"

    alarm_id: UUID
    notice_id: UUID | None
    code: Code
