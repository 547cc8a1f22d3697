from __future__ import annotations

from textwrap import dedent

import pytest

from goodstanding.training.rules.course import ArticlePart, ChoiceText, parts_of
from goodstanding.training.rules.reading import CourseRefusedError, read_course
from goodstanding.values.clauses import ClauseRef
from tests.builders_training import course_text

SMALL = dedent(
    """\
    # Fair quotes

    code: fair-quotes
    pass mark: 60 %
    good for: 24 months

    ## Article

    Quotes are true.

    ### Discounts

    They reach the customer.

    ## Question: What should Hana do?

    clause: partner-code#quotes

    Hana quotes 40 licences.

    - [ ] Send it.
      It is still untrue.

      And it stays so.
    - [x] Ask truthfully.
      That is the rule.
    """
)


def _refused(text: str, **known: frozenset[str]) -> list[str]:
    with pytest.raises(CourseRefusedError) as refusal:
        read_course(text, **known)
    return [str(problem) for problem in refusal.value.problems]


def test_a_course_is_read_as_it_was_written() -> None:
    course = read_course(SMALL)

    assert (course.code, course.title) == ("fair-quotes", "Fair quotes")
    assert (course.pass_percent, course.valid_months) == (60, 24)
    assert course.article == "Quotes are true.\n\n### Discounts\n\nThey reach the customer."
    (question,) = course.questions
    assert question.heading == "What should Hana do?"
    assert question.text == "Hana quotes 40 licences."
    assert question.clause == ClauseRef("partner-code", "quotes")
    assert question.choices == (
        ChoiceText(
            text="Send it.", feedback="It is still untrue.\n\nAnd it stays so.", right=False
        ),
        ChoiceText(text="Ask truthfully.", feedback="That is the rule.", right=True),
    )


def test_without_a_pass_mark_eighty_percent_pass() -> None:
    course = read_course(
        SMALL.replace("pass mark: 60 %\n", "").replace("good for: 24 months\n", "")
    )

    assert (course.pass_percent, course.valid_months) == (80, None)


def test_windows_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    given = ("\ufeff" + SMALL.replace("\n", "\r\n")).encode()

    assert read_course(given) == read_course(SMALL)


def test_an_article_is_cut_at_its_headings_and_not_within_code() -> None:
    parts = parts_of("Before.\n### One\nText\n```\n### no heading\n```")

    assert parts == (
        ArticlePart(heading="", text="Before."),
        ArticlePart(heading="One", text="Text\n```\n### no heading\n```"),
    )


def test_everything_that_is_wrong_is_said_at_once_by_line() -> None:
    text = dedent(
        """\
        # T

        code: Not A Code
        pass mark: 101 %
        good for: ever
        colour: blue

        ## Chapter

        ## Question:

        clause: nonsense

        - [ ] One.
        - [x] Two.
          Yes.
        Stray.
        """
    )

    problems = _refused(text)

    assert [problem.split(":", 1)[0] for problem in problems] == [
        "There is no article. Add a line “## Article” and the text under it.",
        "Line 3",
        "Line 4",
        "Line 5",
        "Line 6",
        "Line 8",
        "Line 10",
        "Line 12",
        "Line 14",
        "Line 17",
    ]


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("# Fair quotes\n", "", "There is no title."),
        ("# Fair quotes", f"# {'x' * 201}", "The title is longer than 200 characters."),
        ("# Fair quotes", "# Fair \u202equotes", "A sign in the title is not shown."),
        ("code: fair-quotes\n", "", "There is no code."),
        ("good for: 24 months", "code: twice", "“code:” stands here twice."),
        ("good for: 24 months", "good for: 121 months", "“121 months” is not a time."),
        ("pass mark: 60 %", "pass mark: 0 %", "“0 %” is not a pass mark."),
        ("- [x] Ask", "- [ ] Ask", "0 choices are marked as right."),
        ("- [ ] Send", "- [x] Send", "2 choices are marked as right."),
        ("- [x] Ask truthfully.\n  That is the rule.\n", "", "The question has 1 choices."),
        ("  That is the rule.\n", "", "Nothing is said to who takes this choice."),
        ("Ask truthfully.", "I am not sure.", "“I am not sure” is offered by itself."),
        ("Ask truthfully.", "SEND  it.", "Line 21 is the same choice."),
        ("clause: partner-code#quotes\n", "", "The question names no clause."),
        ("#quotes", "#quotes@3", "Name the clause without @"),
        ("They reach", "## Article\n\nThey reach", "There is a second article."),
        (
            "Quotes are true.\n\n### Discounts\n\nThey reach the customer.\n",
            "",
            "The article is empty.",
        ),
    ],
)
def test_a_refusal_says_what_to_do(before: str, after: str, sentence: str) -> None:
    assert before in SMALL

    problems = _refused(SMALL.replace(before, after))

    assert any(sentence in problem for problem in problems)


def test_a_clause_that_no_agreement_has_is_named() -> None:
    (problem,) = _refused(SMALL, clauses=frozenset({"partner-code#gifts"}))

    assert problem == (
        "Line 17: No agreement of this program has a clause partner-code#quotes. Look up its code "
        "on the agreement's page."
    )


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (b"\xff\xfe", "Line 1: This is not UTF-8. Save the file as UTF-8 and try again."),
        ("", "The text is empty. Paste it or choose a file."),
        ("x" * 200_001, "The course has more than 200,000 characters. Split it into two courses."),
    ],
)
def test_what_is_no_text_is_refused(given: bytes | str, sentence: str) -> None:
    with pytest.raises(CourseRefusedError) as refusal:
        read_course(given)

    assert str(refusal.value).startswith(sentence)


def test_a_course_has_questions_and_at_most_a_hundred() -> None:
    none = _refused(SMALL[: SMALL.index("## Question")])
    many = _refused(course_text(questions=101))

    assert none == ["There is no question. Add a line “## Question: …”."]
    assert many == ["100 questions are the most; there are 101."]
