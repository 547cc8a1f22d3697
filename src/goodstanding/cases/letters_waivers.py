"""Letters about waivers: they tell of a help, and accuse nobody."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext

from goodstanding.notices.rules.kinds import NoticeKind
from goodstanding.notices.rules.words import Said, Words
from goodstanding.ui.dates import day_text


def granted_words(title: str, *, until_on: date) -> Words:
    """Return the letter that tells that a duty need not be done for a time."""
    return Words(
        kind=NoticeKind.RECEIPT,
        title=gettext("a duty is waived for a time"),
        heading=gettext("For a time you need not do something that our rules ask."),
        why=Said(
            short=gettext("People of ours agreed to it. It says nothing against you."),
            detail=gettext("Until the end of %(day)s this counts as met: %(title)s")
            % {"day": day_text(until_on), "title": title},
        ),
        otherwise=Said(
            short=gettext("Nothing happens meanwhile. Afterwards the duty counts again.")
        ),
        closing=gettext("Questions? Reply to this message. A person answers."),
    )


def ended_words() -> Words:
    """Return the letter that tells that a waiver ended before its day."""
    return Words(
        kind=NoticeKind.RECEIPT,
        title=gettext("a waiver has ended"),
        heading=gettext("A waiver has ended before its day. The duty counts again."),
        why=Said(
            short=gettext("A person of ours ended it, with a reason that is on record."),
            detail=gettext("Your first page says what is due and by when. Ask us for the reason."),
        ),
        otherwise=Said(short=gettext("Your first page says what follows if it is not done.")),
        closing=gettext("Questions? Reply to this message. A person answers."),
    )
