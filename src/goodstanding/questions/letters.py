"""The letter that tells of an answer. It holds neither question nor answer."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext

from goodstanding.notices.rules.kinds import NoticeKind
from goodstanding.notices.rules.words import Said, Words
from goodstanding.ui.dates import day_text


def answered_words(asked_on: date) -> Words:
    """Return the letter: a receipt, which accuses nobody and asks for nothing."""
    day = day_text(asked_on).replace("\N{NO-BREAK SPACE}", " ")
    return Words(
        kind=NoticeKind.RECEIPT,
        title=gettext("Answer to your question of %(day)s") % {"day": day},
        heading=gettext("Your question is answered."),
        why=Said(
            short=gettext("You asked us something, and there is an answer."),
            detail=gettext(
                "You read it under “Questions”, signed in. Anybody may hold a copy of a letter, "
                "so it is not in here."
            ),
        ),
        otherwise=Said(
            short=gettext("Nothing happens. Your standing and your money do not change by it.")
        ),
        steps=(gettext("Open “Questions”. It shows what you asked, and the answer."),),
        closing=gettext("Not clear enough? Ask again there."),
    )
