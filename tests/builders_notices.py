"""Makers of notices, and a mail server that takes, refuses or dies as a test wants."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from uuid import UUID

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from goodstanding.accounts.models import Person
from goodstanding.notices.models import Notice
from goodstanding.notices.rules.deadlines import Deadline, DueAt, Place
from goodstanding.notices.rules.kinds import NoticeKind, never_asks
from goodstanding.notices.rules.words import Citation, Said, Words
from goodstanding.notices.services.sending import Addressee, Subject, send_notice
from goodstanding.partners.acting import CONTACTS
from goodstanding.partners.models import Partner
from goodstanding.programs.models import Program
from goodstanding.values.clauses import ClauseRef
from goodstanding.values.ids import new_id
from tests.builders import NOON, SYSTEM, make_officer

BERLIN = Place(zone="Europe/Berlin", city="Hamburg")
DUE = DueAt(at=NOON + timedelta(days=18, hours=3), place=BERLIN)


def make_words(
    kind: NoticeKind = NoticeKind.CALL_TO_ACTION,
    *,
    title: str = "a 12-minute course for your people",
    detail: str = "It is free, takes 12 minutes, and ends with 6 questions.",
) -> Words:
    """Return what a notice says, fit for its kind."""
    asks = not never_asks(kind)
    return Words(
        kind=kind,
        title=title,
        heading="Please have 5 of your people take a 12-minute course."
        if asks
        else "There is nothing you have to do.",
        occasion="Every partner gets one like it this month.",
        what=Said(short="Your people take the course “Fair quotes”.", detail=detail)
        if asks
        else None,
        why=Said(short="Everyone who sells our products takes it once a year.", detail=detail),
        citations=(Citation(clause=ClauseRef("partner-code", "training", 5), label="Code 6.2"),),
        otherwise=Said(
            short="Your standing changes to “Attention” and we remind you.",
            detail="You keep selling, and no money stops.",
        ),
        steps=("Open “Training”. It names your people.",) if asks else (),
        closing="Questions? Reply to this message. A person answers within 2 working days.",
    )


def make_notice(
    program: Program,
    partner: Partner | None,
    *,
    words: Words | None = None,
    person: Person | None = None,
    deadline: Deadline | None = DUE,
    subjects: tuple[Subject, ...] = (),
    cause_id: UUID | None = None,
    sender: Person | None = None,
    roles: frozenset[str] = CONTACTS,
    at: datetime = NOON,
) -> Notice:
    """Send a notice to a partner or a person and return it; no letter leaves."""
    said = words or make_words()
    return send_notice(
        said,
        program_id=program.pk,
        to=Addressee(
            partner_id=partner.pk if partner else None,
            person_id=person.pk if person else None,
            deadline=None if never_asks(said.kind) else deadline,
        ),
        cause_id=cause_id or new_id(),
        sender_id=(sender or make_officer(program)).pk,
        subjects=subjects,
        roles=roles,
        actor=SYSTEM,
        at=at,
    )


@dataclass(slots=True)
class Postbox:
    """What a test's mail server took, and what it says to whom."""

    port: int
    replies: Mapping[str, str] = field(default_factory=dict)  #: To RCPT, by address.
    taken: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, ...]] = field(default_factory=list)
    connections: int = 0
    content_reply: str = ""  #: Said instead of taking a message.

    async def handle_EHLO(  # noqa: N802 -- aiosmtpd's name.
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's name.
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        said = self.replies.get(address, "250 Go on")
        if said.startswith("2"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 -- aiosmtpd's name.
        if self.content_reply:
            return self.content_reply
        content = envelope.content or b""
        assert isinstance(content, bytes)
        message = BytesParser(policy=default).parsebytes(content)
        assert isinstance(message, EmailMessage)
        self.taken.append(message)
        self.envelopes.append(tuple(envelope.rcpt_tos))
        return "250 Taken"


def free_port() -> int:
    """Return a port on this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def postbox_open() -> Iterator[Postbox]:
    """Run a mail server on loopback and yield what it takes."""
    box = Postbox(port=free_port())
    controller = Controller(
        box, hostname="127.0.0.1", port=box.port, enable_SMTPUTF8=True, decode_data=False
    )
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
