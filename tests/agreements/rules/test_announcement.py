"""How a version may be announced."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.agreements.rules.announcement import (
    Announcement,
    Pointer,
    Sign,
    earliest_effect,
    pointers_in,
    problem_of_day,
    problems_of,
)
from goodstanding.agreements.rules.clauses import ClauseText
from goodstanding.agreements.rules.redline import compare

_DAY = date(2026, 9, 1)
_POINTER = Pointer(sign=Sign.NEW_CLAUSE, code="gifts", heading="Gifts")


def _signs(before: str, after: str) -> list[tuple[str, tuple[str, ...]]]:
    clauses = [[ClauseText(code="gifts", heading="Gifts", text=text)] for text in (before, after)]
    return [(pointer.sign.value, pointer.words) for pointer in pointers_in(compare(*clauses))]


@pytest.mark.parametrize(
    ("before", "after", "signs"),
    [
        ("You may go.", "You must go.", [("duty-words", ("must",))]),
        ("You may ask.", "You may not ask.", [("duty-words", ("not",))]),
        ("Within 30 days.", "Within 14 days.", [("number", ("14",))]),
        ("You must go.", "You may go.", []),
        ("Colour.", "Color.", []),
        (
            "Do not:\n\n- lie",
            "Do not:\n\n- lie\n- touch people at work",
            [("new-paragraph", ("- touch people at work",))],
        ),
    ],
)
def test_points_at_what_usually_makes_a_change_material(before, after, signs) -> None:
    assert _signs(before, after) == signs


def test_points_at_new_and_missing_clauses() -> None:
    old = [ClauseText(code="a", heading="A", text="")]
    new = [ClauseText(code="b", heading="B", text="")]

    assert {p.sign: p.code for p in pointers_in(compare(old, new))} == {
        Sign.NEW_CLAUSE: "b",
        Sign.CLAUSE_GONE: "a",
    }


@pytest.mark.parametrize(
    ("announced", "sentences"),
    [
        (Announcement(first=True, material=True, reason="First.", summary=""), []),
        (
            Announcement(first=True, material=False, reason="", summary=""),
            ["The first version is always material"],
        ),
        (
            Announcement(first=False, material=True, reason=" ", summary=""),
            ["Say why the change is material", "Write in plain words what changes"],
        ),
        (Announcement(first=False, material=False, reason="", summary=""), []),
        (
            Announcement(first=False, material=False, reason="", summary="", pointers=(_POINTER,)),
            ["You say that nobody needs to accept this"],
        ),
        (
            Announcement(
                first=False, material=False, reason="A slip.", summary="", pointers=(_POINTER,)
            ),
            [],
        ),
    ],
)
def test_says_everything_that_stands_in_the_way(announced, sentences) -> None:
    problems = problems_of(announced)

    assert len(problems) == len(sentences)
    assert all(said.startswith(start) for said, start in zip(problems, sentences, strict=True))


def test_a_first_version_may_take_effect_at_once() -> None:
    assert earliest_effect(published_on=_DAY, notice_days=15, before=None) == _DAY


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (14, "the earliest day is 2026-09-16. Choose that day or a later one."),
        (15, ""),
        (730, ""),
        (731, "more than 730 days ahead, and no other version could before."),
    ],
)
def test_a_version_takes_effect_after_its_notice_and_within_two_years(days, words) -> None:
    problem = problem_of_day(
        _DAY + timedelta(days=days),
        published_on=_DAY,
        notice_days=14,
        earliest=_DAY + timedelta(days=15),
    )

    assert words in problem
    assert bool(problem) is bool(words)


def test_a_version_that_must_wait_for_an_earlier_one_may_be_further_ahead() -> None:
    earliest = _DAY + timedelta(days=900)

    problem = problem_of_day(earliest, published_on=_DAY, notice_days=14, earliest=earliest)

    assert problem == ""


def test_notice_is_whole_days_between_publication_and_effect() -> None:
    assert earliest_effect(published_on=_DAY, notice_days=15, before=_DAY) == date(2026, 9, 17)


def test_a_later_version_never_takes_effect_before_an_earlier_one() -> None:
    before = _DAY + timedelta(days=90)

    assert earliest_effect(published_on=_DAY, notice_days=15, before=before) == before


@given(st.integers(0, 365), st.integers(-400, 400))
def test_longer_notice_never_gives_an_earlier_day(days: int, before: int) -> None:
    day = _DAY + timedelta(days=before)

    earliest = earliest_effect(published_on=_DAY, notice_days=days, before=day)

    assert earliest <= earliest_effect(published_on=_DAY, notice_days=days + 1, before=day)
    assert earliest >= day
    assert (earliest - _DAY).days > days
