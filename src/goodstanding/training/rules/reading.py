"""Reading a course that an officer wrote as one Markdown file.

    # Fair quotes and discounts

    code: fair-quotes
    pass mark: 80 %
    good for: 24 months

    ## Article

    What everybody should know, in Markdown. Headings within it start with ###.

    ## Question: What should Hana do?

    clause: partner-code#quotes

    Hana quotes 40 licences to a school. There is no competitor.

    - [ ] Send it.
      Why this does not work, indented by two blanks.
    - [x] Ask only for what she can say truthfully.
      Why this is right.

Everything that is wrong is said at once, each with its line.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import ClassVar

from goodstanding.agreements.rules.clauses import (
    Problem,
    TextRefusedError,
    is_clause_code,
    read_text,
)
from goodstanding.training.rules.course import (
    CHOICES_MAX,
    CHOICES_MIN,
    PASS_PERCENT,
    PERCENT_MAX,
    QUESTIONS_MAX,
    TITLE_MAX_CHARACTERS,
    VALID_MONTHS_MAX,
    ChoiceText,
    CourseText,
    QuestionText,
)
from goodstanding.values.clauses import ClauseRef
from goodstanding.values.errors import DomainError, InvalidValueError
from goodstanding.values.names import holds_hidden_signs

SOURCE_MAX_CHARACTERS = 200_000
UNSURE = "i am not sure"

_KEYS = ("code", "pass mark", "good for")
_KEY = re.compile(r"(?P<key>[A-Za-z][A-Za-z ]*?)\s*:\s*(?P<value>.*?)\s*")
_SHARE = re.compile(r"(?P<percent>[0-9]{1,3}) ?%")
_MONTHS = re.compile(r"(?P<months>[0-9]{1,4}) months?")
_QUESTION = re.compile(r"## Question:\s*(?P<heading>.*?)\s*")
_CHOICE = re.compile(r"- \[(?P<mark>[ xX])\] (?P<text>.*\S)\s*")
_CLAUSE = re.compile(r"clause\s*:\s*(?P<clause>.*?)\s*")


class CourseRefusedError(DomainError, ValueError):
    """A file is not a course; every problem is named, by line."""

    code: ClassVar[str] = "course_refused"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__(" ".join(str(problem) for problem in problems))


@dataclass(slots=True)
class _Block:
    """The lines under one heading, with the number of the first one."""

    heading: str
    line: int
    lines: list[tuple[int, str]] = field(default_factory=list)

    def text(self) -> str:
        return "\n".join(line for _, line in self.lines).strip()


@dataclass(slots=True)
class _Choice:
    line: int
    text: str
    right: bool
    feedback: list[str] = field(default_factory=list)


def read_course(given: bytes | str, *, clauses: Collection[str] | None = None) -> CourseText:
    """Return what a file says.

    Args:
        given: The file, or its text.
        clauses: The clauses there are, such as ``partner-code#gifts``; None where nobody knows.

    Raises:
        CourseRefusedError: It is not a course; the error names every problem with its line.
    """
    text = kept_text(given)
    reader = _Reader(clauses)
    course = reader.read(text.split("\n"))
    if course is None:
        raise CourseRefusedError(tuple(sorted(reader.problems, key=lambda each: each.line)))
    return course


def kept_text(given: bytes | str) -> str:
    """Return the text that is kept and hashed: UTF-8, lines ended by LF.

    Raises:
        CourseRefusedError: It is no text, empty or too long.
    """
    if len(given) > SOURCE_MAX_CHARACTERS:
        raise CourseRefusedError(
            (
                Problem(
                    line=0,
                    sentence=f"The course has more than {SOURCE_MAX_CHARACTERS:,} characters. "
                    "Split it into two courses.",
                ),
            )
        )
    try:
        return read_text(given)
    except TextRefusedError as refusal:
        raise CourseRefusedError(refusal.problems) from refusal


class _Reader:
    def __init__(self, clauses: Collection[str] | None) -> None:
        self.problems: list[Problem] = []
        self._clauses = clauses
        self._said: dict[str, tuple[int, str]] = {}  # key: its line and what it says

    def read(self, lines: list[str]) -> CourseText | None:
        """Return the course, or None with everything that is wrong in ``problems``."""
        head, *blocks = self._blocks(lines)
        title = self._title(head)
        self._keys(head)
        code, percent, months = self._code(), self._percent(), self._months()
        article = self._article([block for block in blocks if block.heading == "## Article"])
        questions = [
            self._question(block, match["heading"])
            for block in blocks
            if (match := _QUESTION.fullmatch(block.heading)) is not None
        ]
        if not questions:
            self._wrong(0, "There is no question. Add a line “## Question: …”.")
        if len(questions) > QUESTIONS_MAX:
            self._wrong(0, f"{QUESTIONS_MAX} questions are the most; there are {len(questions)}.")
        if self.problems:
            return None
        return CourseText(
            code=code,
            title=title,
            pass_percent=percent,
            valid_months=months,
            article=article,
            questions=tuple(question for question in questions if question is not None),
        )

    def _wrong(self, line: int, sentence: str) -> None:
        self.problems.append(Problem(line=line, sentence=sentence))

    def _blocks(self, lines: list[str]) -> list[_Block]:
        """Cut the file before every line that starts with ``##``, outside of fenced code."""
        found = [_Block(heading="", line=1)]
        fenced = False
        for number, line in enumerate(lines, start=1):
            fenced ^= line.lstrip().startswith("```")
            if not fenced and line.startswith("## "):
                heading = line.strip()
                if heading != "## Article" and not _QUESTION.fullmatch(heading):
                    self._wrong(
                        number,
                        f"“{heading}” is neither “## Article” nor “## Question: …”. Within the "
                        "article, start headings with ###.",
                    )
                found.append(_Block(heading=heading, line=number))
            else:
                found[-1].lines.append((number, line))
        return found

    def _title(self, head: _Block) -> str:
        for number, line in head.lines:
            if line.startswith("# "):
                title = line.removeprefix("# ").strip()
                if len(title) > TITLE_MAX_CHARACTERS:
                    self._wrong(
                        number, f"The title is longer than {TITLE_MAX_CHARACTERS} characters."
                    )
                if holds_hidden_signs(title):
                    self._wrong(number, "A sign in the title is not shown. Type the title anew.")
                head.lines.remove((number, line))
                return title
        self._wrong(1, "There is no title. Start the file with a line “# Title of the course”.")
        return ""

    def _keys(self, head: _Block) -> None:
        for number, line in head.lines:
            if not line.strip():
                continue
            match = _KEY.fullmatch(line)
            key = match["key"].lower() if match else ""
            if match is None or key not in _KEYS:
                self._wrong(
                    number,
                    f"“{line.strip()[:60]}” is not known here. Before the article stand the title "
                    "and the lines “code:”, “pass mark:” and “good for:”.",
                )
            elif key in self._said:
                self._wrong(number, f"“{key}:” stands here twice. Keep one of the two.")
            else:
                self._said[key] = (number, match["value"])

    def _code(self) -> str:
        line, code = self._said.get("code", (1, ""))
        if not code:
            self._wrong(line, "There is no code. Add a line “code: fair-quotes”.")
        elif not is_clause_code(code):
            self._wrong(
                line,
                f"“{code}” cannot be a code. Use small letters, digits and single dashes, such as "
                "fair-quotes.",
            )
        return code

    def _percent(self) -> int:
        if "pass mark" not in self._said:
            return PASS_PERCENT
        line, said = self._said["pass mark"]
        match = _SHARE.fullmatch(said)
        percent = int(match["percent"]) if match else 0
        if not 1 <= percent <= PERCENT_MAX:
            self._wrong(
                line,
                f"“{said}” is not a pass mark. Write 1 % to 100 %, such as “pass mark: 80 %”.",
            )
        return percent

    def _months(self) -> int | None:
        if "good for" not in self._said:
            return None
        line, said = self._said["good for"]
        match = _MONTHS.fullmatch(said)
        months = int(match["months"]) if match else 0
        if not 1 <= months <= VALID_MONTHS_MAX:
            self._wrong(
                line,
                f"“{said}” is not a time. Write 1 month to {VALID_MONTHS_MAX} "
                "months, such as “good for: 24 months”, or leave the line out.",
            )
        return months

    def _article(self, blocks: list[_Block]) -> str:
        if not blocks:
            self._wrong(0, "There is no article. Add a line “## Article” and the text under it.")
            return ""
        for block in blocks[1:]:
            self._wrong(block.line, "There is a second article. Put both under one heading.")
        text = blocks[0].text()
        if not text:
            self._wrong(blocks[0].line, "The article is empty. Write what people should know.")
        return text

    def _question(self, block: _Block, heading: str) -> QuestionText | None:
        before = len(self.problems)
        if not heading:
            self._wrong(block.line, "The question is empty. Write it after “## Question:”.")
        clause = self._clause(block)
        text, choices = self._parts(block)
        self._judge(block, choices)
        if len(self.problems) > before or clause is None:
            return None
        return QuestionText(
            heading=heading,
            text=text,
            clause=clause,
            choices=tuple(
                ChoiceText(
                    text=choice.text,
                    feedback="\n".join(choice.feedback).strip(),
                    right=choice.right,
                )
                for choice in choices
            ),
        )

    def _clause(self, block: _Block) -> ClauseRef | None:
        for number, line in block.lines:
            match = _CLAUSE.fullmatch(line)
            if match is None:
                continue
            block.lines.remove((number, line))
            try:
                clause = ClauseRef.parse(match["clause"])
            except InvalidValueError as error:
                self._wrong(number, str(error))
                return None
            if clause.position is not None:
                self._wrong(number, "Name the clause without @: people see it as it is in force.")
            elif self._clauses is not None and str(clause) not in self._clauses:
                self._wrong(
                    number,
                    f"No agreement of this program has a clause {clause}. Look up its code on the "
                    "agreement's page.",
                )
            return clause
        self._wrong(
            block.line,
            "The question names no clause. Add a line under it, such as “clause: "
            "partner-code#gifts”.",
        )
        return None

    def _parts(self, block: _Block) -> tuple[str, list[_Choice]]:
        text: list[str] = []
        choices: list[_Choice] = []
        for number, line in block.lines:
            match = _CHOICE.fullmatch(line)
            if match is not None:
                choices.append(_Choice(number, match["text"], match["mark"] != " "))
            elif not choices:
                text.append(line)
            elif not line.strip() or line.startswith("  "):
                choices[-1].feedback.append(line.removeprefix("  "))
            else:
                self._wrong(
                    number,
                    "This line belongs to no choice. Indent it by two blanks if it explains the "
                    "choice above, or start it with “- [ ] ”.",
                )
        return "\n".join(text).strip(), choices

    def _judge(self, block: _Block, choices: list[_Choice]) -> None:
        if not CHOICES_MIN <= len(choices) <= CHOICES_MAX:
            self._wrong(
                block.line,
                f"The question has {len(choices)} choices. Give {CHOICES_MIN} to {CHOICES_MAX}, "
                "each in a line that starts with “- [ ] ”.",
            )
        right = sum(choice.right for choice in choices)
        if choices and right != 1:
            self._wrong(
                block.line, f"{right} choices are marked as right. Mark exactly one with “- [x] ”."
            )
        lines: dict[str, int] = {}
        for choice in choices:
            words = " ".join(choice.text.casefold().split())
            if words.rstrip(".") == UNSURE:
                self._wrong(choice.line, "“I am not sure” is offered by itself. Remove this line.")
            if words in lines:
                self._wrong(choice.line, f"Line {lines[words]} is the same choice. Change one.")
            lines.setdefault(words, choice.line)
            if not "".join(choice.feedback).strip():
                self._wrong(
                    choice.line,
                    "Nothing is said to who takes this choice. Explain it in the next line, "
                    "indented by two blanks.",
                )
