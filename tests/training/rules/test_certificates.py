from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.training.rules.certificates import PREFIX, initials, new_code, read, shown


def test_a_code_is_read_however_it_is_typed() -> None:
    code = new_code()

    typed = [shown(code), shown(code).lower(), f" {PREFIX} {code[:4]}-{code[4:8]}-{code[8:]}", code]

    assert [read(each) for each in typed] == [code] * 4


@given(st.integers(0, 11), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_one_wrong_character_is_noticed(place: int, letter: str) -> None:
    code = new_code()
    typed = code[:place] + letter + code[place + 1 :]

    assert read(shown(typed)) == (code if typed == code else None)


@pytest.mark.parametrize("typed", ["", "CT", "hello", "AC-0000-0000-0000", "CT-0000", "💥" * 12])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read(typed) is None


@pytest.mark.parametrize(
    ("name", "shown_as"),
    [
        ("Maria Vogel", "M. V."),
        ("maria anna vogel", "M. V."),
        ("Cher", "C."),
        ("", ""),
        ("王 芳", "王. 芳."),
    ],
)
def test_of_a_name_only_the_initials_are_left(name: str, shown_as: str) -> None:
    assert initials(name) == shown_as
