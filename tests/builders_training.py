"""Makers of courses, and the steps of somebody who learns."""

from __future__ import annotations

from datetime import datetime
from itertools import count

from goodstanding.accounts.models import Person
from goodstanding.agreements.models import Agreement, AgreementVersion, Clause
from goodstanding.programs.models import Program
from goodstanding.training.models import Attempt, AttemptResult, CourseDraft, CourseVersion
from goodstanding.training.selectors.attempts import sheet_of
from goodstanding.training.services.attempts import answer, start_attempt, submit
from goodstanding.training.services.courses import draft_course, publish_course_version
from goodstanding.values.actor import Actor
from tests.builders import NOON, make_officer
from tests.builders_standing import make_agreement, make_version

_numbers = count(1)

QUESTION = """
## Question: Is gift {number} fine?

clause: {agreement}#gifts

Somebody offers gift {number}.

- [ ] Take gift {number}.
  Taking gift {number} *does not* work.
- [x] Decline gift {number}.
  Declining gift {number} works.
- [ ] Hide gift {number}.
  Hiding gift {number} does not work.
"""


def course_text(
    *,
    code: str = "gifts",
    title: str = "Gifts and meals",
    questions: int = 5,
    pass_mark: str = "80 %",
    agreement: str = "partner-code",
    good_for: str = "",
) -> str:
    """Return the source of a course whose second choice is always right."""
    head = f"# {title}\n\ncode: {code}\npass mark: {pass_mark}\n"
    if good_for:
        head += f"good for: {good_for}\n"
    article = "\n## Article\n\nGifts are rare.\n\n### Small gifts\n\nA pen is fine.\n"
    return (
        head
        + article
        + "".join(
            QUESTION.format(number=number, agreement=agreement)
            for number in range(1, questions + 1)
        )
    )


def make_clause(program: Program, *, agreement: str = "partner-code") -> Clause:
    """Return the clause that the questions of ``course_text`` are about, in force."""
    held = Agreement.objects.filter(code=agreement).first()
    version = (
        AgreementVersion.objects.filter(agreement=held).first()
        if held
        else make_version(make_agreement(program, code=agreement))
    )
    assert version is not None
    clause, _ = Clause.objects.get_or_create(
        version=version,
        code="gifts",
        defaults={"place": 1, "heading": "Gifts", "text": "Nobody takes a gift that binds them."},
    )
    return clause


def make_draft(
    program: Program, *, drafter: Person | None = None, source: str = "", at: datetime = NOON
) -> CourseDraft:
    """Return a draft of a course, with the clause it names."""
    agreement = f"partner-code-{program.code}"
    make_clause(program, agreement=agreement)
    return draft_course(
        program.pk,
        source=source or course_text(code=f"gifts-{next(_numbers)}", agreement=agreement),
        actor=Actor.person((drafter or make_officer(program, name="Jonas Brandt")).pk),
        at=at,
    )


def make_course(program: Program, *, at: datetime = NOON, **text: str | int) -> CourseVersion:
    """Return the published version of a course; keywords are those of ``course_text``."""
    said: dict[str, str | int] = {
        "code": f"gifts-{next(_numbers)}",
        "agreement": f"partner-code-{program.code}",
        **text,
    }
    draft = make_draft(program, source=course_text(**said), at=at)  # type: ignore[arg-type] # the caller's words
    return publish_course_version(
        draft.pk, revision=draft.revision, actor=Actor.person(make_officer(program).pk), at=at
    )


def make_attempt(
    person: Person, version: CourseVersion, *, right: int = 0, wrong: int = 0, at: datetime = NOON
) -> Attempt:
    """Return an attempt in which the first questions have been answered."""
    actor = Actor.person(person.pk)
    attempt = start_attempt(version.pk, actor=actor, at=at)
    for asking in sheet_of(attempt).questions[: right + wrong]:
        others = [choice for choice in asking.choices if not choice.right]
        chosen = asking.right_choice if asking.place <= right else others[0]
        answer(
            attempt.pk,
            question_id=asking.question.pk,
            choice_id=chosen.pk,
            actor=actor,
            at=at,
        )
    return attempt


def take(
    person: Person, version: CourseVersion, *, right: int | None = None, at: datetime = NOON
) -> AttemptResult:
    """Return the result of a whole attempt; without ``right`` everything is answered rightly."""
    asked = version.questions.count()
    good = asked if right is None else right
    attempt = make_attempt(person, version, right=good, wrong=asked - good, at=at)
    return submit(attempt.pk, actor=Actor.person(person.pk), at=at)
