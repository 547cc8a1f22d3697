"""Typed values for the components: pages build these, templates only show them.

Each class names the cotton component that shows it. Texts are in the reader's language
already; nothing here reads a clock, a request or the database.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext, gettext_noop, pgettext

from goodstanding.ui.badges import Badge
from goodstanding.ui.due import Due, NoDate
from goodstanding.ui.tones import Tone
from goodstanding.values.errors import InvalidValueError
from goodstanding.values.money import Money

_GROUP = 4  # Letters of a code that people read and copy at a time.


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Somewhere to go: verb and object for an act, a name for a page."""

    label: str
    url: str


class Trouble(StrEnum):
    """The answer to "Are we in trouble?": follows from the kind of notice, never typed in."""

    NO = "no"
    NOT_DECIDED = "not-decided"
    REPAIRABLE = "repairable"
    YES = "yes"

    @property
    def word(self) -> str:
        """The answer in words, which no author can retype."""
        match self:
            case Trouble.NO:
                return pgettext("are we in trouble", "No.")
            case Trouble.NOT_DECIDED:
                return gettext("Not decided.")
            case Trouble.REPAIRABLE:
                return gettext("Yes, and it can be repaired.")
            case Trouble.YES:
                return pgettext("are we in trouble", "Yes.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer: a short strong part, the rest of it, and where to read more."""

    strong: str = ""
    text: str = ""
    links: tuple[Link, ...] = ()

    @property
    def plain(self) -> str:
        """The words alone, for letters."""
        words = " ".join(part for part in (self.strong, self.text) if part)
        return " ".join([words, *(f"({link.label})" for link in self.links)]).strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """A question and its answer, or its date."""

    question: str
    answer: Answer | None = None
    due: Due | None = None

    @property
    def plain(self) -> str:
        """The answer in words, for letters."""
        if self.due is not None:
            return self.due.text
        return self.answer.plain if self.answer else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FiveAnswers:
    """The same five answers everywhere: home, letter, inbox, public check. ``<c-five-answers>``.

    No row is ever dropped: nothing due says "Nothing.", no date says "There is no date."
    """

    trouble: Trouble
    trouble_text: str = ""
    trouble_links: tuple[Link, ...] = ()
    what: Answer = Answer()
    by_when: Due = field(default_factory=NoDate)
    why: Answer
    otherwise: Answer

    @property
    def rows(self) -> tuple[AnswerRow, ...]:
        """The five questions in the order in which a worried reader asks them."""
        trouble = Answer(strong=self.trouble.word, text=self.trouble_text, links=self.trouble_links)
        nothing = Answer(strong=pgettext("what is due", "Nothing."))
        return (
            AnswerRow(question=gettext("Are we in trouble?"), answer=trouble),
            AnswerRow(
                question=gettext("What is due?"),
                answer=self.what if self.what.plain else nothing,
            ),
            AnswerRow(question=gettext("By when?"), due=self.by_when),
            AnswerRow(question=gettext("Why?"), answer=self.why),
            AnswerRow(
                question=gettext("What if we don\N{RIGHT SINGLE QUOTATION MARK}t?"),
                answer=self.otherwise,
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The page's answer: its ``h1`` and one sentence. ``<c-verdict>``."""

    tone: Tone
    icon: str
    title: str
    sentence: str = ""

    @classmethod
    def of(cls, badge: Badge, *, title: str, sentence: str = "") -> Verdict:
        """Return the verdict that carries the icon and tone of a standing badge."""
        return cls(tone=badge.tone, icon=badge.icon, title=title, sentence=sentence)


class ReasonState(StrEnum):
    """Whether what a reason speaks of is as it must be."""

    FULFILLED = "fulfilled"
    IN_TIME = "in-time"  #: Not done, and its date has not come.
    OPEN = "open"  #: Not done, and its date is past.
    UNKNOWN = "unknown"  #: A fact is missing, which counts against nobody.
    NOT_NEEDED = "not-needed"  #: Not done, and enough others are.


_REASON_LOOK = {
    ReasonState.FULFILLED: (Tone.GOOD, "check", gettext_noop("Fulfilled")),
    ReasonState.IN_TIME: (Tone.DUE, "clock", gettext_noop("Not due yet")),
    ReasonState.OPEN: (Tone.STOP, "alert-triangle", gettext_noop("Open")),
    ReasonState.UNKNOWN: (Tone.NONE, "help-circle", gettext_noop("Unknown")),
    ReasonState.NOT_NEEDED: (Tone.NONE, "circle-dashed", gettext_noop("Not needed")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why standing is what it is: a sentence, its clause and the way out. ``<c-reason-line>``."""

    state: ReasonState
    sentence: str
    detail: str = ""
    clause: Link | None = None  #: Names the clause with its version.
    way_out: Link | None = None
    parts: tuple[Reason, ...] = ()  #: What it is made of, below it.

    @property
    def tone(self) -> Tone:
        """The tone of the state."""
        return _REASON_LOOK[self.state][0]

    @property
    def icon(self) -> str:
        """The icon of the state."""
        return _REASON_LOOK[self.state][1]

    @property
    def word(self) -> str:
        """The state in a word, for who does not see the icon."""
        return gettext(_REASON_LOOK[self.state][2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing to do. ``<c-task-list>``. Without a URL it cannot start: the hint says why."""

    title: str
    badge: Badge
    hint: str = ""
    url: str = ""
    due: Due | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineItem:
    """One step of a timeline or of a way back. ``<c-line>``."""

    title: str
    when: str = ""
    icon: str = "circle-dashed"
    tone: Tone | None = None
    here: bool = False  #: The reader is at this step; ``when`` says so in words.
    link: Link | None = None


class RungPlace(StrEnum):
    """Where a rung is, seen from the partner or from the recommendation."""

    PAST = "past"  #: Used or expired; the note says which and when.
    HERE = "here"  #: Recommended, or in force; the note says which.
    OPEN = "open"  #: Not reached.


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One rung of the ladder, lowest first. ``<c-ladder>``."""

    name: str
    note: str = ""
    place: RungPlace = RungPlace.OPEN

    @property
    def here(self) -> bool:
        """Whether this is the rung the ladder points at."""
        return self.place is RungPlace.HERE

    @property
    def past(self) -> bool:
        """Whether this rung lies behind."""
        return self.place is RungPlace.PAST


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How much of a whole is done: always as text, then as a bar. ``<c-progress>``."""

    value: int
    whole: int
    text: str
    tone: Tone | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.value <= self.whole or not self.whole:
            raise InvalidValueError(
                f"{self.value} of {self.whole} is no progress. Give a part between 0 and the "
                "whole, and show an empty state where the whole is nothing."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number with its name, above the table whose total it is. ``<c-figures>``."""

    name: str
    value: str | Money
    note: str = ""

    @property
    def is_money(self) -> bool:
        """Whether the value is an amount, shown in the reader's way of writing numbers."""
        return isinstance(self.value, Money)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A filter as a link, with how many rows it leaves. ``<c-chips>``."""

    label: str
    url: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """The header of a table's column. ``<c-table>``."""

    label: str
    numeric: bool = False
    hidden: bool = False  #: The label is spoken, not shown: for a column of buttons.


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """One line of "What happens next". ``<c-confirmation>``."""

    text: str
    hint: str = ""
    icon: str = "circle-check"
    tone: Tone = Tone.GOOD
    link: Link | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A term and what it is, such as "For whom" and the entity."""

    term: str
    text: str
    hint: str = ""
    code: str = ""  #: A fingerprint or identifier, set in fixed width after the hint.


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """What was done, its receipt, and what follows. ``<c-confirmation>``."""

    title: str
    sentence: str = ""
    receipt_code: str = ""
    facts: tuple[Fact, ...] = ()
    primary: Link | None = None
    primary_icon: str = "download"
    others: tuple[Link, ...] = ()
    what_next: tuple[Next, ...] = ()
    back: Link | None = None


def groups_of_four(code: str) -> str:
    """Return a code as people copy it: ``AC-5Q7R-2MNE-84XD``.

    A prefix of up to three letters before the first dash stays; dashes and blanks in the rest
    are laid anew, and small letters count as capitals.
    """
    cleaned = code.strip().upper()
    prefix, dash, rest = cleaned.partition("-")
    if not dash or len(prefix) >= _GROUP:
        prefix, rest = "", cleaned
    letters = rest.replace("-", "").replace(" ", "")
    return "-".join(_parts(prefix, letters))


def _parts(prefix: str, letters: str) -> Iterator[str]:
    if prefix:
        yield prefix
    for start in range(0, len(letters), _GROUP):
        yield letters[start : start + _GROUP]
