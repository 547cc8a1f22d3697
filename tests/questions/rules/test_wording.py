"""What people may write at the question desk."""

from __future__ import annotations

import pytest

from goodstanding.questions.rules.wording import (
    WORDS_CHARS_MAX,
    GuidanceNamesError,
    clean_words,
    refuse_names,
)
from goodstanding.values.errors import InvalidValueError


def test_words_are_kept_without_outer_blanks_and_with_one_kind_of_line_end() -> None:
    assert clean_words("  Does it?\r\nReally?\rYes.\n\n", what="question") == (
        "Does it?\nReally?\nYes."
    )


@pytest.mark.parametrize("words", ["", "   ", "\r\n\t"])
def test_blanks_are_no_words(words: str) -> None:
    with pytest.raises(InvalidValueError, match="The question is empty"):
        clean_words(words, what="question")


def test_the_last_letter_that_fits_is_kept_and_one_more_is_refused() -> None:
    longest = "x" * WORDS_CHARS_MAX

    assert clean_words(longest, what="answer") == longest
    with pytest.raises(InvalidValueError, match="The answer has 4001 letters; 4000 are the most"):
        clean_words(longest + "x", what="answer")


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\u202e"])
def test_a_sign_that_cannot_be_shown_is_refused(sign: str) -> None:
    with pytest.raises(InvalidValueError, match="a sign that cannot be shown"):
        clean_words(f"Does{sign} it?", what="question")


def test_guidance_that_names_somebody_is_refused_with_every_name() -> None:
    with pytest.raises(GuidanceNamesError) as refusal:
        refuse_names(
            ["Can LITWARE\nSystemhaus do it?", "Ask jonas@litware.example."],
            ["Litware Systemhaus", "jonas@litware.example", "Ines Costa"],
        )

    assert refusal.value.names == ("Litware Systemhaus", "jonas@litware.example")


def test_a_name_within_another_word_names_nobody() -> None:
    refuse_names(["Is hardware covered?"], ["Ware", "", "Ines Costa"])
