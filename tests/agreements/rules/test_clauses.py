"""Cutting a text into clauses, and what is said of a text that cannot be cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.agreements.rules.clauses import (
    CLAUSES_MAX,
    HEADING_MAX_CHARACTERS,
    TEXT_MAX_CHARACTERS,
    TextRefusedError,
    read_text,
    split,
)


def _cut(text: str) -> list[tuple[str, str]]:
    return [(section.heading, section.text) for section in split(text)]


def test_each_heading_starts_a_clause() -> None:
    text = "# Code\n\nHello.\n\n## Gifts {#gifts}\n\nNone.\n\n## Training ##\nYearly."

    sections = split(text)

    assert [(s.heading, s.text, s.level, s.line, s.given_code) for s in sections] == [
        ("Code", "Hello.", 1, 1, None),
        ("Gifts", "None.", 2, 5, "gifts"),
        ("Training", "Yearly.", 2, 9, None),
    ]


def test_underlined_and_bold_lines_are_headings_too() -> None:
    text = "Code\n====\n\nHello.\n\nGifts\n---\nNone.\n\n**Boundaries** {#bounds}\n\nKeep them."

    assert _cut(text) == [("Code", "Hello."), ("Gifts", "None."), ("Boundaries", "Keep them.")]
    assert [section.given_code for section in split(text)] == [None, None, "bounds"]


@pytest.mark.parametrize(
    ("_case", "line"),
    [
        ("bold within a sentence", "**Never** do that."),
        ("two bold parts", "**Never** and **ever**"),
        ("a hashtag", "#gifts"),
        ("a rule after a blank line", "---"),
        ("a table", "| a | b |"),
        ("an item", "- **Gifts**"),
    ],
)
def test_other_lines_belong_to_their_clause(_case: str, line: str) -> None:
    assert _cut(f"# Gifts\n\nFirst.\n\n{line}") == [("Gifts", f"First.\n\n{line}")]


def test_code_in_a_fence_is_not_read_for_headings() -> None:
    assert _cut("# Gifts\n\n```\n# not a heading\n```\nend") == [
        ("Gifts", "```\n# not a heading\n```\nend")
    ]


def test_text_before_the_first_heading_is_a_clause_of_its_own() -> None:
    assert _cut("Hello.\n\n# Gifts\nNone.") == [("Preamble", "Hello."), ("Gifts", "None.")]
    assert _cut("Only words.") == [("Preamble", "Only words.")]


def test_all_problems_are_named_with_their_lines() -> None:
    text = f"# A {{#Gifts!}}\n\n# B {{#same}}\n\n# C {{#same}}\n\n#\n\n# {'x' * 301}"

    with pytest.raises(TextRefusedError) as refusal:
        split(text)

    assert [(problem.line, str(problem)) for problem in refusal.value.problems] == [
        (
            1,
            (
                "Line 1: “Gifts!” cannot be the code of a clause. Use at most 64 small letters, "
                "digits and single dashes, such as {#gifts-and-meals}."
            ),
        ),
        (
            5,
            (
                "Line 5: The code same is used in line 3 already. Give one of the two clauses "
                "another code."
            ),
        ),
        (7, "Line 7: The heading is empty. Give the clause a name."),
        (
            9,
            (
                f"Line 9: The heading has 301 characters; {HEADING_MAX_CHARACTERS} is the most. "
                "Shorten it."
            ),
        ),
    ]


def test_one_clause_too_many_is_refused() -> None:
    assert len(split("\n".join(["# A"] * CLAUSES_MAX))) == CLAUSES_MAX

    with pytest.raises(TextRefusedError, match=r"Line 401: This is clause 401 of 401; 400 is"):
        split("\n".join(["# A"] * (CLAUSES_MAX + 1)))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (" \n\t\n", "The text is empty"),
        (b"# Gifts\n\xff", "Line 2: This is not UTF-8"),
        ("# Gifts\n\nbad\x00", "Line 3: There is a control character"),
        ("x" * (TEXT_MAX_CHARACTERS + 1), "The text has 200,001 characters; 200,000 is the most"),
    ],
)
def test_text_that_cannot_be_kept_is_refused(given: bytes | str, sentence: str) -> None:
    with pytest.raises(TextRefusedError, match=sentence):
        read_text(given)


def test_text_is_kept_with_plain_line_ends() -> None:
    assert read_text(b"\xef\xbb\xbf# A\r\nb\rc\n") == "# A\nb\nc\n"


@given(
    st.lists(
        st.sampled_from(["# A", "## B c", "text", "", "more text", "- item", "```", "==="]),
        max_size=30,
    )
)
def test_no_line_is_lost_and_none_is_told_twice(lines: list[str]) -> None:
    sections = split("\n".join(lines))

    told = "\n".join(part for s in sections for part in (s.heading, s.text)).split()
    assert [word for word in told if word not in {"Preamble", "#", "##", "==="}] == [
        word for line in lines for word in line.split() if word not in {"#", "##", "==="}
    ]
