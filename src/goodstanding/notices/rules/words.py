"""What a notice says, as typed parts: the five answers and how to do what is asked.

Each answer has a short form, which anybody who holds the letter's code may read on the public
check, and a detail that only the letter and the inbox show. Names and case facts never belong
into a short form, amounts and case facts into neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from goodstanding.notices.rules.kinds import NoticeKind, always_asks, never_asks
from goodstanding.values.clauses import ClauseRef
from goodstanding.values.errors import InvalidValueError

TITLE_CHARS_MAX = 120
SHORT_CHARS_MAX = 300
DETAIL_CHARS_MAX = 2_000
STEPS_MAX = 10
CITATIONS_MAX = 20

_LINK = re.compile(r"://|\bwww\.", re.IGNORECASE)


class WordsRefusedError(InvalidValueError):
    """A notice cannot say this; every reason is named."""

    code = "notice_words_refused"

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One answer: what anybody with the code may read, and what only the addressee reads."""

    short: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A clause in the version it is read in, and what people call it, such as "Code 6.2"."""

    clause: ClauseRef
    label: str

    def __str__(self) -> str:
        return f"{self.label}, version {self.clause.position}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Everything an author says in a notice. Whether it accuses is not among it.

    Raises:
        WordsRefusedError: Something is missing, too long, a link, or does not fit the kind.
    """

    kind: NoticeKind
    title: str  #: The subject line without its beginning, which follows from the kind.
    heading: str  #: The first sentence of the letter: what it wants.
    occasion: str = ""  #: Why now, and who else gets one: "Every partner gets one this month."
    what: Said | None = None  #: What is due; none where nothing is.
    why: Said
    citations: tuple[Citation, ...] = ()
    otherwise: Said  #: What happens if it is not done, and what does not change.
    steps: tuple[str, ...] = ()  #: How to do it, after signing in.
    closing: str = ""

    def __post_init__(self) -> None:
        problems = tuple(self._problems())
        if problems:
            raise WordsRefusedError(problems)

    def texts(self) -> Iterator[tuple[str, str, int]]:
        """Yield each text with its name and how long it may be."""
        yield "title", self.title, TITLE_CHARS_MAX
        yield "heading", self.heading, SHORT_CHARS_MAX
        yield "occasion", self.occasion, SHORT_CHARS_MAX
        for name, said in (("what", self.what), ("why", self.why), ("otherwise", self.otherwise)):
            if said is not None:
                yield name, said.short, SHORT_CHARS_MAX
                yield f"{name}, in detail", said.detail, DETAIL_CHARS_MAX
        for number, step in enumerate(self.steps, start=1):
            yield f"step {number}", step, SHORT_CHARS_MAX
        for number, citation in enumerate(self.citations, start=1):
            yield f"clause {number}", citation.label, TITLE_CHARS_MAX
        yield "closing", self.closing, DETAIL_CHARS_MAX

    def public_texts(self) -> Iterator[str]:
        """Yield what the public check shows to anybody who holds the code."""
        yield self.title
        for said in (self.what, self.why, self.otherwise):
            if said is not None:
                yield said.short
        for citation in self.citations:
            yield citation.label

    def _problems(self) -> Iterator[str]:
        for name, text, longest in self.texts():
            yield from _problems_of(name, text, longest)
        said = [("what", self.what), ("why", self.why), ("otherwise", self.otherwise)]
        short = [(name, each.short) for name, each in said if each is not None]
        for name, text in (("title", self.title), ("heading", self.heading), *short):
            if not text.strip():
                yield f"The {name} is empty. Say it in one sentence."
        if self.what is not None and never_asks(self.kind):
            yield f"A {self.kind} asks for nothing. Choose another kind, or leave out what is due."
        if self.what is None and always_asks(self.kind):
            yield "Nothing is said to be due. Say what is to be done, or send a reminder."
        if len(self.steps) > STEPS_MAX:
            yield f"There are {len(self.steps)} steps; more than {STEPS_MAX} are not read."
        if len(self.citations) > CITATIONS_MAX:
            yield f"There are {len(self.citations)} clauses. Name the {CITATIONS_MAX} that matter."
        for citation in self.citations:
            if citation.clause.position is None:
                yield f"{citation.clause} has no version. Write it as {citation.clause}@1."

    def to_json(self) -> dict[str, Any]:
        """Return the words as they are kept; ``from_json`` gives them back."""
        return {
            "kind": self.kind.value,
            "title": self.title,
            "heading": self.heading,
            "occasion": self.occasion,
            "what": _said_to_json(self.what),
            "why": _said_to_json(self.why),
            "citations": [[str(each.clause), each.label] for each in self.citations],
            "otherwise": _said_to_json(self.otherwise),
            "steps": list(self.steps),
            "closing": self.closing,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """Return the words that ``to_json`` wrote."""
        return cls(
            kind=NoticeKind(kept["kind"]),
            title=kept["title"],
            heading=kept["heading"],
            occasion=kept["occasion"],
            what=None if kept["what"] is None else Said(**kept["what"]),
            why=Said(**kept["why"]),
            citations=tuple(
                Citation(clause=ClauseRef.parse(clause), label=label)
                for clause, label in kept["citations"]
            ),
            otherwise=Said(**kept["otherwise"]),
            steps=tuple(kept["steps"]),
            closing=kept["closing"],
        )


def _said_to_json(said: Said | None) -> dict[str, str] | None:
    return None if said is None else {"short": said.short, "detail": said.detail}


def _problems_of(name: str, text: str, longest: int) -> Iterator[str]:
    if len(text) > longest:
        yield f"The {name} has {len(text)} letters; {longest} are the most."
    if any(not letter.isprintable() and letter != "\N{NO-BREAK SPACE}" for letter in text):
        yield f"The {name} has a line break or a sign that cannot be printed. Write one paragraph."
    if _LINK.search(text):
        yield f"The {name} has a link. A letter names one address only, the one to sign in at."


def reveals(words: Words, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return which of ``names`` the public part of the words gives away.

    A name counts where it stands alone, whatever its case and however its parts are spaced.
    """
    public = " ".join(" ".join(words.public_texts()).casefold().split())
    found = []
    for name in names:
        wanted = " ".join(name.casefold().split())
        if wanted and re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", public):
            found.append(name)
    return tuple(found)
