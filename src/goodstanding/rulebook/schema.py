"""What the grammar of a program pack is made of, so that it can be said once as data.

The parsers read packs; the schema tells forms, editors and readers of the documentation which
keys there are, what each means and what may stand there. A test compares both, key by key.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from goodstanding.rulebook.parse_reading import Kind


class Shape(StrEnum):
    """What a single value looks like."""

    TEXT = "text"
    NAME = "name"
    CODE = "code"
    COUNTRY = "country"
    NUMBER = "number"
    FLAG = "flag"
    DAY = "day"
    DURATION = "duration"
    MOMENT = "moment"
    LENGTH = "length"
    SHARE = "share"
    MONEY = "money"
    CLAUSE = "clause"
    ZONE = "zone"
    CALENDAR = "calendar"
    STEP = "step"
    FINDINGS = "findings"
    RUNGS = "rungs"
    CHANGE = "change"
    ANYTHING = "anything"  #: In the language, and not run by this version.

    @property
    def example(self) -> str:
        """One that is written as it should be."""
        return _EXAMPLES[self]

    @property
    def pattern(self) -> str:
        """A regular expression that each one matches, and most mistakes do not; may be empty."""
        return _PATTERNS.get(self, "")


_TIME = r"[0-9]{1,5} (workday|day|week|month|year)s?"
_EXAMPLES = {
    Shape.TEXT: "Everyone has passed the course.",
    Shape.NAME: "talk-first",
    Shape.CODE: "EMEA",
    Shape.COUNTRY: "DE",
    Shape.NUMBER: "2",
    Shape.FLAG: "true",
    Shape.DAY: "2026-08-01",
    Shape.DURATION: "30 days",
    Shape.MOMENT: "30 days after assignment",
    Shape.LENGTH: "between 1 month and 3 months",
    Shape.SHARE: "100 %",
    Shape.MONEY: "USD 1000",
    Shape.CLAUSE: "partner-code#gifts",
    Shape.ZONE: "Europe/Berlin",
    Shape.CALENDAR: "DE",
    Shape.STEP: "60 days after",
    Shape.FINDINGS: "2 findings",
    Shape.RUNGS: "-1",
    Shape.CHANGE: "-25 %",
    Shape.ANYTHING: "{}",
}
_PATTERNS = {
    Shape.NAME: r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
    Shape.CODE: r"^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$",
    Shape.COUNTRY: r"^[A-Z]{2}$",
    Shape.CALENDAR: r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$",
    Shape.DAY: r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    Shape.DURATION: rf"^{_TIME}$",
    Shape.MOMENT: rf"^({_TIME} after )?[a-z]+$",
    Shape.LENGTH: rf"^(always|until [a-z]+|{_TIME}|between {_TIME} and {_TIME})$",
    Shape.SHARE: r"^[0-9]{1,5} ?%$",
    Shape.MONEY: r"^[A-Z]{3} [0-9]{1,12}(\.[0-9]{1,4})?$",
    Shape.CLAUSE: r"^[^#\s]+#[^#\s]+$",
    Shape.STEP: rf"^(due|grace|{_TIME} (before|after))$",
    Shape.FINDINGS: r"^[1-9][0-9]{0,2} findings?$",
    Shape.CHANGE: rf"^([+-][0-9]{{1,3}} ?%|\+{_TIME})$",
}


class Outside(StrEnum):
    """Names that the pack uses and other rooms give; the value is a field of ``Known``."""

    AGREEMENT = "agreements"
    COURSE = "courses"
    ROLE = "roles"
    TIER = "tiers"
    REGION = "regions"

    @property
    def one(self) -> str:
        """The word for one of them, with its article."""
        word = self.removesuffix("s")
        return f"an {word}" if word[0] in "aeiou" else f"a {word}"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A single value of one shape."""

    shape: Shape
    also: tuple[str, ...] = ()  #: Words that can stand in its place.


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A name that this pack gives to something, or one that others give."""

    by: Kind | Outside
    also: tuple[str, ...] = ()  #: Words that can stand in its place.


@dataclass(frozen=True, slots=True)
class Listed:
    """Values in an order; a single one may stand without brackets where it is a word."""

    item: Value
    alone: str = ""  #: A word that can stand in place of the list.


@dataclass(frozen=True, slots=True)
class Mapped:
    """Values by keys the author chooses."""

    key: Phrase | Named
    value: Value


@dataclass(frozen=True, slots=True)
class Section:
    """Values by keys of the grammar, and by keys the author chooses where ``others`` is given."""

    keys: tuple[Key, ...]
    others: Mapped | None = None
    one_of: tuple[str, ...] = ()  #: Exactly one of these keys stands there.

    def key(self, name: str) -> Key:
        """Return the key called ``name``."""
        return next(key for key in self.keys if key.name == name)


@dataclass(frozen=True, slots=True)
class Either:
    """A single value, or a map of them."""

    single: Phrase
    mapped: Mapped


Value = Phrase | Choice | Named | Listed | Mapped | Section | Either


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the grammar: what it says, what may stand there, and what holds without it."""

    name: str
    meaning: str
    value: Value
    required: bool = False
    default: str = ""  #: In words; empty where nothing is said then.
