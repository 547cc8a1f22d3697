"""The five answers of a notice: one source for the letter, the inbox and the public check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from django.utils.translation import gettext, ngettext

from goodstanding.notices.models import Notice
from goodstanding.notices.rules.deadlines import Deadline, DueAfterService, DueAt, Place
from goodstanding.notices.rules.kinds import Accusation, NoticeKind, accusation_of
from goodstanding.notices.rules.words import Said, Words
from goodstanding.ui import dates
from goodstanding.ui.components import Answer, FiveAnswers, Trouble
from goodstanding.ui.due import ClockNotStarted, Due, DueDate, NoDate
from goodstanding.ui.tones import Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldDate(DueDate):
    """A due instant as a letter tells it: without the time left, and never as late.

    A letter does not know what was done since it was written; the home page does.
    """

    @property
    def tone(self) -> Tone:
        """Neither soon nor late."""
        return Tone.INFO

    @property
    def heading(self) -> str:
        """The day and the local time, in words, whatever day it is."""
        return f"{dates.weekday_text(self.day)}, {dates.time_text(self.told_at, self.zone)}"

    @property
    def chip(self) -> str:
        """Nothing."""
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterReading(ClockNotStarted):
    """Time that starts when somebody says that they have read the message."""

    @property
    def heading(self) -> str:
        """How long there will be, and from when."""
        count = self.days_from_service
        return ngettext(
            "%(count)s day after you say that you have read this",
            "%(count)s days after you say that you have read this",
            count,
        ) % {"count": count}

    @property
    def chip(self) -> str:
        """Nothing: the heading says it."""
        return ""

    @property
    def note(self) -> str:
        """That it does no harm until then."""
        return gettext("Until then the clock has not started, and nothing is late.")

    @property
    def text(self) -> str:
        """The same in one line, for letters."""
        return f"{self.heading}. {self.note}"


def trouble_of(kind: NoticeKind) -> Trouble:
    """Return the answer to "Are we in trouble?", which follows from the kind."""
    match accusation_of(kind):
        case Accusation.NO:
            return Trouble.NO
        case Accusation.NOT_DECIDED:
            return Trouble.NOT_DECIDED
        case Accusation.YES:
            return Trouble.YES


def trouble_text(kind: NoticeKind) -> str:
    """Return what stands after that answer; no author can retype it either."""
    match kind:
        case NoticeKind.REMINDER:
            return gettext("This message accuses nobody. It leaves no mark on your record.")
        case NoticeKind.CALL_TO_ACTION:
            return gettext("This message accuses nobody. Being asked leaves no mark.")
        case NoticeKind.REQUEST_FOR_INFORMATION:
            return gettext("This message accuses nobody. We ask because we do not know.")
        case NoticeKind.ALLEGATION:
            return gettext(
                "Somebody says that a rule was broken. We have not decided whether that is true. "
                "Your standing does not change."
            )
        case NoticeKind.DECISION:
            return gettext(
                "We have decided that a rule was broken. You can ask somebody else to look at it "
                "again."
            )
        case NoticeKind.RECEIPT:
            return gettext("This message accuses nobody. It confirms what was done.")
        case _:
            assert_never(kind)


def kind_sentence(kind: NoticeKind) -> str:
    """Return what sort of message it is, in a sentence."""
    match kind:
        case NoticeKind.REMINDER:
            return gettext("This is a reminder. There is nothing to do.")
        case NoticeKind.CALL_TO_ACTION:
            return gettext("This is a call to action.")
        case NoticeKind.REQUEST_FOR_INFORMATION:
            return gettext("This is a request for information.")
        case NoticeKind.ALLEGATION:
            return gettext("This is an allegation. Nothing is decided.")
        case NoticeKind.DECISION:
            return gettext("This is a decision.")
        case NoticeKind.RECEIPT:
            return gettext("This is a receipt. There is nothing to do.")
        case _:
            assert_never(kind)


def due_of(deadline: Deadline | None, *, served_at: datetime | None, public: bool = False) -> Due:
    """Return by when it is due; the public check names the zone's city, not the location's."""
    match deadline:
        case None:
            return NoDate()
        case DueAt():
            return _told(deadline.at, deadline.place, public=public)
        case DueAfterService() if served_at is None:
            return AfterReading(days_from_service=deadline.days)
        case DueAfterService():
            return _told(deadline.from_service(served_at), deadline.place, public=public)
        case _:
            assert_never(deadline)


def _told(at: datetime, place: Place, *, public: bool) -> ToldDate:
    return ToldDate(
        due_at=at,
        zone=place.zone,
        place="" if public else place.city,
        zone_assumed=place.zone_assumed,
        now=at,
    )


def answers_of(notice: Notice, *, served_at: datetime | None, public: bool = False) -> FiveAnswers:
    """Return the five answers of a notice; ``public`` leaves out every detail."""
    words = notice.text.to_rules()
    return FiveAnswers(
        trouble=trouble_of(words.kind),
        trouble_text=trouble_text(words.kind),
        what=_what(words, public=public),
        by_when=due_of(notice.deadline, served_at=served_at, public=public),
        why=Answer(text=_why(words, public=public)),
        otherwise=Answer(text=_sentences(words.otherwise, public=public)),
    )


def _sentences(said: Said, *, public: bool) -> str:
    return said.short if public or not said.detail else f"{said.short} {said.detail}"


def _what(words: Words, *, public: bool) -> Answer:
    if words.what is None:
        return Answer()
    return Answer(strong=words.what.short, text="" if public else words.what.detail)


def _why(words: Words, *, public: bool) -> str:
    sources = ", ".join(str(citation) for citation in words.citations)
    sentence = _sentences(words.why, public=public)
    return f"{sentence} ({sources})" if sources else sentence
