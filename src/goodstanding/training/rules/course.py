"""What a course is: an article, then questions with exactly one right choice each."""

from __future__ import annotations

from dataclasses import dataclass

from goodstanding.values.clauses import ClauseRef
from goodstanding.values.errors import InvalidValueError

PASS_PERCENT = 80  #: The pass mark where a course names none.
PERCENT_MAX = 100
CHOICES_MIN = 2
CHOICES_MAX = 5  #: With “I am not sure” these are six, the most that are shown as radios.
QUESTIONS_MAX = 100
TITLE_MAX_CHARACTERS = 200
VALID_MONTHS_MAX = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceText:
    """One choice: its words, whether it is the right one, and what is said to who takes it."""

    text: str
    feedback: str
    right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionText:
    """One question about one clause, whatever version of the clause is in force."""

    heading: str
    text: str
    clause: ClauseRef
    choices: tuple[ChoiceText, ...]

    def __post_init__(self) -> None:
        if sum(choice.right for choice in self.choices) != 1:
            raise InvalidValueError(
                f"“{self.heading}” needs exactly one right choice. Mark it with [x]."
            )
        if not CHOICES_MIN <= len(self.choices) <= CHOICES_MAX:
            raise InvalidValueError(
                f"“{self.heading}” needs {CHOICES_MIN} to {CHOICES_MAX} choices."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseText:
    """What an officer wrote, as typed values.

    ``pass_percent`` is the least share of right answers, 1 to 100. ``valid_months`` limits how
    long a completion is good for, whatever the rule book asks; None leaves that to the rule book.
    """

    code: str
    title: str
    pass_percent: int
    valid_months: int | None
    article: str
    questions: tuple[QuestionText, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePart:
    """One part of an article; the first may stand before any heading."""

    heading: str
    text: str


def parts_of(article: str) -> tuple[ArticlePart, ...]:
    """Return the article in parts, cut before each line that starts with ``###``."""
    parts: list[tuple[str, list[str]]] = [("", [])]
    fenced = False
    for line in article.split("\n"):
        fenced ^= line.lstrip().startswith("```")
        if not fenced and line.startswith("### "):
            parts.append((line.removeprefix("### ").strip(), []))
        else:
            parts[-1][1].append(line)
    found = [ArticlePart(heading=head, text="\n".join(lines).strip()) for head, lines in parts]
    return tuple(part for part in found if part.heading or part.text)
