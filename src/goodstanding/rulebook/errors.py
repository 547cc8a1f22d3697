"""What can be wrong with a program pack: every problem at once, each with its way out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from goodstanding.values.errors import DomainError

#: A text may hold words as long as itself, and a sentence about them quotes them.
SENTENCE_CHARACTERS_MAX = 2_000


class ProblemCode(StrEnum):
    """The kinds of problem, for whoever counts or filters them."""

    NOT_YAML = "not_yaml"
    TOO_LARGE = "too_large"
    TOO_DEEP = "too_deep"
    NOT_PLAIN = "not_plain"  #: An anchor, alias, tag, merge, directive or second document.
    AMBIGUOUS = "ambiguous"  #: Read differently by older YAML: quote it.
    NO_VALUE = "no_value"
    DUPLICATE = "duplicate"
    UNKNOWN_KEY = "unknown_key"
    MISSING_KEY = "missing_key"
    UNKNOWN_NAME = "unknown_name"
    WRONG_SHAPE = "wrong_shape"  #: A list where a map is asked for, and the like.
    NOT_A_NAME = "not_a_name"
    NOT_A_PHRASE = "not_a_phrase"
    OUT_OF_RANGE = "out_of_range"
    IMPOSSIBLE_DATE = "impossible_date"
    NOT_ONE_VERB = "not_one_verb"
    OUT_OF_ORDER = "out_of_order"
    OVERLAP = "overlap"  #: A rung that a graver one always hides.
    UNUSED = "unused"
    IMPOSSIBLE_DUTY = "impossible_duty"
    NO_NOTICE = "no_notice"  #: Due by service, and nothing is served.
    TIGHTENED = "tightened"  #: New or tightened without ``since``.
    TWO_FAMILIES = "two_families"
    EARNED_MONEY = "earned_money"
    TOO_FEW_APPROVALS = "too_few_approvals"
    DOES_NOT_FIT = "does_not_fit"  #: Two keys that cannot stand together, or one without another.
    EXAMPLE_FAILS = "example_fails"
    NOT_COMPILED = "not_compiled"  #: In the language, and not in this version of the product.


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A place in a text; the first line and the first column are 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong, where, and in a sentence what to do about it."""

    line: int
    column: int
    code: ProblemCode
    sentence: str

    def shortened(self) -> Problem:
        """Return the problem with the middle of a very long sentence left out."""
        if len(self.sentence) <= SENTENCE_CHARACTERS_MAX:
            return self
        half = SENTENCE_CHARACTERS_MAX // 2
        return replace(self, sentence=f"{self.sentence[:half]} … {self.sentence[-half:]}")

    def __str__(self) -> str:
        return f"Line {self.line}, column {self.column}: {self.sentence}"


class PackRefusedError(DomainError):
    """A text is not a program pack that can be published; ``problems`` says all that is wrong."""

    code = "pack_refused"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted({problem.shortened() for problem in problems}))
        count = len(self.problems)
        lead = "1 problem" if count == 1 else f"{count} problems"
        lines = "\n".join(str(problem) for problem in self.problems)
        super().__init__(f"The program pack has {lead}. Repair it and check again.\n{lines}")
