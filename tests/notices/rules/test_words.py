from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.notices.rules.kinds import NoticeKind, always_asks, never_asks
from goodstanding.notices.rules.words import Citation, Said, Words, WordsRefusedError, reveals
from goodstanding.values.clauses import ClauseRef
from tests.builders_notices import make_words

LINES = st.text(
    st.characters(categories=("Lu", "Ll", "Nd"), include_characters=" ,-"), min_size=1, max_size=40
).filter(lambda text: text.strip() != "" and "www" not in text.casefold())


@given(st.sampled_from(NoticeKind), LINES, LINES)
def test_words_are_kept_and_come_back(kind, title, detail) -> None:
    words = make_words(kind, title=title, detail=detail)

    assert Words.from_json(words.to_json()) == words


def test_every_problem_is_named_at_once() -> None:
    with pytest.raises(WordsRefusedError) as refused:
        Words(
            kind=NoticeKind.REMINDER,
            title=" ",
            heading="Go to https://contoso.example",
            what=Said(short="Pay\nnow"),
            why=Said(short="x" * 301),
            otherwise=Said(short=""),
            steps=("Step",) * 11,
            citations=(Citation(clause=ClauseRef("partner-code", "gifts"), label="Code 1"),) * 21,
        )

    said = refused.value.problems
    assert [problem.split(".")[0] for problem in said[:4]] == [
        "The heading has a link",
        "The what has a line break or a sign that cannot be printed",
        "The why has 301 letters; 300 are the most",
        "The title is empty",
    ]
    assert "The otherwise is empty. Say it in one sentence." in said
    assert "There are 11 steps; more than 10 are not read." in said
    assert "There are 21 clauses. Name the 20 that matter." in said
    assert "partner-code#gifts has no version. Write it as partner-code#gifts@1." in said
    assert any(problem.startswith("A reminder asks for nothing.") for problem in said)


@pytest.mark.parametrize("kind", [kind for kind in NoticeKind if always_asks(kind)])
def test_what_asks_must_say_for_what(kind) -> None:
    with pytest.raises(WordsRefusedError, match="Nothing is said to be due"):
        replace(make_words(kind), what=None)


@pytest.mark.parametrize("kind", [kind for kind in NoticeKind if never_asks(kind)])
def test_what_never_asks_says_nothing_is_due(kind) -> None:
    with pytest.raises(WordsRefusedError, match="asks for nothing"):
        replace(make_words(kind), what=Said(short="Do it."))


@pytest.mark.parametrize(
    ("name", "given_away"),
    [
        ("Fabrikam", True),
        ("fabrikam", True),
        ("Fabri", False),
        ("Fair  quotes", True),
        ("", False),
        ("Maria Vogel", False),
    ],
)
def test_a_name_in_a_public_part_is_found(name, given_away) -> None:
    words = make_words(title="a course for Fabrikam", detail="Ask Maria Vogel.")

    assert reveals(words, (name,)) == ((name,) if given_away else ())
