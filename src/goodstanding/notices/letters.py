"""A notice as a letter: one set of typed parts, shown as plain text, as HTML and in the inbox."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from django.template.loader import render_to_string
from django.utils.translation import gettext

from goodstanding.notices.rules.codes import VerificationCode
from goodstanding.ui.components import FiveAnswers

_WIDTH = 72


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Everything a letter says, in the reader's language, in the order in which it is read."""

    subject_line: str
    greeting: str
    heading: str
    kind_sentence: str  #: What sort of message it is, and why now.
    answers: FiveAnswers
    steps: tuple[str, ...]  #: How to do it without clicking anything.
    closing: str
    signed_by: str
    signed_for: str  #: "Partner compliance, Contoso".
    code: VerificationCode
    site: str  #: The one address the letter names.
    why_you: str
    who_else: str
    sent_at: datetime

    def plain(self) -> str:
        """Return the letter as plain text."""
        return "\n\n".join(self._paragraphs()) + "\n"

    def _paragraphs(self) -> Iterator[str]:
        yield _wrapped(self.greeting)
        yield _wrapped(self.heading)
        yield _wrapped(self.kind_sentence)
        for row in self.answers.rows:
            yield f"{row.question}\n{_wrapped(row.plain, indent='  ')}"
        if self.steps:
            steps = [
                textwrap.fill(step, _WIDTH, initial_indent=f"{number}. ", subsequent_indent="   ")
                for number, step in enumerate(self.steps, start=1)
            ]
            yield "\n".join([gettext("How to do it"), *steps])
        if self.closing:
            yield _wrapped(self.closing)
        yield "\n".join([gettext("Kind regards,"), self.signed_by, self.signed_for])
        yield _wrapped(f"{self.check_question} {self.check_way}")
        yield f"  {self.code}"
        yield _wrapped(f"{self.why_you} {self.who_else}")

    @property
    def check_address(self) -> str:
        """The address of the public check, as people type it."""
        return f"{self.site}/check"

    @property
    def check_question(self) -> str:
        """What a careful reader asks."""
        return gettext("Is this message really from us?")

    @property
    def check_way(self) -> str:
        """How to find out, without clicking."""
        return gettext(
            "You need not click anything. Type %(address)s into your browser and enter this code:"
        ) % {"address": self.check_address}


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """From whom and to whom a letter travels."""

    to_name: str
    to_address: str
    from_name: str
    from_address: str
    message_id: str  #: With its angle brackets.


def compose(letter: Letter, envelope: Envelope) -> bytes:
    """Return the letter as it is handed to the mail server.

    The standard library writes every header: what stands in a name or a subject cannot end the
    header it is in. There are no links, pictures or receipts asked for, and no List-Unsubscribe:
    these messages are part of the agreement with the partner.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(envelope.from_name, envelope.from_address)
    message["To"] = _address(envelope.to_name, envelope.to_address)
    message["Reply-To"] = _address("", envelope.from_address)
    message["Subject"] = _one_line(letter.subject_line)
    message["Date"] = format_datetime(letter.sent_at)
    message["Message-ID"] = _one_line(envelope.message_id)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.plain(), cte="quoted-printable")
    page = render_to_string("notices/letter.html", {"letter": letter})
    message.add_alternative(page, subtype="html", cte="quoted-printable")
    return message.as_bytes()


def _address(name: str, address: str) -> Address:
    return Address(display_name=_one_line(name), addr_spec=_one_line(address).replace(" ", ""))


def _one_line(text: str) -> str:
    """Return ``text`` without what cannot stand in a header: line breaks and control signs."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(shown.split())


def _wrapped(text: str, indent: str = "") -> str:
    return textwrap.fill(text, _WIDTH, initial_indent=indent, subsequent_indent=indent)
