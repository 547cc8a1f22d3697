"""Codes that notice a slip of the pen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.agreements.rules.receipts import LETTERS, new_receipt, read, shown, with_check

_BODIES = st.text(alphabet=LETTERS, min_size=11, max_size=11)


def test_what_is_given_can_be_read() -> None:
    code = new_receipt()

    assert len(code) == 12
    assert read(code) == code
    assert read(shown(code)) == code


@pytest.mark.parametrize("typed", ["", "AC", "5Q7R", "x" * 500, "5Q7R-2MNE-84X!", "ÄÖÜ"])
def test_what_is_no_code_is_not_read(typed: str) -> None:
    assert read(typed) is None


@given(_BODIES)
def test_dashes_blanks_capitals_and_lookalikes_do_not_matter(body: str) -> None:
    code = with_check(body)
    typed = f"ac-{code[:4]}-{code[4:8]} {code[8:]}".lower().replace("0", "o").replace("1", "l")

    assert read(typed) == code


@given(_BODIES, st.integers(0, 11), st.sampled_from(LETTERS))
def test_one_wrong_character_is_noticed(body: str, place: int, letter: str) -> None:
    code = with_check(body)
    wrong = code[:place] + letter + code[place + 1 :]

    assert read(wrong) == (code if wrong == code else None)


@given(_BODIES, st.integers(0, 10))
def test_two_swapped_neighbours_are_noticed(body: str, place: int) -> None:
    code = with_check(body)
    wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    assert read(wrong) == (code if wrong == code else None)
