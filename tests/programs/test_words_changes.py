"""Two versions are compared in words: who has more to do, and who less."""

from __future__ import annotations

import pytest

from goodstanding.programs.words_changes import Turn, changes_of
from goodstanding.rulebook.pack import Pack
from goodstanding.rulebook.parse import read_pack

TEXT = """\
pack: 1
program: partners
version: 1
title: Rules
effective: 2026-08-01
zone: UTC
effects: [orders]
levels:
  - {name: good, title: Good}
  - {name: late, title: Late, stops: [orders]}
countdowns:
  slow: {due: late}
obligations:
  code:
    title: The code is accepted.
    accept: {agreement: code, per: entity}
    due: 30 days after assignment
    countdown: slow
  seen:
    title: Somebody is reached.
    reach: {contact: [security], proof: 12 months}
    due: 30 days after assignment
    countdown: slow
"""


def _pack(before: str = "", after: str = "") -> Pack:
    assert TEXT.count(before) == 1 or not before
    return read_pack(TEXT.replace(before, after) if before else TEXT)


_SEEN = TEXT[TEXT.index("  seen:") :]


@pytest.mark.parametrize(
    ("before", "after", "turn"),
    [
        ("proof: 12 months", "proof: 6 months", Turn.MORE),
        ("proof: 12 months", "proof: 24 months", Turn.LESS),
        ("[security], proof: 12 months", "[security, sales], proof: 24 months", Turn.BOTH),
        (_SEEN, "", Turn.LESS),
    ],
)
def test_a_duty_asks_more_or_less(before: str, after: str, turn: Turn) -> None:
    changes = changes_of(_pack(), _pack(before, after))

    assert [(change.turn, change.name) for change in changes] == [(turn, "seen")]


def test_a_new_duty_asks_more_and_comes_before_what_is_only_said_otherwise() -> None:
    other = _pack("title: Late, stops: [orders]", "title: Overdue")
    less = read_pack(TEXT.replace(_SEEN, ""))

    changes = changes_of(less, other)

    assert [(change.turn, change.name) for change in changes] == [
        (Turn.LESS, "code"),  # Its steps come to a level that stops nothing any more.
        (Turn.MORE, "seen"),
        (Turn.OTHER, "late"),
    ]
    assert str(changes[1]) == (
        "More is asked: Somebody is reached. (seen)\n"
        "  Was: –\n"
        "  Now: For every partner. Reach somebody as security, with proof every 12 months. "
        "Due 30 days after assignment. From the due day: “Overdue”."
    )


def test_the_same_rules_have_no_changes() -> None:
    assert changes_of(_pack(), _pack()) == ()


def test_moving_due_days_to_working_days_asks_less_of_every_duty() -> None:
    changes = changes_of(_pack(), _pack("zone: UTC", "zone: UTC\ncalendar: DE\nroll: following"))

    assert [(change.turn, change.name) for change in changes] == [
        (Turn.LESS, "code"),
        (Turn.LESS, "seen"),
        (Turn.OTHER, "calendar"),
    ]
