"""Codes that survive renumbering, moving and rewording."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.agreements.rules.clauses import ClauseText, Section, is_clause_code, split
from goodstanding.agreements.rules.codes import assign, numberless, plain, propose
from goodstanding.values.errors import InvalidValueError

_WORDS = st.text(alphabet="abcdefghij ", min_size=1, max_size=30)
_HEADINGS = st.lists(
    st.sampled_from(
        [
            "Gifts",
            "Training",
            "Remediation programs",
            "Gifts and meals",
            "Données",
            "贈り物",
            "Records",
        ]
    ),
    min_size=1,
    max_size=7,
)


def _sections(headings: list[str], texts: list[str]) -> list[Section]:
    return [
        Section(heading=heading, text=text, level=1, line=line)
        for line, (heading, text) in enumerate(zip(headings, texts, strict=False), start=1)
    ]


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("Gifts and meals", "gifts-and-meals"),
        ("6.4 Remediation programs", "remediation-programs"),
        ("Article 3: Partner's *own* staff", "partners-own-staff"),
        ("12 Records", "records"),
        ("The [Policy](https://example.com/a) forbids:", "the-policy-forbids"),
        ("Données à caractère personnel", "donnees-a-caractere-personnel"),
        ("x" * 90, "x" * 56),
        (
            "How to report what you saw or heard at work to the office of compliance",
            "how-to-report-what-you-saw-or-heard-at-work-to-the",
        ),
    ],
)
def test_a_code_is_made_of_the_heading_without_its_number(heading: str, code: str) -> None:
    assert propose(heading) == code


def test_a_heading_without_latin_letters_gets_a_code_that_stays() -> None:
    assert propose("贈り物") == propose("3. 贈り物") == "clause-7781d3b5"


def test_a_number_of_days_is_not_the_number_of_a_clause() -> None:
    assert numberless("30 days to answer") == "30 days to answer"
    assert numberless("6.4 Answering") == "Answering"
    assert plain("**30 days** to [answer](x)") == "30 days to answer"


def test_a_code_in_the_text_counts_and_is_kept_when_it_is_left_out() -> None:
    first = assign(split("# Gifts {#presents}\n\nNone at all.\n\n# Training\n\nYearly."))

    second = assign(split("# Training\n\nYearly.\n\n# 2. Gifts\n\nA few."), previous=first)

    assert [clause.code for clause in first] == ["presents", "training"]
    assert [clause.code for clause in second] == ["training", "presents"]


def test_a_renamed_clause_that_says_the_same_keeps_its_code() -> None:
    text = "Partner shall keep true books and records of every sale for ten years."
    first = assign(split(f"# Records\n\n{text}"))

    second = assign(split(f"# Bookkeeping\n\n{text}"), previous=first)

    assert [clause.code for clause in second] == ["records"]


def test_a_new_clause_never_takes_the_code_of_another_one() -> None:
    first = assign(split("# Gifts {#records}\n\nNone."))

    second = assign(
        split("# Gifts\n\nNone.\n\n# Records\n\nKeep them all."),
        previous=first,
        earlier={"records-2": "Archives"},
    )

    assert [clause.code for clause in second] == ["records", "records-3"]


def test_a_clause_that_comes_back_gets_its_old_code() -> None:
    text = "# Training\n\nYearly.\n\n# 4. Gifts\n\nAgain none."

    clauses = assign(split(text), earlier={"gifts": "Gifts", "training": "Training"})

    assert [clause.code for clause in clauses] == ["training", "gifts"]


def test_what_is_no_code_cannot_name_a_clause() -> None:
    with pytest.raises(InvalidValueError, match="cannot be the code of a clause"):
        ClauseText(code="No Code", heading="A", text="")


@given(_HEADINGS, st.lists(_WORDS, min_size=7, max_size=7))
def test_every_code_is_a_code_and_used_once(headings: list[str], texts: list[str]) -> None:
    codes = [clause.code for clause in assign(_sections(headings, texts))]

    assert all(is_clause_code(code) for code in codes)
    assert len(set(codes)) == len(codes)


@given(
    st.permutations(["Gifts", "Training", "Remediation programs", "Records", "贈り物"]),
    st.lists(_WORDS, min_size=5, max_size=5),
    st.randoms(),
)
def test_renumbering_and_moving_change_no_code(headings, texts, random) -> None:
    first = assign(_sections([f"{n}. {h}" for n, h in enumerate(headings, 1)], texts))
    moved = random.sample(list(first), k=len(first))

    second = assign(
        _sections(
            [f"{n}.1 {clause.heading.split('. ')[1]}" for n, clause in enumerate(moved, 1)],
            [clause.text for clause in moved],
        ),
        previous=first,
    )

    assert [clause.code for clause in second] == [clause.code for clause in moved]


@given(_HEADINGS, st.lists(_WORDS, min_size=7, max_size=7))
def test_the_same_text_again_keeps_every_code(headings: list[str], texts: list[str]) -> None:
    first = assign(_sections(headings, texts))

    again = assign(_sections(headings, texts), previous=first)

    assert sorted(clause.code for clause in again) == sorted(clause.code for clause in first)
