"""Letters of this room: what was stated is received, a document was looked at."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from goodstanding.accounts.selectors import first_officer
from goodstanding.notices.rules.kinds import NoticeKind
from goodstanding.notices.rules.words import Said, Words
from goodstanding.notices.services.sending import Addressee, Subject, send_notices
from goodstanding.values.actor import Actor


def stated_words(receipt: str) -> Words:
    """Return the letter that tells that a statement arrived; ``receipt`` as people copy it."""
    return Words(
        kind=NoticeKind.RECEIPT,
        title=gettext("we have your statement"),
        heading=gettext("We have your statement. There is nothing more to do."),
        why=Said(
            short=gettext("Somebody who signs for your company stated it, signed in."),
            detail=gettext(
                "Its receipt is %(receipt)s. What was stated, for whom and until when it holds "
                "is under “Statements”."
            )
            % {"receipt": receipt},
        ),
        otherwise=Said(
            short=gettext("Was it not you, or does it not hold? Withdraw it, or answer us.")
        ),
        closing=gettext("Questions? Reply to this message. A person answers."),
    )


def accepted_words(title: str) -> Words:
    """Return the letter that tells that a document is enough."""
    return Words(
        kind=NoticeKind.RECEIPT,
        title=gettext("your document is accepted"),
        heading=gettext("We looked at your document. It is enough."),
        why=Said(
            short=gettext("Somebody of ours compared it with what our rules ask."),
            detail=gettext("The rule: %(title)s") % {"title": title},
        ),
        otherwise=Said(short=gettext("There is nothing more to do until it ends.")),
        closing=gettext("Questions? Reply to this message. A person answers."),
    )


def declined_words(title: str, reason: str) -> Words:
    """Return the letter that asks for another document, and says why."""
    return Words(
        kind=NoticeKind.REQUEST_FOR_INFORMATION,
        title=gettext("please send another document"),
        heading=gettext("We looked at your document. We need another one."),
        what=Said(
            short=gettext("Send another document, signed in."),
            detail=gettext("What is missing: %(reason)s") % {"reason": reason},
        ),
        why=Said(
            short=gettext("Our rules ask for a document, and this one does not show it."),
            detail=gettext("The rule: %(title)s") % {"title": title},
        ),
        otherwise=Said(short=gettext("The duty stays open. Your first page says what follows.")),
        steps=(gettext("Open “Agreements”, then “Documents”."), gettext("Choose the file.")),
        closing=gettext("Questions? Reply to this message. A person answers."),
    )


def send_receipt(
    words: Words,
    *,
    program_id: UUID,
    partner_id: UUID,
    subject: str,
    cause_id: UUID,
    actor: Actor,
    at: datetime,
) -> None:
    """Send a receipt to the partner's contacts, where an officer is there to sign it."""
    sender = first_officer(program_id, at=at)
    if sender is None:
        return
    send_notices(
        words,
        program_id=program_id,
        to=[Addressee(partner_id=partner_id)],
        cause_id=cause_id,
        sender_id=sender,
        actor=actor,
        at=at,
        subjects=[Subject(code=subject)],
    )
