"""What pages show of courses: texts turned into HTML, and the clause behind a question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from goodstanding.agreements.reading import body_html, heading_html
from goodstanding.training.models import Question
from goodstanding.training.rules.course import QuestionText, parts_of
from goodstanding.training.selectors.courses import clause_in_force
from goodstanding.values.clauses import ClauseRef


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPart:
    """One part of an article."""

    heading: SafeString
    body: SafeString


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownClause:
    """The rule behind a question, as it is in force."""

    agreement: str  #: The agreement's code, for its address.
    title: str
    heading: SafeString
    position: int
    body: SafeString


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownChoice:
    """A choice as the vendor's officers read it, with what is said to who takes it."""

    text: str
    right: bool
    feedback: SafeString


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownQuestion:
    """A question as the vendor's officers read it."""

    heading: str
    body: SafeString
    clause: str
    choices: tuple[ShownChoice, ...]


def article_shown(article: str) -> tuple[ShownPart, ...]:
    """Return an article as a page shows it; nothing in it can do harm."""
    return tuple(
        ShownPart(heading=heading_html(part.heading), body=body_html(part.text))
        for part in parts_of(article)
    )


def clause_shown(question: Question, *, at: datetime) -> ShownClause | None:
    """Return the clause a question is about as it is in force; None where none is."""
    clause = clause_in_force(ClauseRef.parse(question.clause), at=at)
    if clause is None:
        return None
    version = clause.version
    return ShownClause(
        agreement=version.agreement.code,
        title=version.agreement.title,
        heading=heading_html(clause.heading),
        position=version.position,
        body=body_html(clause.text),
    )


def questions_shown(questions: Iterable[QuestionText]) -> tuple[ShownQuestion, ...]:
    """Return the questions of a course with their choices in the order they were written."""
    return tuple(
        ShownQuestion(
            heading=question.heading,
            body=body_html(question.text),
            clause=str(question.clause),
            choices=tuple(
                ShownChoice(
                    text=choice.text, right=choice.right, feedback=body_html(choice.feedback)
                )
                for choice in question.choices
            ),
        )
        for question in questions
    )
