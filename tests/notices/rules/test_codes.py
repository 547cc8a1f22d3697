"""Codes: whatever slips, it is noticed."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.notices.rules.codes import (
    ALPHABET,
    LENGTH,
    NUMBER_BITS,
    MistypedCodeError,
    VerificationCode,
    read_code,
)
from goodstanding.values.errors import InvalidValueError

NUMBERS = st.integers(min_value=0, max_value=(1 << NUMBER_BITS) - 1)
CODES = NUMBERS.map(VerificationCode.of_number)
PLACES = st.integers(min_value=0, max_value=LENGTH - 1)


@given(NUMBERS, NUMBERS)
def test_two_numbers_have_two_codes(one, other) -> None:
    same = VerificationCode.of_number(one) == VerificationCode.of_number(other)

    assert same == (one == other)


@given(CODES)
def test_what_is_shown_reads_back(code) -> None:
    assert read_code(str(code)) == code
    assert read_code(str(code).lower().replace("-", " \N{EN DASH} ")) == code
    assert read_code(str(code).replace("0", "o").replace("1", "l")) == code


@given(CODES, PLACES, st.sampled_from(ALPHABET))
def test_every_wrong_letter_is_noticed(code, place, letter) -> None:
    typed = code.letters[:place] + letter + code.letters[place + 1 :]

    if typed == code.letters:
        assert read_code(typed) == code
    else:
        with pytest.raises(MistypedCodeError, match="letters is mistyped"):
            read_code(typed)


@given(CODES, PLACES, PLACES)
def test_every_exchange_of_two_letters_is_noticed(code, one, other) -> None:
    letters = list(code.letters)
    letters[one], letters[other] = letters[other], letters[one]
    typed = "".join(letters)

    if typed == code.letters:
        assert read_code(typed) == code
    else:
        with pytest.raises(MistypedCodeError):
            read_code(typed)


@given(st.text(max_size=80))
def test_anything_typed_is_a_code_or_refused(typed) -> None:
    with suppress(MistypedCodeError):
        assert len(read_code(typed).letters) == LENGTH


def test_a_code_is_shown_in_groups_of_four() -> None:
    assert str(VerificationCode.of_number(0)) == "0000-0000-0000"
    assert str(VerificationCode.of_number((1 << NUMBER_BITS) - 1))[:9] == "ZZZZ-ZZZZ"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Type the code"),
        (" - ", "Type the code"),
        ("3FHP-8W2N-K6V", "this has 11"),
        ("3FHP-8W2N-K6VBB", "this has 13"),
        ("UFHP-8W2N-K6VB", "“U” is in none of our codes"),
        ("3FHP-8W2N-K6V!", "“!” is in none of our codes"),
    ],
)
def test_a_slip_is_explained(typed, said) -> None:
    with pytest.raises(MistypedCodeError, match=said):
        read_code(typed)


@pytest.mark.parametrize("number", [-1, 1 << NUMBER_BITS])
def test_a_number_that_does_not_fit_is_refused(number) -> None:
    with pytest.raises(InvalidValueError, match="does not fit"):
        VerificationCode.of_number(number)


def test_letters_that_are_none_make_no_code() -> None:
    with pytest.raises(MistypedCodeError, match="12 letters"):
        VerificationCode("short")
